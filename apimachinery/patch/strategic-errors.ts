import { compareStrings, goNumber } from '../values/go-format.ts';
import { isList, isObject, type PlainObject } from '../values/plain-json.ts';
import { PatchError } from './patch-error.ts';

/** A rule broken for which Kubernetes has no better answer than 500 with the text. */
export function strategicError(message: string): PatchError {
  return new PatchError(500, message);
}

export function noMergeKey(item: PlainObject, mergeKey: string): PatchError {
  return strategicError(`map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`);
}

export function badDirective(directive: unknown, patch: PlainObject): PatchError {
  const text = typeof directive === 'string' ? directive : `%!s(${goType(directive)}=${goValue(directive)})`;
  return strategicError(`unknown patch type: ${text} in map: ${goValue(patch)}`);
}

export function expectedList(actual: unknown): PatchError {
  return strategicError(`expected a []interface {}, but received a ${goType(actual)}`);
}

export function expectedObject(actual: unknown): PatchError {
  return strategicError(`expected a map[string]interface {}, but received a ${goType(actual)}`);
}

/** The directive has a shape it may not have: a bad request. */
export function badDirectiveFormat(directive: 'primitive list' | 'retainKeys' | 'setElementOrder list') {
  return new PatchError(400, `invalid patch format of ${directive}`);
}

export function noListsOfLists(): PatchError {
  return new PatchError(422, 'lists of lists are not supported');
}

/** A value as Go's %v prints it. */
export function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return goNumber(value);
  if (isList(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isObject(value)) return String(value);
  const keys = Object.keys(value).sort(compareStrings);
  return `map[${keys.map((key) => `${key}:${goValue(value[key])}`).join(' ')}]`;
}

/** The Go type JSON decodes to. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (isList(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'bigint') return 'int64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
