import type {
  V1CSIDriver,
  V1CSIStorageCapacity,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1StorageClass,
} from '../../../api/index.ts';
import { labelSelectorMatcher, labelValue, parseQuantity } from '../../../apimachinery/index.ts';
import type { Indexer } from '../../../client/index.ts';
import {
  isReachableFrom,
  matchingVolume,
  requestedStorage,
  storageAnnotations,
  storageClassOf,
} from '../../../component-helpers/index.ts';
import type { PodClaims, StorageListers } from './pod-claims.ts';

/** Why a node will not do, in Kubernetes' words. */
export const conflicts = Object.freeze({
  node: "node(s) didn't match PersistentVolume's node affinity",
  bind: "node(s) didn't find available persistent volumes to bind",
  space: 'node(s) did not have enough free storage',
  missing: 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)',
});

export type Conflict = (typeof conflicts)[keyof typeof conflicts];

/** What is to be done for a pod's claims if it comes to a node. Mirrors kubernetes plugins/volumebinding (PodVolumes). */
export interface PodVolumes {
  readonly bindings: readonly Binding[];
  /** Claims for which a volume is to be made. */
  readonly provisions: readonly V1PersistentVolumeClaim[];
}

export interface Binding {
  readonly volume: V1PersistentVolume;
  readonly claim: V1PersistentVolumeClaim;
}

/** What is known of how much there is. */
export interface CapacityListers {
  readonly drivers: Indexer<V1CSIDriver>;
  readonly capacities: Indexer<V1CSIStorageCapacity>;
}

/** What is to be done for a pod on a node, or why it cannot be there. Mirrors FindPodVolumes. */
export function findVolumes(
  claims: PodClaims,
  node: V1Node,
  listers: StorageListers & CapacityListers,
): PodVolumes | readonly Conflict[] {
  const bound = boundConflict(claims.bound, node, listers);
  const found = findUnbound(claims, node, listers);
  if (bound === undefined) return typeof found === 'string' ? [found] : found;
  const order = [conflicts.node, conflicts.bind, conflicts.space, conflicts.missing];
  const reasons = [bound, ...(typeof found === 'string' ? [found] : [])];
  return reasons.sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

function boundConflict(
  claims: readonly V1PersistentVolumeClaim[],
  node: V1Node,
  { volumes }: StorageListers,
): Conflict | undefined {
  for (const { spec } of claims) {
    const volume = volumes.get(spec?.volumeName ?? '');
    if (volume === undefined) return conflicts.missing;
    if (!isReachableFrom(volume, node)) return conflicts.node;
  }
  return undefined;
}

function findUnbound(
  { unboundDelayed }: PodClaims,
  node: V1Node,
  listers: StorageListers & CapacityListers,
): PodVolumes | Conflict {
  const provisions: V1PersistentVolumeClaim[] = [];
  const bindings: Binding[] = [];
  const toMatch: V1PersistentVolumeClaim[] = [];
  for (const claim of unboundDelayed.keys()) {
    const selected = claim.metadata?.annotations?.[storageAnnotations.selectedNode];
    if (selected === undefined) toMatch.push(claim);
    else if (selected === node.metadata?.name) provisions.push(claim);
    else return conflicts.bind;
  }
  const taken = new Set<string>();
  for (const claim of toMatch.sort(bySize)) {
    const volumes = unboundDelayed.get(claim) ?? [];
    const volume = matchingVolume(volumes, { claim, node, waitsForConsumer: true, taken });
    if (volume === undefined) {
      provisions.push(claim);
      continue;
    }
    taken.add(volume.metadata?.name ?? '');
    bindings.push({ volume, claim });
  }
  for (const claim of provisions) {
    const conflict = provisionConflict(claim, node, listers);
    if (conflict !== undefined) return conflict;
  }
  return { bindings, provisions };
}

function bySize(a: V1PersistentVolumeClaim, b: V1PersistentVolumeClaim): number {
  return requestedStorage(a).compare(requestedStorage(b));
}

/** Why no volume can be made for a claim that this node reaches. Mirrors checkVolumeProvisions. */
function provisionConflict(
  claim: V1PersistentVolumeClaim,
  node: V1Node,
  listers: StorageListers & CapacityListers,
): Conflict | undefined {
  const storageClass = listers.classes.get(storageClassOf(claim));
  if (storageClass === undefined || storageClass.provisioner === 'kubernetes.io/no-provisioner')
    return conflicts.bind;
  if (!isAllowed(storageClass, node)) return conflicts.bind;
  return hasRoom(claim, storageClass, node, listers) ? undefined : conflicts.space;
}

/** Mirrors kubernetes pkg/apis/core/v1/helper (MatchTopologySelectorTerms). */
function isAllowed({ allowedTopologies = [] }: V1StorageClass, { metadata }: V1Node): boolean {
  if (allowedTopologies.length === 0) return true;
  const labels = metadata?.labels ?? {};
  return allowedTopologies.some(
    ({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.length > 0 &&
      matchLabelExpressions.every(({ key, values }) => values.includes(labelValue(labels, key) ?? '')),
  );
}

/** Whether a driver that tells how much it has, has enough. Mirrors hasEnoughCapacity. */
function hasRoom(
  claim: V1PersistentVolumeClaim,
  { metadata, provisioner }: V1StorageClass,
  node: V1Node,
  { drivers, capacities }: CapacityListers,
): boolean {
  if (drivers.get(provisioner)?.spec?.storageCapacity !== true) return true;
  const size = requestedStorage(claim);
  return capacities.list().some(({ storageClassName, maximumVolumeSize, capacity, nodeTopology }) => {
    const limit = maximumVolumeSize ?? capacity;
    if (storageClassName !== metadata?.name || limit === undefined || nodeTopology === undefined)
      return false;
    if (parseQuantity(limit).compare(size) < 0) return false;
    return labelSelectorMatcher(nodeTopology).matches(node.metadata?.labels);
  });
}
