import { goJson, isObject, type Schema } from '../../apimachinery/index.ts';

/**
 * What a merge patch makes of an object, as Go shows it: what the patch names becomes a map, whose members are sorted, but for what
 * is put in the place of a map; all else is as it was written. Mirrors evanphx/json-patch (MergePatch) on what encoding/json wrote.
 */
export function mergedText(
  schema: Schema | undefined,
  patched: unknown,
  before: unknown,
  patch: unknown,
): string {
  if (patch === undefined) return asWritten(schema, patched);
  if (!isObject(patch) && isObject(before)) return asWritten(undefined, patched);
  if (!isObject(patched) || !isObject(patch)) return goJson(patched);
  const was = isObject(before) ? before : {};
  return objectText(Object.keys(patched).sort(), (name) => {
    const change = Object.hasOwn(patch, name) ? patch[name] : undefined;
    return mergedText(memberOf(schema, name), patched[name], was[name], change);
  });
}

/** The same of a JSON patch: what its paths lead through is sorted, what it puts there is as it came. */
export function changedText(schema: Schema | undefined, patched: unknown, before: unknown): string {
  if (patched === before) return asWritten(schema, patched);
  if (Array.isArray(patched) && Array.isArray(before)) {
    const there = new Set(before);
    const items = patched.map((item, at) =>
      changedText(schema?.items, item, there.has(item) ? item : before[at]),
    );
    return `[${items.join(',')}]`;
  }
  if (!isObject(patched) || !isObject(before)) return asWritten(undefined, patched);
  return objectText(Object.keys(patched).sort(), (name) =>
    changedText(memberOf(schema, name), patched[name], before[name]),
  );
}

/** Fields of structs in their own order, members of maps by name, and what can be anything as it came. */
function asWritten(schema: Schema | undefined, value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => asWritten(schema?.items, item)).join(',')}]`;
  if (!isObject(value)) return goJson(value);
  const fields = [...(schema?.goFields?.keys() ?? [])].filter((name) => Object.hasOwn(value, name));
  const others = Object.keys(value).filter((name) => schema?.goFields?.has(name) !== true);
  if (schema?.additionalProperties !== undefined) others.sort();
  return objectText([...fields, ...others], (name) => asWritten(memberOf(schema, name), value[name]));
}

function memberOf(schema: Schema | undefined, name: string): Schema | undefined {
  return schema?.properties?.[name] ?? schema?.additionalProperties;
}

function objectText(names: readonly string[], text: (name: string) => string): string {
  return `{${names.map((name) => `${goJson(name)}:${text(name)}`).join(',')}}`;
}
