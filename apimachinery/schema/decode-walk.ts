import { isObject, type PlainObject, setMember, withoutMembers } from '../values/plain-json.ts';
import type { SchemaOr } from './schema.ts';
import { nodeOf, type SchemaMember, type SchemaNode } from './schema-node.ts';

/** A list or a map that was given and has nothing in it. Go knows of it until the object is stored. */
export interface Empty {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** What one walk does to a value, and what it found. */
export interface DecodeWalk {
  readonly dropsUnknown: boolean;
  readonly dropsNulls: boolean;
  /** Whether a value of another type than the schema says is looked into; Go's decoding stops there. */
  readonly entersMisfits: boolean;
  /** The way to the value that is being looked at. */
  readonly path: (string | number)[];
  readonly unknown: string[];
  /** What was given and is left out; undefined where there is none, which is nearly always. */
  empties: Empty[] | undefined;
  /** Set when a value is of another type than the schema says; kept for built-in kinds only. */
  misfits: boolean;
}

/**
 * The value without unknown members, without what Go says is no value, or without both. The value itself when it has
 * none. Of `before`, which is the outcome of such a walk, its members are known to be well.
 */
export function walk(node: SchemaNode, value: object, to: DecodeWalk, before?: object): unknown {
  if (node.kind !== (Array.isArray(value) ? 'list' : 'object') && !to.entersMisfits) {
    if (node.schema.schemaOr !== undefined) return walkSchemaOr(node.schema.schemaOr, value, to);
    if (node.schema.format === 'byte' && isBytes(value)) return Buffer.from(value).toString('base64');
    to.misfits ||= node.kind !== 'free';
    return value;
  }
  if (Array.isArray(value)) {
    const { items } = node;
    return items === undefined && node.keepsUnknown ? value : walkItems(items ?? nothing, value, to);
  }
  return walkMembers(node, value as PlainObject, to, before as PlainObject | undefined);
}

/** Unknown fields within go without a word, and an empty list is as none. */
function walkSchemaOr({ schema, other }: SchemaOr, value: object, to: DecodeWalk): unknown {
  const inner = { ...to, unknown: [] };
  const isList = Array.isArray(value);
  const decoded = isList
    ? walkItems(other === 'StringArray' ? text : nodeOf(schema), value, inner)
    : walk(nodeOf(schema), value, inner);
  to.misfits = inner.misfits || (isList && other === 'Bool');
  return isList && value.length === 0 ? null : decoded;
}

const text = nodeOf({ type: 'string' });

/** Knows no members and no items. */
const nothing = nodeOf({ type: 'object' });

/** A list of numbers is what bytes can be written as, too; a null is none, which is 0. */
function isBytes(value: object): value is readonly number[] {
  const isByte = (item: unknown) =>
    item === null || (Number.isInteger(item) && Number(item) >= 0 && Number(item) < 256);
  return Array.isArray(value) && value.every(isByte);
}

const resourceFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

function walkItems(items: SchemaNode, list: readonly unknown[], to: DecodeWalk): readonly unknown[] {
  if (items.kind === 'free') return list;
  let result: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const before = list[i];
    const after = walkItem(items, i, before, to);
    if (after === before) continue;
    result ??= [...list];
    result[i] = after;
  }
  return result ?? list;
}

/** An item of a list, or a value of a map. To Go a null among them is the zero of their type. */
function walkItem(node: SchemaNode, step: number | string, value: unknown, to: DecodeWalk): unknown {
  if (value === null) return to.dropsNulls && !to.entersMisfits ? (node.zero ?? value) : value;
  if (typeof value !== 'object') {
    if (node.fits(value)) return value;
    if (typeof value === 'bigint' && !to.entersMisfits) {
      if (node.schema.type === 'number') return Number(value);
      if (node.schema.type === 'quantity') return String(value);
    }
    const { schemaOr } = node.schema;
    if (schemaOr !== undefined && schemaOr.other !== 'Bool') return null;
    to.misfits = true;
    return value;
  }
  to.path.push(step);
  const after = walk(node, value, to);
  to.path.pop();
  return after;
}

function walkMembers(
  node: SchemaNode,
  object: PlainObject,
  to: DecodeWalk,
  was: PlainObject | undefined,
): PlainObject {
  const { members, others } = node;
  let dropped: Set<string> | undefined;
  let changed: Map<string, unknown> | undefined;
  // Plain objects inherit nothing that is enumerable, so this sees own members, and makes no list of them.
  for (const key in object) {
    const before = object[key];
    const known = members.get(key);
    const member = known ?? others;
    // What there is nothing to do about, which is the most.
    if (member !== undefined && before && typeof before === member.node.usualType) continue;
    if (was !== undefined && isContainer(before) && was[key] === before) continue;
    if (member === undefined) {
      if (!to.dropsUnknown || keepsUnknown(node, key)) continue;
      // A schema whose root does not describe them is one of a part of a resource; they go without a word.
      if (to.path.length > 0 || !resourceFields.has(key)) to.unknown.push(pathText(to.path, key));
      dropped ??= new Set();
      dropped.add(key);
    } else if (before === null && (known !== undefined || to.entersMisfits)) {
      if (!to.dropsNulls || member.isNullable || !dropsNull(member.node, to)) continue;
      dropped ??= new Set();
      dropped.add(key);
    } else if (member.node.kind !== 'free') {
      const after = walkItem(member.node, key, before, to);
      const isEmpty = to.dropsNulls && leavesOut(member, after);
      if (isEmpty) noteEmpty(to, key, before, after);
      if (isEmpty && !member.isNullable) {
        dropped ??= new Set();
        dropped.add(key);
      } else if (isEmpty || after !== before) {
        changed ??= new Map();
        changed.set(key, isEmpty ? null : after);
      }
    }
  }
  return dropped === undefined && changed === undefined ? object : rebuild(object, dropped, changed);
}

function leavesOut({ omitsEmpty, node }: SchemaMember, value: unknown): boolean {
  return omitsEmpty ? node.isEmpty(value) : value === null;
}

/** Of an empty text, a zero or a false nobody can tell that it was given. */
function noteEmpty(to: DecodeWalk, key: string, before: unknown, after: unknown): void {
  const isContainer = typeof before === 'object';
  if (!isContainer && after !== null) return;
  to.empties ??= [];
  to.empties.push({ path: [...to.path, key], value: isContainer ? before : null });
}

/** Of a custom kind a null stays where a default is going to replace it; Go forgets it at once. */
function dropsNull(node: SchemaNode, to: DecodeWalk): boolean {
  return !to.entersMisfits || node.dropsNull;
}

function keepsUnknown(node: SchemaNode, key: string): boolean {
  return node.keepsUnknown || (node.isResource && resourceFields.has(key));
}

function rebuild(
  object: PlainObject,
  dropped: ReadonlySet<string> | undefined,
  changed: ReadonlyMap<string, unknown> | undefined,
): PlainObject {
  const result = (
    dropped === undefined ? { ...object } : withoutMembers(object, (key) => dropped.has(key))
  ) as Record<string, unknown>;
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

export function isContainer(value: unknown): value is object {
  return Array.isArray(value) || isObject(value);
}
