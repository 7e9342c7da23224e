import type { ApplyOptions, GetOptions, ListOptions, WatchOptions, WriteOptions } from './client.ts';

/** Query parameters, decoded, as ApiRequest wants them. */
export type Query = Readonly<Record<string, string>>;

/** Shared by every request without parameters, so that the common ones make no object. */
export const noQuery: Query = Object.freeze({});

export function getQuery(options: GetOptions | undefined): Query {
  const resourceVersion = options?.resourceVersion;
  return resourceVersion === undefined || resourceVersion === '' ? noQuery : { resourceVersion };
}

export function listQuery(options: ListOptions | undefined): Query {
  return options === undefined ? noQuery : selection(options);
}

export function watchQuery(options: WatchOptions): Query {
  const query = selection(options);
  query.watch = 'true';
  if (options.allowWatchBookmarks === true) query.allowWatchBookmarks = 'true';
  if (options.sendInitialEvents !== undefined) {
    query.sendInitialEvents = options.sendInitialEvents ? 'true' : 'false';
  }
  if (options.timeoutSeconds !== undefined) query.timeoutSeconds = String(options.timeoutSeconds);
  return query;
}

/** Of a write; `defaults` are for what the options do not say. */
export function writeQuery(options: WriteOptions | ApplyOptions | undefined, defaults: WriteOptions): Query {
  const { dryRun, fieldManager, fieldValidation } = options ?? defaults;
  const query: Record<string, string> = {};
  if ((dryRun ?? defaults.dryRun) === true) query.dryRun = 'All';
  addText(query, 'fieldManager', fieldManager ?? defaults.fieldManager);
  addText(query, 'fieldValidation', fieldValidation ?? defaults.fieldValidation);
  if (options !== undefined && 'force' in options && options.force === true) query.force = 'true';
  return query;
}

/** An empty value means the same to the API as none. */
function addText(query: Record<string, string>, name: string, value: string | undefined): void {
  if (value !== undefined && value !== '') query[name] = value;
}

function selection(options: ListOptions): Record<string, string> {
  const query: Record<string, string> = {};
  addText(query, 'labelSelector', options.labelSelector);
  addText(query, 'fieldSelector', options.fieldSelector);
  addText(query, 'resourceVersion', options.resourceVersion);
  addText(query, 'resourceVersionMatch', options.resourceVersionMatch);
  addText(query, 'continue', options.continue);
  if (options.limit !== undefined && options.limit > 0) query.limit = String(options.limit);
  return query;
}
