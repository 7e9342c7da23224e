import { type DecodeWalk, isContainer, walk } from '../schema/decode-walk.ts';
import type { Schema } from '../schema/schema.ts';
import { nodeOf, type SchemaMember, type SchemaNode } from '../schema/schema-node.ts';
import { isList, isObject, type PlainObject, setMember } from '../values/plain-json.ts';

/** Stands behind a name that was given before; no text that was read as UTF-8 has it. */
const mark = '\ud800';

/** The name of a member that was given before, so that it stands beside the first one: each turn another. */
export function markedName(name: string, turn: number): string {
  return name + mark + turn;
}

/** The text with marks in the names that end at these offsets, in their order. */
export function withMarks(text: string, ends: readonly number[]): string {
  const parts = ends.map((end, turn) => text.slice(ends[turn - 1] ?? 0, end) + markedName('', turn));
  return parts.join('') + text.slice(ends.at(-1));
}

/**
 * A value with marked names as Go's types have it once all its members are read, one after the other: structs and maps
 * take in what comes again; so do the items of a list that are there already; all else is replaced, and so are the values
 * of a map. A null takes away what may be missing. What does not fit stays, as it is going to be told. Takes time that
 * grows with the value. Mirrors sigs.k8s.io/json (decodeState: object, array, literalStore).
 */
export function mergeRepeats(schema: Schema, value: unknown): unknown {
  return new Merge().read(nodeOf(schema), undefined, value);
}

class Merge {
  /** Something was given that does not fit: the body is going to be refused, whatever else is in it. */
  #isBroken = false;

  /** `before`: what has been read into the same place, which is ours to change; undefined where nothing was. */
  read(node: SchemaNode, before: unknown, value: unknown): unknown {
    if (node.kind === 'object' && isObject(value)) return this.#members(node, before, value);
    if (node.kind === 'list' && isList(value)) return this.#items(node, before, value);
    if (this.#breaks(node, before)) return before;
    const { schemaOr } = node.schema;
    return schemaOr !== undefined && isObject(value)
      ? this.read(nodeOf(schemaOr.schema), undefined, value)
      : unmarked(value);
  }

  #members(node: SchemaNode, before: unknown, object: PlainObject): unknown {
    if (this.#breaks(node, isObject(before) ? undefined : before)) return before;
    const into = (before ?? {}) as Record<string, unknown>;
    for (const [marked, value] of Object.entries(object)) {
      const name = unmarkedName(marked);
      const member = node.members.get(name) ?? node.others;
      const was = member !== undefined && Object.hasOwn(into, name) ? into[name] : undefined;
      setMember(into, name, member === undefined ? unmarked(value) : this.#member(node, member, was, value));
    }
    return into;
  }

  #member(parent: SchemaNode, member: SchemaMember, was: unknown, value: unknown): unknown {
    const { node } = member;
    if (was === undefined || was === null) return this.read(node, undefined, value);
    if (value !== null && member !== parent.others) return this.read(node, was, value);
    if (this.#breaks(node, was)) return was;
    if (value !== null) return this.read(node, undefined, value);
    return mayBeMissing(member) ? null : was;
  }

  #items(node: SchemaNode, before: unknown, list: readonly unknown[]): unknown {
    if (this.#breaks(node, isList(before) ? undefined : before)) return before;
    const { items } = node;
    if (items === undefined) return unmarked(list);
    const were = (before ?? []) as readonly unknown[];
    const rest = were.slice(list.length);
    const read = list.map((item, at) => {
      const was = were[at] ?? undefined;
      return item === null && was !== undefined ? was : this.read(items, was, item);
    });
    return rest.some((item) => this.#breaks(items, item)) ? [...read, ...rest] : read;
  }

  /** Asked once of a value, when it goes. */
  #breaks(node: SchemaNode, value: unknown): boolean {
    this.#isBroken ||= value !== undefined && value !== null && isMisfit(node, value);
    return this.#isBroken;
  }
}

/** Whether Go's type of it has a nil, or is a time. */
function mayBeMissing({ node, isPointer }: SchemaMember): boolean {
  const { kind, others, schema } = node;
  return (
    isPointer || kind === 'list' || others !== undefined || schema.format?.startsWith('date-time') === true
  );
}

function isMisfit(node: SchemaNode, value: unknown): boolean {
  if (!isContainer(value)) return !node.fits(value);
  const walked: DecodeWalk = {
    dropsUnknown: false,
    dropsNulls: false,
    entersMisfits: false,
    path: [],
    unknown: [],
    empties: undefined,
    misfits: false,
  };
  walk(node, value, walked);
  return walked.misfits;
}

/** Of values that nobody looks into the last of those with a name counts. */
function unmarked(value: unknown): unknown {
  if (isList(value)) return value.map(unmarked);
  if (!isObject(value)) return value;
  const plain: Record<string, unknown> = {};
  for (const [marked, member] of Object.entries(value))
    setMember(plain, unmarkedName(marked), unmarked(member));
  return plain;
}

function unmarkedName(marked: string): string {
  const at = marked.indexOf(mark);
  return at < 0 ? marked : marked.slice(0, at);
}
