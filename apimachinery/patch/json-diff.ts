import { isList, isObject, member, type PlainObject, sameJson } from '../values/plain-json.ts';

/** One step of an RFC 6902 patch, as far as differences need them. */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/**
 * The JSON patch (RFC 6902) that makes `after` of `before`; none when they are the same. What is undefined is not there. Items of lists are compared by
 * their places. Mirrors gomodules.xyz/jsonpatch (CreatePatch). Differs: which of the many right patches it is.
 */
export function createJsonPatch(before: unknown, after: unknown): readonly JsonPatchOperation[] {
  const operations: JsonPatchOperation[] = [];
  compare('', before, after, operations);
  return operations;
}

function compare(path: string, before: unknown, after: unknown, operations: JsonPatchOperation[]): void {
  if (before === after) return;
  if (isObject(before) && isObject(after)) compareMembers(path, before, after, operations);
  else if (isList(before) && isList(after)) compareItems(path, before, after, operations);
  else if (!sameJson(before, after)) operations.push({ op: 'replace', path, value: after });
}

function compareMembers(
  path: string,
  before: PlainObject,
  after: PlainObject,
  operations: JsonPatchOperation[],
): void {
  for (const name of Object.keys(before)) {
    if (before[name] === undefined) continue;
    if (member(after, name) === undefined) operations.push({ op: 'remove', path: pointer(path, name) });
  }
  for (const name of Object.keys(after)) {
    const [old, value] = [member(before, name), member(after, name)];
    if (value === undefined) continue;
    if (old === undefined) operations.push({ op: 'add', path: pointer(path, name), value });
    else compare(pointer(path, name), old, value, operations);
  }
}

function compareItems(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
  operations: JsonPatchOperation[],
): void {
  const common = Math.min(before.length, after.length);
  for (let at = 0; at < common; at++) compare(`${path}/${at}`, before[at], after[at], operations);
  // From the end, so that each place is still what it was.
  for (let at = before.length - 1; at >= common; at--) {
    operations.push({ op: 'remove', path: `${path}/${at}` });
  }
  for (const value of after.slice(common)) operations.push({ op: 'add', path: `${path}/-`, value });
}

function pointer(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
