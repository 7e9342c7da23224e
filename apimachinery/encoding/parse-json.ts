import { isBuiltIn } from '../schema/compile-once.ts';
import type { Schema } from '../schema/schema.ts';
import { jsonDepthMax, setMember } from '../values/plain-json.ts';
import { type BadNumber, isOddNumber } from './json-numbers.ts';
import { mergeRepeats, withMarks } from './repeated-members.ts';
import { type ExactNumber, scanJson } from './scan-json.ts';

export interface ParsedJson {
  readonly value: unknown;
  /** Paths of members that were given again, `spec.replicas`. Empty when not asked for. */
  readonly duplicates: readonly string[];
  /** The first number that is of another type than its place in the schema. */
  readonly badNumber?: BadNumber;
}

/** A body that is not JSON. The message is the reason with the position. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  /** In Go's words. */
  readonly reason: string;
  /** In UTF-16 units from 0. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;

  /** `before`: all that stands before it. */
  constructor(reason: string, before: string) {
    const offset = before.length;
    const line = before.split('\n').length;
    const column = offset - before.lastIndexOf('\n');
    super(`${reason} (line ${line}, column ${column})`);
    this.reason = reason;
    this.offset = offset;
    this.line = line;
    this.column = column;
  }
}

/** A body with a number that cannot be held. The message is Go's, where Go has one. */
export class JsonNumberError extends Error {
  override readonly name = 'JsonNumberError';
}

export interface JsonOptions {
  /** Whether to find members given again. */
  readonly duplicates?: boolean;
  /**
   * What the value is meant to be: of numbers it is told which do not fit into the types of their places, and members that
   * are given again are what Go's type of a built-in schema makes of them. Of others the last one counts.
   */
  readonly schema?: Schema;
}

/**
 * Parses a body. Costs little more than JSON.parse: the slow reading that names duplicate members, judges unusual
 * numbers and tells what is wrong is done only where there are some, or something is. Whole numbers beyond 2^53 are bigints.
 * Throws JsonSyntaxError and JsonNumberError.
 */
export function parseJson(body: string | Uint8Array, options: JsonOptions = {}): ParsedJson {
  const text = wellFormed(typeof body === 'string' ? body : decoder.decode(body));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw describe(body, cause);
  }
  const { keys, depth, hasOddNumbers } = survey(text);
  if (depth > jsonDepthMax) throw describe(body, undefined);
  const { schema } = options;
  const asksForRepeats = options.duplicates === true || (schema !== undefined && isBuiltIn(schema));
  const mayRepeat = asksForRepeats && keys !== countMembers(value);
  if (!mayRepeat && !hasOddNumbers) return { value, duplicates: [] };
  const { duplicates, repeats, badNumber, exactNumbers } = scanJson(text, jsonDepthMax, schema);
  if (repeats.length > 0) value = JSON.parse(withMarks(text, repeats));
  for (const number of exactNumbers) value = withNumber(value, number);
  if (repeats.length > 0 && schema !== undefined) value = mergeRepeats(schema, value);
  const parsed = { value, duplicates: options.duplicates === true ? duplicates : [] };
  if (badNumber === undefined) return parsed;
  if (badNumber.says !== undefined) throw new JsonNumberError(badNumber.says);
  return { ...parsed, badNumber };
}

/** JSON.parse of a text that was written as JSON; whole numbers that a double would change are bigints. */
export function readJson(text: string): unknown {
  return manyDigits.test(text) ? parseJson(text).value : JSON.parse(text);
}

/** As many as the least number has that a double may not hold. */
const manyDigits = /(?:^|[:[,\s])-?\d{16}/;

/** `value` is nobody else's yet. */
function withNumber(value: unknown, { path, value: number }: ExactNumber): unknown {
  const last = path.at(-1);
  if (last === undefined) return number;
  let container = value as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) container = container[step] as typeof container;
  setMember(container, String(last), number);
  return value;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** With U+FFFD for escaped halves of surrogate pairs that stand alone, as Go reads them. */
function wellFormed(text: string): string {
  if (!/\\u[dD][89a-fA-F]/.test(text)) return text;
  // Pairs, then halves, then whatever else a backslash escapes, another backslash above all.
  const escapes = /\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u[dD][89a-fA-F]..|\\./gs;
  return text.replace(escapes, (one) => (one.length === 6 ? '\\ufffd' : one));
}

/** Go looks at bytes, and shows one as if it were a character. */
function describe(body: string | Uint8Array, cause: unknown): JsonSyntaxError {
  const bytes = Buffer.from(body);
  const scan = scanJson(bytes.toString('latin1'), jsonDepthMax);
  const before = bytes.toString('utf8', 0, scan.error === undefined ? 0 : scan.offset);
  const reason = scan.error ?? (cause instanceof Error ? cause.message : 'invalid JSON');
  return new JsonSyntaxError(reason, before);
}

/** Of a text that JSON.parse has read: how many members it writes (each has a colon), its depth, and its numbers. */
function survey(text: string): { keys: number; depth: number; hasOddNumbers: boolean } {
  let keys = 0;
  let open = 0;
  let depth = 0;
  let hasOddNumbers = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = endOfString(text, i + 1);
    else if (code === 0x3a) keys++;
    else if (code === 0x5b || code === 0x7b) {
      if (++open > depth) depth = open;
    } else if (code === 0x5d || code === 0x7d) open--;
    else if (code <= 0x39 && code >= 0x30) {
      const end = endOfNumber(text, i);
      hasOddNumbers ||= isOddNumber(text.slice(i, end));
      i = end - 1;
    }
  }
  return { keys, depth, hasOddNumbers };
}

/** Members as they were kept: of those with one name, one. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) members += countMembers(item);
    return members;
  }
  for (const key in value) members += 1 + countMembers((value as Record<string, unknown>)[key]);
  return members;
}

function endOfString(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); code !== 0x22; code = text.charCodeAt(++at)) {
    if (code === 0x5c) at++;
  }
  return at;
}

/** Of a number whose first digit stands at `start`. */
function endOfNumber(text: string, start: number): number {
  let at = start;
  while (!endsNumber(text.charCodeAt(at))) at++;
  return at;
}

/** What can follow a number: the end, a comma, a closing bracket, a space. */
function endsNumber(code: number): boolean {
  return !(code > 0x20) || code === 0x2c || code === 0x5d || code === 0x7d;
}
