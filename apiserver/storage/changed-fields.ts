import type { Change, ChangedValue } from '../../environment/index.ts';

/** Enough to tell a rollout's step from a heartbeat; a trace is read by people. */
const changesMax = 16;

const ignored = new Set(['resourceVersion', 'managedFields']);

type Fields = Readonly<Record<string, unknown>>;

/**
 * What differs between two revisions of an object, at most 16 values. Items of lists that have a `type` or a `name` go by
 * it. Equal references are not walked.
 */
export function changesBetween(before: unknown, after: unknown): readonly Change[] {
  const changes: Change[] = [];
  collect(before, after, [], changes);
  return changes;
}

function collect(before: unknown, after: unknown, path: readonly string[], changes: Change[]): void {
  if (before === after || changes.length >= changesMax || isIgnored(path)) return;
  if (!isContainer(before) || !isContainer(after)) {
    changes.push({ after: brief(after), before: brief(before), path });
    return;
  }
  const was = membersOf(before);
  const is = membersOf(after);
  for (const field in was) {
    if (!Object.hasOwn(is, field)) collect(was[field], undefined, [...path, field], changes);
  }
  for (const field in is) {
    const value = is[field];
    if (was[field] !== value) collect(was[field], value, [...path, field], changes);
  }
}

function isIgnored(path: readonly string[]): boolean {
  return path.length === 2 && path[0] === 'metadata' && ignored.has(path[1] as string);
}

/** What a value consists of: an object's fields, a list's items by what they go by. */
function membersOf(value: object): Fields {
  if (!Array.isArray(value)) return value as Fields;
  const items: Record<string, unknown> = Object.create(null);
  for (const [at, item] of value.entries()) items[`[${keyOf(item) ?? at}]`] = item;
  return items;
}

function keyOf(item: unknown): string | undefined {
  const { type, name } = (isContainer(item) ? item : {}) as Fields;
  if (typeof type === 'string') return type;
  return typeof name === 'string' ? name : undefined;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function brief(value: unknown): ChangedValue | undefined {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === undefined || value === null) return value;
  if (Array.isArray(value)) return { items: value.length };
  const { status } = value as Fields;
  return typeof status === 'string' ? { status } : {};
}
