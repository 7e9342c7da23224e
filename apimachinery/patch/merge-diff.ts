import { isObject, member, type PlainObject, sameJson, setMember } from '../values/plain-json.ts';

/**
 * The JSON merge patch (RFC 7386) that makes `after` of `before`; undefined when they are the same. What is undefined is not there. A list that differs is
 * given whole. Mirrors gopkg.in/evanphx/json-patch.v4 (CreateMergePatch).
 */
export function createMergePatch(before: object, after: object): object | undefined {
  const patch: Record<string, unknown> = {};
  const [left, right] = [before as PlainObject, after as PlainObject];
  for (const name of Object.keys(left)) {
    if (left[name] !== undefined && member(right, name) === undefined) setMember(patch, name, null);
  }
  for (const name of Object.keys(right)) {
    const change = memberChange(member(left, name), member(right, name));
    if (change !== undefined) setMember(patch, name, change);
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function memberChange(before: unknown, after: unknown): unknown {
  if (after === undefined || before === after) return undefined;
  if (isObject(before) && isObject(after)) return createMergePatch(before, after);
  return before !== undefined && sameJson(before, after) ? undefined : after;
}
