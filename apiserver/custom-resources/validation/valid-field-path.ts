import { FieldPath, type Schema } from '../../../apimachinery/index.ts';

/** A path that is none, and why. */
export class FieldPathError extends Error {
  override readonly name = 'FieldPathError';
}

/** A field that a path leads to. */
export interface FoundField {
  readonly path: FieldPath;
  /** Undefined: a value of a map that may have any. */
  readonly schema: Schema | undefined;
}

/**
 * Follows a path of fields and keys of maps, `.spec.labels['a']`, through a schema. Throws FieldPathError where it leads
 * nowhere. Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel (ValidFieldPath).
 */
export function validFieldPath(text: string, schema: Schema, allowsBrackets = true): FoundField {
  const tokens = tokensOf(text);
  let found: FoundField = { path: FieldPath.root, schema };
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] ?? '';
    if (token !== '[' && token !== '.') throw new FieldPathError(`expected [ or . but got: ${token}`);
    if (token === '[' && !allowsBrackets) throw new FieldPathError('array notation is not allowed');
    const name = tokens[at + 1] ?? endOfPath();
    found = token === '[' ? step(found, unquoted(name)) : step(found, name);
    if (token === '[' && (tokens[at + 2] ?? endOfPath()) !== ']') {
      throw new FieldPathError(`expected ] but got ${tokens[at + 2]}`);
    }
    at += token === '[' ? 3 : 2;
  }
  return found;
}

function endOfPath(): never {
  throw new FieldPathError('unexpected end of JSON path');
}

function step({ path, schema }: FoundField, name: string): FoundField {
  const { properties, additionalProperties } = schema ?? {};
  if (properties !== undefined) {
    if (!Object.hasOwn(properties, name)) throw new FieldPathError('does not refer to a valid field');
    return { path: path.child(name), schema: properties[name] };
  }
  if (additionalProperties === undefined) throw new FieldPathError('does not refer to a valid field');
  return { path: path.key(name), schema: additionalProperties };
}

/** Delimiters, quoted texts, and what is in between. A quoted text without an end goes on to the end. */
function tokensOf(text: string): readonly string[] {
  return text.match(/[.[\]]|'(?:[^']|(?<=\\)')*(?<!\\)'|'[\s\S]*|[^.[\]]+/g) ?? [];
}

function unquoted(token: string): string {
  if (token.length < 2 || !token.startsWith("'") || !token.endsWith("'")) {
    throw new FieldPathError(`expected single quoted string but got ${token}`);
  }
  return token.slice(1, -1).replace(/\\./g, (sequence) => {
    const letter = escapes[sequence.slice(1)];
    if (letter === undefined)
      throw new FieldPathError(`invalid string literal: invalid escape char ${sequence}`);
    return letter;
  });
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '\\': '\\',
};
