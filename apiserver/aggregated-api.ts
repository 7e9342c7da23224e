import type { ServedResource } from '../api/index.ts';
import type { KubeObject } from '../apimachinery/index.ts';
import type { ServerContext } from './request/request-context.ts';
import type { RequestInfo } from './request/request-info.ts';

/** What is asked of an aggregated API. */
export interface AggregatedRequest {
  readonly info: RequestInfo;
  readonly query: Readonly<Record<string, string>>;
  readonly nowMs: number;
  /** The objects of a resource as the API server knows them; '' is all namespaces, and all names. */
  list(group: string, resource: string, namespace: string, name?: string): readonly KubeObject[];
  /** At which revision one of those changed last: until it rises they stay the same. */
  changedRevision(group: string, resource: string): number;
}

/**
 * A group version that the API server does not keep itself: it hands on what is asked, and tells of it in discovery. Mirrors
 * k8s.io/kube-aggregator (APIService). Differs: it is answered in this process, and only read; no APIService stands for it.
 */
export interface AggregatedApi {
  readonly group: string;
  readonly version: string;
  /** What discovery tells of it. */
  readonly resources: readonly ServedResource[];
  /** The object or list that is asked for; undefined: it has nothing of the kind. Throws StatusError. */
  answer(request: AggregatedRequest): object | undefined;
}

/** What an aggregated API answers; undefined: there is none at the path. */
export function answerAggregated(
  apis: readonly AggregatedApi[],
  { environment, resources }: ServerContext,
  info: RequestInfo,
  query: Readonly<Record<string, string>>,
): object | undefined {
  const api = apis.find(({ group, version }) => group === info.group && version === info.version);
  if (api === undefined || (info.verb !== 'get' && info.verb !== 'list')) return undefined;
  const cacheOf = (group: string, resource: string) => resources.preferred(group, resource)?.storage.cache;
  return api.answer({
    info,
    query,
    nowMs: environment.clock.now(),
    list(group, resource, namespace, name = '') {
      const cache = cacheOf(group, resource);
      if (cache === undefined) return [];
      return [...cache.select({ namespace, name })].map(([, { object }]) => object);
    },
    changedRevision: (group, resource) => cacheOf(group, resource)?.changedRevision ?? 0,
  });
}
