import type { V1PersistentVolumeClaim, V1Pod, V1StatefulSet } from '../../api/index.ts';
import { isBeingDeleted } from '../../apimachinery/index.ts';
import { isPodAvailable, isPodReady, isPodTerminal } from '../../component-helpers/index.ts';
import {
  claimName,
  identityMatches,
  isInRange,
  ordinalOf,
  revisionLabel,
  startOrdinal,
  wantedReplicas,
} from './identity.ts';
import { isStaleClaim, ownersUpToDate } from './retention.ts';
import { newStatefulPod, type SetRevisions, storageMatches } from './stateful-pod.ts';

/** What one sync of a StatefulSet sees. */
export interface SetObservation {
  readonly set: V1StatefulSet;
  /** All that the set controls, also those that are over or being deleted. */
  readonly pods: readonly V1Pod[];
  readonly revisions: SetRevisions;
  readonly claim: (name: string) => V1PersistentVolumeClaim | undefined;
  readonly nowMs: number;
}

/** One thing to do to a pod or its claims; `repair` mends whatever of both is not as the set wants it. */
export interface Step {
  readonly does: 'create' | 'delete' | 'create-claims' | 'repair' | 'own-claims';
  readonly pod: V1Pod;
}

/** What to do, in this order; a step that fails ends it. */
export interface Plan {
  /** Phases, and in each what is done to one pod after the other, or to many at once if the set allows. */
  readonly phases: readonly (readonly (readonly Step[])[])[];
  /** Pods of other revisions that make room for new ones. */
  readonly outdated: readonly V1Pod[];
}

/** The most pods one sync of a parallel set creates; the others follow when these are seen. */
const burst = 500;

const nothing: Plan = Object.freeze({ phases: [], outdated: [] });

/** The set's pods by their places. */
export interface SortedPods {
  readonly replicas: ReadonlyMap<number, V1Pod>;
  /** Out of range, the last ordinal first. */
  readonly condemned: readonly V1Pod[];
}

/** Pods whose name has no ordinal are left alone. */
export function sortOut(set: V1StatefulSet, pods: readonly V1Pod[]): SortedPods {
  const replicas = new Map<number, V1Pod>();
  const condemned: V1Pod[] = [];
  for (const pod of pods) {
    const ordinal = ordinalOf(pod);
    if (isInRange(set, ordinal)) replicas.set(ordinal, pod);
    else if (ordinal >= 0) condemned.push(pod);
  }
  return { replicas, condemned: condemned.sort((a, b) => ordinalOf(b) - ordinalOf(a)) };
}

/**
 * What brings the set nearer to what it wants: pods are made in order, each when those before it are available, and go in
 * the opposite order; those of a parallel set without waiting for one another. Then the last pod that is not of the update
 * revision goes, when those above it are available. Mirrors kubernetes pkg/controller/statefulset (updateStatefulSet),
 * with MaxUnavailableStatefulSet off, as it is by default in 1.36.
 */
export function decide(observation: SetObservation, sorted: SortedPods): Plan {
  const { set } = observation;
  if (set.metadata?.deletionTimestamp !== undefined) return nothing;
  if (isParallel(set)) return parallelPlan(observation, sorted);
  return orderedPlan(observation, sorted);
}

export function isParallel(set: V1StatefulSet): boolean {
  return set.spec?.podManagementPolicy === 'Parallel';
}

/** Mirrors processReplica and processCondemned with `monotonic`. */
function orderedPlan(observation: SetObservation, { replicas, condemned }: SortedPods): Plan {
  const { set } = observation;
  const steps: (readonly Step[])[] = [];
  const start = startOrdinal(set);
  for (let ordinal = start; ordinal < start + wantedReplicas(set); ordinal++) {
    const pod = replicas.get(ordinal);
    const next = replicaSteps(observation, ordinal, pod);
    if (next.length > 0) steps.push(next);
    if (pod === undefined || !isSettled(observation, pod)) return { phases: [steps], outdated: [] };
  }
  const [first] = condemned;
  if (first === undefined) return { phases: [steps], outdated: outdated(observation, replicas) };
  const firstUnhealthy = condemned.findLast((pod) => !isAvailable(observation, pod));
  const goes = isSettled(observation, first) || (first === firstUnhealthy && !isBeingDeleted(first));
  const deletion: readonly Step[] = goes ? [{ does: 'delete', pod: first }] : [];
  return { phases: [steps, claimSteps(observation, condemned), [deletion]], outdated: [] };
}

function parallelPlan(observation: SetObservation, { replicas, condemned }: SortedPods): Plan {
  const { set } = observation;
  const steps: (readonly Step[])[] = [];
  const start = startOrdinal(set);
  let created = 0;
  for (let ordinal = start; ordinal < start + wantedReplicas(set) && created < burst; ordinal++) {
    const pod = replicas.get(ordinal);
    const next = replicaSteps(observation, ordinal, pod);
    if (pod === undefined) created += next.length;
    if (next.length > 0) steps.push(next);
  }
  const deletions = condemned
    .filter((pod) => !isBeingDeleted(pod))
    .map((pod): readonly Step[] => [{ does: 'delete', pod }]);
  const phases = [steps, claimSteps(observation, condemned), deletions];
  return { phases, outdated: outdated(observation, replicas) };
}

/** What is to be done for one ordinal. */
function replicaSteps(observation: SetObservation, ordinal: number, pod: V1Pod | undefined): readonly Step[] {
  const { set } = observation;
  if (pod === undefined) {
    const made = newStatefulPod(set, observation.revisions, ordinal);
    return claimsAre(observation, made, (claim) => !isStaleClaim(claim, set, made))
      ? [{ does: 'create', pod: made }]
      : [];
  }
  // However it ended, it is made again under its name, when it is gone.
  if (isPodTerminal(pod)) return isBeingDeleted(pod) ? [] : [{ does: 'delete', pod }];
  const pending: readonly Step[] = pod.status?.phase === 'Pending' ? [{ does: 'create-claims', pod }] : [];
  if (!isParallel(set) && !isSettled(observation, pod)) return pending;
  return isAsWanted(observation, pod) ? pending : [...pending, { does: 'repair', pod }];
}

/** The claims of pods that go are given to whom the policy says before that. */
function claimSteps(observation: SetObservation, condemned: readonly V1Pod[]): readonly (readonly Step[])[] {
  return condemned
    .filter((pod) => !ownersAreUpToDate(observation, pod))
    .map((pod) => [{ does: 'own-claims', pod }]);
}

/** The next pod to be replaced, if it is time for it. */
function outdated(observation: SetObservation, replicas: SortedPods['replicas']): readonly V1Pod[] {
  const { set, revisions } = observation;
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {};
  if (type === 'OnDelete') return [];
  const start = startOrdinal(set);
  const first = start + (rollingUpdate?.partition ?? 0);
  for (let ordinal = start + wantedReplicas(set) - 1; ordinal >= first; ordinal--) {
    const pod = replicas.get(ordinal);
    if (pod === undefined) return [];
    if (pod.metadata?.labels?.[revisionLabel] !== revisions.update.name && !isBeingDeleted(pod)) return [pod];
    if (!isAvailable(observation, pod)) return [];
  }
  return [];
}

function isAsWanted(observation: SetObservation, pod: V1Pod): boolean {
  const { set } = observation;
  return identityMatches(set, pod) && storageMatches(set, pod) && ownersAreUpToDate(observation, pod);
}

function ownersAreUpToDate(observation: SetObservation, pod: V1Pod): boolean {
  return claimsAre(observation, pod, (claim) => ownersUpToDate(claim, observation.set, pod));
}

/** Whether something is true of all claims of the pod that there are. */
function claimsAre(
  { set, claim }: SetObservation,
  pod: V1Pod,
  holds: (claim: V1PersistentVolumeClaim) => boolean,
): boolean {
  return (set.spec?.volumeClaimTemplates ?? []).every((template) => {
    const found = claim(claimName(set, template, ordinalOf(pod)));
    return found === undefined || holds(found);
  });
}

/** Whether those after it need not wait for it. */
function isSettled(observation: SetObservation, pod: V1Pod): boolean {
  return pod.status?.phase === 'Running' && isPodReady(pod) && isAvailable(observation, pod);
}

function isAvailable({ set, nowMs }: SetObservation, pod: V1Pod): boolean {
  return !isBeingDeleted(pod) && isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, nowMs);
}
