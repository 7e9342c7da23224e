import { goKind } from '../schema/go-type-names.ts';
import { isList, isObject, member, type PlainObject, sameJson, setMember } from '../values/plain-json.ts';
import { PatchError } from './patch-error.ts';

/**
 * Applies a JSON merge patch (RFC 7386). The document is not changed; what the patch does not change is the same
 * reference in the result, and a patch that changes nothing gives the document itself.
 * Throws PatchError 400 for a patch that is not an object.
 * Mirrors gopkg.in/evanphx/json-patch.v4 (MergePatch). Differs from the RFC as it does: nulls inside new lists go.
 */
export function applyMergePatch(document: object, patch: unknown): object {
  if (patch === null) throw new PatchError(400, 'Invalid JSON Patch');
  if (!isObject(patch)) {
    throw new PatchError(
      400,
      `error decoding patch: json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`,
    );
  }
  return mergeObjects(document as PlainObject, patch);
}

function mergeObjects(current: PlainObject, patch: PlainObject): PlainObject {
  let result: Record<string, unknown> | undefined;
  for (const key of Object.keys(patch)) {
    const change = patch[key];
    const before = member(current, key);
    if (change === null) {
      if (!Object.hasOwn(current, key)) continue;
      result ??= { ...current };
      delete result[key];
      continue;
    }
    const after = mergeMember(before, change);
    if (after === before && before !== undefined) continue;
    result ??= { ...current };
    setMember(result, key, after);
  }
  return result ?? current;
}

function mergeMember(before: unknown, change: unknown): unknown {
  if (isObject(before)) return isObject(change) ? mergeObjects(before, change) : change;
  const after = withoutNulls(change);
  return before !== undefined && sameJson(before, after) ? before : after;
}

/** Without null members at any depth. Null items of lists stay. */
function withoutNulls(value: unknown): unknown {
  if (isList(value)) {
    const items = value.map(withoutNulls);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  let changed = false;
  for (const key of Object.keys(value)) {
    const before = value[key];
    const after = before === null ? undefined : withoutNulls(before);
    changed ||= after !== before;
    if (before !== null) setMember(result, key, after);
  }
  return changed ? result : value;
}
