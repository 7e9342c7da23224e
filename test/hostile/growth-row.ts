import { servedResources } from '../../api/index.ts';
import type { ApiRequest } from '../../apimachinery/index.ts';

/** A request whose input has some size. */
export type SizedRequest = Partial<Pick<ApiRequest, 'method' | 'path' | 'query' | 'headers'>> & {
  readonly body?: string;
};

/** One way of being long, and the request that is so in size `n`. */
export interface GrowthRow {
  readonly name: string;
  /** Asked before, so that there is something to change. */
  readonly before?: (n: number) => SizedRequest;
  readonly request: (n: number) => SizedRequest;
}

/** Of a body that is JSON. */
export const json = { 'content-type': 'application/json' };

/** A list of `n`. */
export function many<T>(n: number, make: (index: number) => T): T[] {
  return Array.from({ length: n }, (_, index) => make(index));
}

/** An object with `n` members. */
export function fields<T>(n: number, make: (index: number) => T): Record<string, T> {
  return Object.fromEntries(many(n, (index) => [`k${index}`, make(index)]));
}

/** Where the objects of a resource are, in the namespace `default`. */
export function collection(resource: string): string {
  const found = servedResources.find((served) => served.resource === resource);
  if (found === undefined) throw new Error(`${resource} is not served`);
  const { group, version, namespaced } = found;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${namespaced ? '/namespaces/default' : ''}/${resource}`;
}

/** Creates an object, a dry run so that nothing piles up. */
export function create(resource: string, object: object): SizedRequest {
  const body = JSON.stringify({ metadata: { name: 'a' }, ...object });
  return { method: 'POST', path: collection(resource), query: { dryRun: 'All' }, headers: json, body };
}

/** What a workload needs to be one. */
export const labelSelector = { matchLabels: { app: 'web' } };
/** One of several in a pod. */
export const container = (index: number) => ({ name: `c${index}`, image: 'nginx' });
/** An object with `n` finalizers. */
export const finalizers = (n: number) => ({
  metadata: { name: 'a', finalizers: many(n, (i) => `a.io/f${i}`) },
});
