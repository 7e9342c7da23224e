import { compareStrings } from '../go-format.ts';
import { isList, isObject, type PlainObject, setMember, withoutMembers } from '../patch/plain-json.ts';
import type { Schema } from '../schema.ts';
import { isBuiltIn, isFree } from './compile-once.ts';

export interface Pruned {
  /** The input itself when nothing was unknown. */
  readonly value: unknown;
  /** Paths of what was dropped: `spec.template.spec.containers[0].imagee`. */
  readonly unknown: readonly string[];
}

/**
 * Drops the members the schema does not know and names them, as decoding does. Values that can be anything are not
 * entered. `preserveUnknownFields` keeps unknown members, `embeddedResource` keeps apiVersion, kind and metadata: set
 * it on the root of a custom resource's schema, which does not describe them.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema/pruning, and for built-in kinds the strict decoder of
 * sigs.k8s.io/json: names come in the order they were met; for custom ones sorted.
 */
export function pruneUnknown(schema: Schema, value: unknown): Pruned {
  const found: Found = { path: [], unknown: [] };
  const pruned = prune(schema, value, found);
  if (found.unknown.length === 0) return { value, unknown: found.unknown };
  if (!isBuiltIn(schema)) found.unknown.sort(compareStrings);
  return { value: pruned, unknown: found.unknown };
}

interface Found {
  readonly path: (string | number)[];
  readonly unknown: string[];
}

const resourceFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

function prune(schema: Schema, value: unknown, found: Found): unknown {
  if (typeof value !== 'object' || value === null || isFree(schema)) return value;
  if (isList(value)) return pruneItems(schema, value, found);
  return isObject(value) ? pruneMembers(schema, value, found) : value;
}

function pruneItems(schema: Schema, list: readonly unknown[], found: Found): readonly unknown[] {
  const { items } = schema;
  if (items === undefined) return list;
  let result: unknown[] | undefined;
  const { path } = found;
  for (let i = 0; i < list.length; i++) {
    const before = list[i];
    if (typeof before !== 'object' || before === null) continue;
    path.push(i);
    const after = prune(items, before, found);
    path.pop();
    if (after === before) continue;
    result ??= [...list];
    result[i] = after;
  }
  return result ?? list;
}

function pruneMembers(schema: Schema, object: PlainObject, found: Found): PlainObject {
  const { properties, additionalProperties, preserveUnknownFields, embeddedResource } = schema;
  const { path } = found;
  let dropped: Set<string> | undefined;
  let changed: Map<string, unknown> | undefined;
  for (const key of Object.keys(object)) {
    if (embeddedResource === true && resourceFields.has(key) && properties?.[key] === undefined) continue;
    const member =
      properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (member === undefined) {
      if (preserveUnknownFields === true) continue;
      dropped ??= new Set();
      dropped.add(key);
      found.unknown.push(pathText(path, key));
      continue;
    }
    const before = object[key];
    if (typeof before !== 'object' || before === null) continue;
    path.push(key);
    const after = prune(member, before, found);
    path.pop();
    if (after === before) continue;
    changed ??= new Map();
    changed.set(key, after);
  }
  return rebuild(object, dropped, changed);
}

function rebuild(
  object: PlainObject,
  dropped: ReadonlySet<string> | undefined,
  changed: ReadonlyMap<string, unknown> | undefined,
): PlainObject {
  if (dropped === undefined && changed === undefined) return object;
  const result = withoutMembers(object, (key) => dropped?.has(key) ?? false) as Record<string, unknown>;
  for (const [key, value] of changed ?? []) setMember(result, key, value);
  return result;
}

function pathText(path: readonly (string | number)[], key: string): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text === '' ? key : `${text}.${key}`;
}
