import { fieldNotSupported } from '../../errors/field-errors.ts';
import { goJson } from '../../values/go-format.ts';
import { sameJson } from '../../values/plain-json.ts';
import type { Schema } from '../schema.ts';
import type { Problem } from './problems.ts';

/**
 * Whether a value is among those of the enum. Null never is, and Go converts numbers before it compares them.
 * Mirrors kube-openapi's basicCommonValidator.
 */
export function enumProblem({
  enum: choices,
}: Schema): ((value: unknown, path: string) => Problem | undefined) | undefined {
  if (choices === undefined || choices.length === 0) return undefined;
  const texts = new Set<unknown>(choices.filter((choice) => typeof choice === 'string'));
  const others: readonly unknown[] = choices.filter((choice) => typeof choice !== 'string');
  const shown = choices.map((choice: unknown) => (typeof choice === 'string' ? choice : goJson(choice)));
  return (value, path) => {
    if (texts.has(asText(value)) || others.some((choice) => isSame(value, choice))) return undefined;
    const text = `${path} in body should be one of ${goJson(choices)}`;
    return { path, text, tell: (field) => fieldNotSupported(field, value, shown) };
  };
}

/** An integer converts to the character of that number. */
function asText(value: unknown): unknown {
  if (!Number.isInteger(value)) return value;
  const code = value as number;
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}

function isSame(value: unknown, choice: unknown): boolean {
  if (choice === null || value === null) return false;
  if (typeof value === 'number' && Number.isInteger(choice)) return Math.trunc(value) === choice;
  return sameJson(value, choice);
}
