import type { ResourceV1ResourceClaim, V1DeviceClass, V1Pod } from '../../../../api/index.ts';
import type { KubeObject } from '../../../../apimachinery/index.ts';
import type { DeviceSurroundings } from '../../../../component-helpers/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';

/** Classes, pods and claims as the server's cache has them. */
export function deviceClaimsAround({ resources }: ServerContext): DeviceSurroundings {
  function* select<T extends KubeObject>(
    [group, resource]: readonly [string, string],
    namespace: string,
    name = '',
  ): Generator<T> {
    const cache = resources.preferred(group, resource)?.storage.cache;
    for (const [, { object }] of cache?.select({ namespace, name }) ?? []) yield object as T;
  }
  return {
    classes: () => select<V1DeviceClass>(['resource.k8s.io', 'deviceclasses'], ''),
    pod: (namespace, name) => select<V1Pod>(['', 'pods'], namespace, name).next().value,
    claimsOf: (namespace) =>
      select<ResourceV1ResourceClaim>(['resource.k8s.io', 'resourceclaims'], namespace),
  };
}
