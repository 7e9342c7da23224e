import { canonicalValues } from '../api/index.ts';
import { isObject, type KubeObject } from '../apimachinery/index.ts';
import { type Mismatch, mismatches } from './match.ts';
import { schemaOf } from './resource-of.ts';
import type { ScenarioObject } from './scenario.ts';

/**
 * Where the answer to a write is not what the write asked for. The API server takes what it can and drops the rest
 * without a word: what only another subresource writes, what it decides by itself, an empty list that is merged with one
 * that is not. Quantities and times are compared in the form the API server gives them.
 */
export function ignoredParts(
  asked: ScenarioObject,
  answered: KubeObject,
  created: boolean,
): readonly Mismatch[] {
  const schema = schemaOf(asked) ?? {};
  const { apiVersion: _, kind: __, ...rest } = canonicalValues(schema, asked) as ScenarioObject;
  const found = mismatches(askedParts(rest), answered, schema).filter(({ path }) => !isElsewhere.test(path));
  // What is created with an empty list gets what an admission plugin puts there.
  return created ? found.filter(({ expected }) => !Array.isArray(expected) || expected.length > 0) : found;
}

/** A precondition, and what the API server encodes into another field. */
const isElsewhere = /^(metadata\.resourceVersion|stringData(\..*)?)$/;

/** Whether a part of an object asks for nothing: `kubectl create --dry-run -o yaml` prints `status: {loadBalancer: {}}`. */
export function asksForNothing(value: unknown): boolean {
  return value === undefined || isUnset(askedParts(value));
}

/** Without directives of a strategic merge patch, and without what asks for nothing or for a default. */
function askedParts(value: unknown): unknown {
  if (Array.isArray(value))
    return value.filter((item) => !isObject(item) || !('$patch' in item)).map(askedParts);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, askedParts(field)] as const);
  return Object.fromEntries(fields.filter(([name, field]) => !name.startsWith('$') && !isUnset(field)));
}

function isUnset(value: unknown): boolean {
  return (
    value === null || value === '' || value === 0 || (isObject(value) && Object.keys(value).length === 0)
  );
}
