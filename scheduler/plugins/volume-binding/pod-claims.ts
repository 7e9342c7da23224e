import type {
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1StorageClass,
} from '../../../api/index.ts';
import { makeKey } from '../../../apimachinery/index.ts';
import type { Indexer } from '../../../client/index.ts';
import {
  candidateVolumes,
  claimOfVolume,
  isBindCompleted,
  notForPod,
  storageClassOf,
  waitsForConsumer,
} from '../../../component-helpers/index.ts';
import type { AssumedObjects } from '../assumed-objects.ts';

/** The claims of a pod, by what is still to be done for them. Mirrors kubernetes plugins/volumebinding (PodVolumeClaims). */
export interface PodClaims {
  readonly bound: readonly V1PersistentVolumeClaim[];
  /** They are bound by others, whatever comes of the pod. */
  readonly unboundImmediate: readonly V1PersistentVolumeClaim[];
  /** They are bound once the pod has a node, and could have these volumes. */
  readonly unboundDelayed: ReadonlyMap<V1PersistentVolumeClaim, readonly V1PersistentVolume[]>;
}

/** What is known of storage. */
export interface StorageListers {
  readonly claims: AssumedObjects<V1PersistentVolumeClaim>;
  readonly volumes: AssumedObjects<V1PersistentVolume>;
  readonly classes: Indexer<V1StorageClass>;
}

/** The claims of a pod, or why there is no use in looking for a node. Undefined: it has none. */
export function podClaims(pod: V1Pod, listers: StorageListers): PodClaims | string | undefined {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const claims: V1PersistentVolumeClaim[] = [];
  for (const volume of pod.spec?.volumes ?? []) {
    const claimed = claimOfVolume(name, volume);
    if (claimed === undefined) continue;
    const { claimName, ephemeral } = claimed;
    const claim = listers.claims.get(makeKey(namespace, claimName));
    if (claim === undefined) return missing(claimName, ephemeral);
    const problem = claimProblem(claim) ?? (ephemeral ? notForPod(pod, claim) : undefined);
    if (problem !== undefined) return problem;
    claims.push(claim);
  }
  return claims.length === 0 ? undefined : sorted(claims, listers);
}

function missing(name: string, ephemeral: boolean): string {
  const quoted = JSON.stringify(name);
  return ephemeral
    ? `waiting for ephemeral volume controller to create the persistentvolumeclaim ${quoted}`
    : `persistentvolumeclaim ${quoted} not found`;
}

function claimProblem({ metadata, spec, status }: V1PersistentVolumeClaim): string | undefined {
  const name = JSON.stringify(metadata?.name);
  if (status?.phase === 'Lost') {
    const volume = JSON.stringify(spec?.volumeName ?? '');
    return `persistentvolumeclaim ${name} bound to non-existent persistentvolume ${volume}`;
  }
  const isGoing = metadata?.deletionTimestamp !== undefined;
  return isGoing ? `persistentvolumeclaim ${name} is being deleted` : undefined;
}

function sorted(claims: readonly V1PersistentVolumeClaim[], { volumes, classes }: StorageListers): PodClaims {
  const bound = claims.filter(isFullyBound);
  const unbound = claims.filter((claim) => !isFullyBound(claim));
  const isDelayed = (claim: V1PersistentVolumeClaim) =>
    !claim.spec?.volumeName && waitsForConsumer(classes.get(storageClassOf(claim)));
  const unboundImmediate = unbound.filter((claim) => !isDelayed(claim));
  const delayed = unbound.filter(isDelayed);
  const unboundDelayed = new Map(delayed.map((claim) => [claim, volumesOfClass(claim, volumes)]));
  return { bound, unboundImmediate, unboundDelayed };
}

function volumesOfClass(
  claim: V1PersistentVolumeClaim,
  volumes: StorageListers['volumes'],
): readonly V1PersistentVolume[] {
  return candidateVolumes(volumes, claim).filter(
    (volume) => storageClassOf(volume) === storageClassOf(claim),
  );
}

/** Whether a pod can use the claim's volume at once. Mirrors isPVCFullyBound. */
export function isFullyBound(claim: V1PersistentVolumeClaim): boolean {
  return Boolean(claim.spec?.volumeName) && isBindCompleted(claim);
}
