import type { V1DeviceClass } from '../../../api/index.ts';
import { compareStrings } from '../../../apimachinery/index.ts';
import { deviceClassPrefix } from '../../../component-helpers/index.ts';
import type { Resource } from '../../cache/resource.ts';

/**
 * The classes of devices by the extended resources they give: the one they name, and one by their own name. Of two that name the
 * same the newer one gives it. Mirrors k8s.io/dynamic-resource-allocation deviceclass/extendedresourcecache, also in that a class
 * which is seen again with the resource it named already is not looked at again.
 */
export class ExtendedResources {
  readonly #classes = new Map<string, V1DeviceClass>();

  /** The class that gives a resource. */
  classOf(resource: string): V1DeviceClass | undefined {
    return this.#classes.get(resource);
  }

  /** Whether no class gives any. */
  get isEmpty(): boolean {
    return this.#classes.size === 0;
  }

  /** Whether a node has a resource as devices only: where its kubelet tells of some, these are what is meant. */
  areDevices(name: string, allocatable: Resource): boolean {
    return allocatable.get(name) <= 0 && this.#classes.has(name);
  }

  set(after: V1DeviceClass, before?: V1DeviceClass): void {
    const named = after.spec.extendedResourceName;
    const rival = named === undefined ? undefined : this.#classes.get(named);
    if (rival !== undefined && isPreferred(rival, after)) return;
    if (before !== undefined) this.delete(before);
    for (const resource of resourcesOf(after)) this.#classes.set(resource, after);
  }

  delete(former: V1DeviceClass): void {
    for (const resource of resourcesOf(former)) this.#classes.delete(resource);
  }
}

function resourcesOf({ metadata, spec }: V1DeviceClass): readonly string[] {
  const own = `${deviceClassPrefix}${metadata?.name}`;
  return spec.extendedResourceName === undefined ? [own] : [spec.extendedResourceName, own];
}

function isPreferred(known: V1DeviceClass, other: V1DeviceClass): boolean {
  const [made, otherMade] = [known, other].map(({ metadata }) =>
    Date.parse(metadata?.creationTimestamp ?? '1970-01-01T00:00:00Z'),
  ) as [number, number];
  if (made !== otherMade) return made > otherMade;
  return compareStrings(other.metadata?.name ?? '', known.metadata?.name ?? '') >= 0;
}
