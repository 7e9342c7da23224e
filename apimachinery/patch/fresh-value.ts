import { isList, isObject, setMember } from '../values/plain-json.ts';
import { patchDirective } from './directives.ts';

/**
 * A value the document has nothing to merge with, without the objects that carry a `$patch`. Undefined when it is one
 * itself.
 */
export function withoutDirectives(value: unknown): unknown {
  if (isObject(value) && Object.hasOwn(value, patchDirective)) return undefined;
  return mapChildren(value, withoutDirectives);
}

/** Without null members, at any depth. Null items of lists stay. */
export function withoutNulls(value: unknown): unknown {
  if (isList(value)) return mapChildren(value, withoutNulls);
  return mapChildren(value, (child) => (child === null ? undefined : withoutNulls(child)));
}

/** The value with each child mapped, or gone where that gives undefined. The value itself when nothing changes. */
function mapChildren(value: unknown, map: (child: unknown) => unknown): unknown {
  if (isList(value)) {
    const items = value.map(map);
    if (items.every((item, index) => item === value[index])) return value;
    return items.filter((item) => item !== undefined);
  }
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  let changed = false;
  for (const key of Object.keys(value)) {
    const child = map(value[key]);
    changed ||= child !== value[key];
    if (child !== undefined) setMember(result, key, child);
  }
  return changed ? result : value;
}
