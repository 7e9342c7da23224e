import { schemaFor } from '../api/index.ts';
import { groupResource, isObject, type KubeObject, type ResourceType } from '../apimachinery/index.ts';

/** Whether objects of a kind say in their status which generation of them it tells of. */
function tellsGeneration({ group, version, kind }: ResourceType): boolean {
  const { properties } = schemaFor(group, version, kind) ?? {};
  return properties?.status?.properties?.observedGeneration !== undefined;
}

/**
 * Why the status of an object tells of an earlier generation of it: `its status is of generation 1, the object of
 * generation 2`. Undefined if it does not, and for kinds whose status does not say. An object that is being deleted may
 * have nobody left to observe it, so its status is taken as it is; so is that of a pod that no kubelet has seen yet, as
 * others write it too, and that of a definition, whose generation Kubernetes does not track yet.
 */
export function staleStatus(type: ResourceType, object: KubeObject): string | undefined {
  const { generation = 0, deletionTimestamp } = object.metadata ?? {};
  if (deletionTimestamp !== undefined || !tellsGeneration(type)) return undefined;
  const observed = observedGeneration(object);
  if (observed === undefined) {
    return generation === 0 || untracked.has(groupResource(type)) ? undefined : noObserver;
  }
  if (observed >= generation) return undefined;
  return `its status is of generation ${observed}, the object of generation ${generation}`;
}

const untracked: ReadonlySet<string> = new Set(['pods', 'customresourcedefinitions.apiextensions.k8s.io']);

const noObserver =
  'no controller has observed it: its status has no observedGeneration (staleStatus: true takes it as it is)';

function observedGeneration(object: KubeObject): number | undefined {
  const { status } = object as { readonly status?: unknown };
  const observed = isObject(status) ? status.observedGeneration : undefined;
  return typeof observed === 'number' ? observed : undefined;
}
