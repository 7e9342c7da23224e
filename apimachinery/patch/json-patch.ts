import { goKind } from '../schema/go-type-names.ts';
import { goJson, utf8Length } from '../values/go-format.ts';
import { isList, isObject, member, type PlainObject, sameJson } from '../values/plain-json.ts';
import { containerAt, type Draft, type Place } from './json-pointer.ts';
import { PatchError } from './patch-error.ts';

/** What Kubernetes allows one patch; it keeps a small body from asking for unbounded work. */
const operationsMax = 10_000;

/** What all copies of one patch may add, as Kubernetes configures it; copies of copies would double with each. */
const copiedBytesMax = 3 * 1024 * 1024;

/**
 * Applies a JSON patch (RFC 6902). The document is not changed; subtrees no operation touches are the same references
 * in the result. Throws PatchError: 400 for a malformed patch, 413 for one of more than 10,000 operations, 422 for one
 * that does not apply.
 * Mirrors gopkg.in/evanphx/json-patch.v4 (Patch.Apply) as the API server configures it, with what is its own: negative
 * indexes count from the end, `replace` of an absent member adds it, `copy` of an absent member writes null, and what
 * stands before the first slash of a path is ignored.
 * Differs: numbers and strings in `test` are compared by value, where Go compares their bytes (1 and 1.0 differ there).
 */
export function applyJsonPatch(document: object, patch: unknown): object {
  const draft: Draft = { root: document, owned: new Set(), copiedBytes: 0 };
  for (const operation of decode(patch)) applyOperation(draft, operation);
  return draft.root as object;
}

/** Members of operations that RFC 6902 does not know, as Kubernetes' strict decoding names them. */
export function jsonPatchUnknownFields(patch: unknown): string[] {
  if (!isList(patch)) return [];
  const known = new Set(['op', 'path', 'from', 'value']);
  return patch.flatMap((operation, index) =>
    Object.keys(isObject(operation) ? operation : {})
      .filter((key) => !known.has(key))
      .map((key) => `json patch unknown field "[${index}].${key}"`),
  );
}

function decode(patch: unknown): readonly PlainObject[] {
  if (patch === null) return [];
  if (!isList(patch)) throw malformed(patch, 'value of type []handlers.jsonPatchOp');
  if (patch.length > operationsMax) {
    throw new PatchError(
      413,
      `The allowed maximum operations in a JSON patch is ${operationsMax}, got ${patch.length}`,
    );
  }
  return patch.map((operation) => {
    if (operation === null) return {};
    if (!isObject(operation)) throw malformed(operation, 'value of type handlers.jsonPatchOp');
    for (const field of ['op', 'path', 'from']) {
      const value = member(operation, field);
      if (value === undefined || value === null || typeof value === 'string') continue;
      throw malformed(value, `struct field jsonPatchOp.${field} of type string`);
    }
    return operation;
  });
}

function malformed(value: unknown, into: string): PatchError {
  return new PatchError(400, `error decoding patch: json: cannot unmarshal ${goKind(value)} into Go ${into}`);
}

function applyOperation(draft: Draft, operation: PlainObject): void {
  const op = member(operation, 'op') ?? 'unknown';
  const apply = operations.get(op);
  if (apply === undefined) throw refused(`Unexpected kind: ${op}`);
  apply(draft, operation);
}

const operations: ReadonlyMap<unknown, (draft: Draft, operation: PlainObject) => void> = new Map([
  ['add', add],
  ['remove', remove],
  ['replace', replace],
  ['move', move],
  ['test', test],
  ['copy', copy],
]);

function add(draft: Draft, operation: PlainObject): void {
  const path = member(operation, 'path') as string | null | undefined;
  if (path == null) throw refused('add operation failed to decode path: missing value');
  const place = containerAt(draft, path);
  if (!place) throw refused(`add operation does not apply: doc is missing path: "${path}": missing value`);
  attempt(`error in add for path: '${path}'`, () => place.add(value(operation)));
}

function remove(draft: Draft, operation: PlainObject): void {
  const path = member(operation, 'path') as string | null | undefined;
  if (path == null) throw refused('remove operation failed to decode path: missing value');
  const place = containerAt(draft, path);
  if (!place) throw refused(`remove operation does not apply: doc is missing path: "${path}": missing value`);
  attempt(`error in remove for path: '${path}'`, () => place.remove());
}

function replace(draft: Draft, operation: PlainObject): void {
  const path = pathOf(operation, 'replace');
  if (path === '') {
    replaceRoot(draft, value(operation));
    return;
  }
  const place = containerAt(draft, path);
  if (!place) throw refused(`replace operation does not apply: doc is missing path: ${path}: missing value`);
  if (!readable(place)) {
    throw refused(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  }
  place.set(value(operation));
}

function replaceRoot(draft: Draft, root: unknown): void {
  if (!isObject(root) && !isList(root)) {
    throw refused('replace operation value must be object or array: %!w(<nil>)');
  }
  draft.root = root;
}

function move(draft: Draft, operation: PlainObject): void {
  const from = fromOf(operation, 'move');
  const source = containerAt(draft, from);
  if (!source)
    throw refused(`move operation does not apply: doc is missing from path: ${from}: missing value`);
  const moved = attempt(`error in move for path: '${source.key}'`, () => {
    const found = source.get() ?? null;
    source.remove();
    return found;
  });
  const path = pathOf(operation, 'move');
  const target = containerAt(draft, path);
  if (!target) {
    throw refused(`move operation does not apply: doc is missing destination path: ${path}: missing value`);
  }
  attempt(`error in move for path: '${path}'`, () => target.add(moved));
}

function copy(draft: Draft, operation: PlainObject): void {
  const from = fromOf(operation, 'copy');
  const source = containerAt(draft, from);
  if (!source) {
    throw refused(`copy operation does not apply: doc is missing from path: ${from}: missing value`);
  }
  const copied = attempt(`error in copy for from: '${from}'`, () => source.get() ?? null);
  const path = member(operation, 'path') as string | null | undefined;
  if (path == null) throw refused('copy operation failed to decode path: missing value');
  const target = containerAt(draft, path);
  if (!target) {
    throw refused(`copy operation does not apply: doc is missing destination path: ${path}: missing value`);
  }
  if (copied !== null) countCopy(draft, copied);
  // The value will stand in two places, perhaps one in the other, so nothing in it may be written in place any more.
  if (typeof copied === 'object') draft.owned.clear();
  attempt('error while adding value during copy', () => target.add(copied));
}

function countCopy(draft: Draft, copied: unknown): void {
  draft.copiedBytes += utf8Length(goJson(copied));
  if (draft.copiedBytes <= copiedBytesMax) return;
  throw refused(
    `Unable to complete the copy, the accumulated size increase of copy is ${draft.copiedBytes}, exceeding the limit ${copiedBytesMax}`,
  );
}

function test(draft: Draft, operation: PlainObject): void {
  const path = pathOf(operation, 'test');
  const failed = `testing value ${path} failed: test failed`;
  if (path === '') {
    if (!sameJson(draft.root, value(operation))) throw refused(failed);
    return;
  }
  const place = containerAt(draft, path);
  if (!place) throw refused(`test operation does not apply: is missing path: ${path}: missing value`);
  const found = attempt(`error in test for path: '${path}'`, () => place.get() ?? null);
  if (!sameJson(found, value(operation))) throw refused(failed);
}

function value(operation: PlainObject): unknown {
  return member(operation, 'value') ?? null;
}

function pathOf(operation: PlainObject, op: string): string {
  const path = member(operation, 'path');
  if (typeof path === 'string') return path;
  throw refused(`${op} operation failed to decode path: operation missing path field: missing value`);
}

function fromOf(operation: PlainObject, op: string): string {
  const from = member(operation, 'from');
  if (typeof from === 'string') return from;
  throw refused(`${op} operation failed to decode from: operation, missing from field: missing value`);
}

function readable(place: Place): boolean {
  try {
    place.get();
    return true;
  } catch (error) {
    if (error instanceof PatchError) return false;
    throw error;
  }
}

function attempt<T>(context: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof PatchError) throw refused(`${context}: ${error.message}`);
    throw error;
  }
}

function refused(message: string): PatchError {
  return new PatchError(422, message);
}
