/** A parameter of a path or of its query, as both versions of OpenAPI describe it. */
export interface ParameterDescription {
  readonly in: 'path' | 'query';
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
}

/** Every parameter there is, in one table. */
export const parameters = {
  name: { in: 'path', type: 'string', description: 'The name of the object.' },
  namespace: { in: 'path', type: 'string', description: 'The namespace of the object.' },
  pretty: { in: 'query', type: 'string', description: 'Whether the answer is indented for people to read.' },
  allowWatchBookmarks: {
    in: 'query',
    type: 'boolean',
    description: 'Whether a watch may send bookmarks: events that only tell how far it has come.',
  },
  continue: {
    in: 'query',
    type: 'string',
    description: 'The token of the last page of a list, to get the next one.',
  },
  fieldSelector: {
    in: 'query',
    type: 'string',
    description: 'Only objects with these values in their fields.',
  },
  labelSelector: { in: 'query', type: 'string', description: 'Only objects with these labels.' },
  limit: { in: 'query', type: 'integer', description: 'The most objects that a page of a list may have.' },
  resourceVersion: {
    in: 'query',
    type: 'string',
    description: 'How old the state that is read may be, or where a watch begins.',
  },
  resourceVersionMatch: {
    in: 'query',
    type: 'string',
    description: 'How resourceVersion applies to a list: Exact or NotOlderThan.',
  },
  sendInitialEvents: {
    in: 'query',
    type: 'boolean',
    description: 'Whether a watch begins with an event for every object there is.',
  },
  timeoutSeconds: {
    in: 'query',
    type: 'integer',
    description: 'After how many seconds a list or watch ends.',
  },
  watch: { in: 'query', type: 'boolean', description: 'Whether changes are streamed instead of a list.' },
  dryRun: {
    in: 'query',
    type: 'string',
    description: 'All: do everything but keep the result.',
  },
  fieldManager: { in: 'query', type: 'string', description: 'The name of who owns the fields that are set.' },
  fieldValidation: {
    in: 'query',
    type: 'string',
    description: 'What unknown and duplicate fields lead to: Ignore, Warn (the default) or Strict.',
  },
  force: {
    in: 'query',
    type: 'boolean',
    description: 'Whether an apply takes over fields that belong to others.',
  },
  gracePeriodSeconds: {
    in: 'query',
    type: 'integer',
    description: 'How many seconds the object is given to end by itself.',
  },
  ignoreStoreReadErrorWithClusterBreakingPotential: {
    in: 'query',
    type: 'boolean',
    description: 'Whether an object that cannot be read is deleted all the same.',
  },
  orphanDependents: {
    in: 'query',
    type: 'boolean',
    description: 'Whether dependents stay. Superseded by propagationPolicy.',
  },
  propagationPolicy: {
    in: 'query',
    type: 'string',
    description: 'What becomes of dependents: Orphan, Background or Foreground.',
  },
} as const satisfies Readonly<Record<string, ParameterDescription>>;

export type ParameterName = keyof typeof parameters;

const selecting = [
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
] as const;

const listing = ['allowWatchBookmarks', ...selecting, 'watch'] as const;

const deleting = [
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'propagationPolicy',
] as const;

/** Which parameters an operation has. kubectl asks for dryRun and fieldValidation of a PATCH before it uses them. */
export const parametersOf = {
  listing,
  deleting,
  deletingCollection: [...selecting, ...deleting],
  writing: ['dryRun', 'fieldManager', 'fieldValidation'],
  patching: ['dryRun', 'fieldManager', 'fieldValidation', 'force'],
} as const satisfies Readonly<Record<string, readonly ParameterName[]>>;
