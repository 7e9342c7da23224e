/** Enough to tell a rollout's step from a heartbeat; a trace is read by people. */
const changesMax = 12;

const ignored = new Set(['metadata.resourceVersion', 'metadata.managedFields']);

/**
 * What differs between two revisions of an object, as `path: before -> after` of scalars and bare paths of what is
 * larger. Equal references are not walked.
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
  const was = before as Readonly<Record<string, unknown>>;
  const is = after as Readonly<Record<string, unknown>>;
  for (const field of Object.keys(was)) {
    if (!(field in is)) collect(was[field], undefined, join(path, field), changes);
  }
  for (const field of Object.keys(is)) collect(was[field], is[field], join(path, field), changes);
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function join(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`;
}

function brief(value: unknown): string {
  if (value === undefined) return 'none';
  return isContainer(value) ? (Array.isArray(value) ? `[${value.length}]` : '{...}') : String(value);
}
