/** Enough to tell a rollout's step from a heartbeat; a trace is read by people. */
const changesMax = 16;

const ignored = new Set(['metadata.resourceVersion', 'metadata.managedFields']);

type Fields = Readonly<Record<string, unknown>>;

/**
 * What differs between two revisions of an object, as `path: before -> after` with scalars as they are and larger
 * things in brief. Items of lists that have a `type` or a `name` go by it: `status.conditions[Ready].status: False -> True`.
 * Equal references are not walked.
 */
export function changedFields(before: unknown, after: unknown): readonly string[] {
  const changes: string[] = [];
  collect(before, after, '', changes);
  return changes;
}

function collect(before: unknown, after: unknown, path: string, changes: string[]): void {
  if (before === after || changes.length >= changesMax || ignored.has(path)) return;
  if (!isContainer(before) || !isContainer(after)) {
    changes.push(`${path}: ${brief(before)} -> ${brief(after)}`);
    return;
  }
  const was = membersOf(before);
  const is = membersOf(after);
  const open = Array.isArray(after) ? `${path}[` : path === '' ? '' : `${path}.`;
  const close = Array.isArray(after) ? ']' : '';
  for (const field in was) {
    if (!Object.hasOwn(is, field)) collect(was[field], undefined, open + field + close, changes);
  }
  for (const field in is) {
    const value = is[field];
    if (was[field] !== value) collect(was[field], value, open + field + close, changes);
  }
}

/** What a value consists of: an object's fields, a list's items by what they go by. */
function membersOf(value: object): Fields {
  if (!Array.isArray(value)) return value as Fields;
  const items: Record<string, unknown> = Object.create(null);
  for (const [at, item] of value.entries()) items[keyOf(item) ?? at] = item;
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

/** A condition in brief is its status. */
function brief(value: unknown): string {
  if (value === undefined) return 'none';
  if (!isContainer(value)) return String(value);
  if (Array.isArray(value)) return `[${value.length}]`;
  const { status } = value as Fields;
  return typeof status === 'string' ? status : '{...}';
}
