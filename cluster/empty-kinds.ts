import type { ResourceType } from '../apimachinery/index.ts';
import type { ApiServer } from '../apiserver/index.ts';
import type { EmptyKind } from '../client/index.ts';

/**
 * Says which kinds have no objects, for informers in the process of the API server: they need no watch before the first comes.
 * There are some sixty kinds that controllers follow, and few of them are used in one cluster.
 */
export function emptyKinds(api: ApiServer): (type: ResourceType) => EmptyKind | undefined {
  return ({ group, resource }) => {
    const cache = api.resources.preferred(group, resource)?.storage.cache;
    if (cache === undefined || cache.size > 0) return undefined;
    return {
      resourceVersion: String(api.revision),
      whenChanged: (wake) => cache.whenChanged((before) => wake(String(before))),
    };
  };
}
