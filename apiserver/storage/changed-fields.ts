/** Enough to tell a rollout's step from a heartbeat; a trace is read by people. */
const changesMax = 16;

const ignored = new Set(['.metadata.resourceVersion', '.metadata.managedFields']);

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
  for (const [field, value] of was) if (!is.has(field)) collect(value, undefined, path + field, changes);
  for (const [field, value] of is) collect(was.get(field), value, path + field, changes);
  if (path !== '') return;
  // The root's members have no dot before them.
  for (const [at, change] of changes.entries()) changes[at] = change.slice(1);
}

/** What a value consists of, by what is appended to its path. */
function membersOf(value: object): ReadonlyMap<string, unknown> {
  if (!Array.isArray(value))
    return new Map(Object.entries(value).map(([field, member]) => [`.${field}`, member]));
  return new Map(value.map((item, at) => [`[${keyOf(item) ?? at}]`, item]));
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
