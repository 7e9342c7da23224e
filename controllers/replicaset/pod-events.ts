import { appsV1, type V1Pod, type V1ReplicaSet } from '../../api/index.ts';
import { controllerOf, deepEqual, keyOf, type OwnerReference } from '../../apimachinery/index.ts';
import type { Indexer, WorkQueue } from '../../client/index.ts';
import {
  type CreateEvent,
  causeOf,
  type DeleteEvent,
  type EventHandler,
  requestKey,
  type UpdateEvent,
} from '../../controller-runtime/index.ts';
import { inNamespace } from '../kit/controller-index.ts';
import type { UidTrackingControllerExpectations } from '../kit/expectations.ts';
import { isPodActive } from '../kit/readiness.ts';
import { matcherOf } from '../kit/selector.ts';

/**
 * How long news that only count (a pod seen, running, ready) are gathered before the status tells them: as long as a
 * request to a real API server takes, which is what gathers them there. A thousand pods that become ready within a
 * second are then told in a hundred writes, not in a thousand.
 */
export const statusGatherMs = 10;

/**
 * What happens to pods wakes the ReplicaSet that owns them, and those that might adopt an orphan; creations and
 * deletions it expects are ticked off. Mirrors kubernetes pkg/controller/replicaset (addPod, updatePod, deletePod).
 *
 * Differs: what calls for no pod to be made or deleted is gathered for a moment (`statusGatherMs`).
 */
export class PodEvents implements EventHandler<V1Pod> {
  readonly #replicaSets: Indexer<V1ReplicaSet>;
  readonly #expectations: UidTrackingControllerExpectations;

  constructor(replicaSets: Indexer<V1ReplicaSet>, expectations: UidTrackingControllerExpectations) {
    this.#replicaSets = replicaSets;
    this.#expectations = expectations;
  }

  create({ object: pod }: CreateEvent<V1Pod>, queue: WorkQueue<string>): void {
    // After a restart a pod may show up for the first time when it is being deleted already.
    if (pod.metadata?.deletionTimestamp !== undefined) {
      this.#deleted(pod, pod, queue);
      return;
    }
    const reference = controllerOf(pod);
    if (reference === undefined) {
      this.#wakeAdopters(pod, queue);
      return;
    }
    const key = this.#ownerKey(pod, reference);
    if (key === undefined) return;
    this.#expectations.creationObserved(key);
    // As long as more of its pods are to be seen, the ReplicaSet can do nothing but count them.
    if (this.#expectations.satisfiedExpectations(key)) queue.add(key, causeOf(pod));
    else queue.addAfter(key, statusGatherMs, causeOf(pod));
  }

  update({ oldObject: oldPod, object: pod }: UpdateEvent<V1Pod>, queue: WorkQueue<string>): void {
    if (oldPod.metadata?.resourceVersion === pod.metadata?.resourceVersion) return;
    const labelsChanged = !deepEqual(oldPod.metadata?.labels, pod.metadata?.labels);
    // A pod that is being deleted is replaced at once, not when the kubelet is done with it.
    if (pod.metadata?.deletionTimestamp !== undefined) {
      this.#deleted(pod, pod, queue);
      if (labelsChanged) this.#deleted(oldPod, pod, queue);
      return;
    }
    const reference = controllerOf(pod);
    const oldReference = controllerOf(oldPod);
    const ownerChanged = !deepEqual(reference, oldReference);
    if (ownerChanged && oldReference !== undefined) this.#wakeOwner(oldPod, oldReference, pod, queue, 0);
    const counts = !ownerChanged && !labelsChanged && isPodActive(oldPod) === isPodActive(pod);
    if (reference !== undefined) this.#wakeOwner(pod, reference, pod, queue, counts ? statusGatherMs : 0);
    else if (labelsChanged || ownerChanged) this.#wakeAdopters(pod, queue);
  }

  delete({ object: pod }: DeleteEvent<V1Pod>, queue: WorkQueue<string>): void {
    this.#deleted(pod, pod, queue);
  }

  #deleted(pod: V1Pod, causedBy: V1Pod, queue: WorkQueue<string>): void {
    const reference = controllerOf(pod);
    const key = reference && this.#ownerKey(pod, reference);
    if (key === undefined) return;
    this.#expectations.deletionObserved(key, keyOf(pod));
    queue.add(key, causeOf(causedBy));
  }

  #wakeOwner(
    pod: V1Pod,
    reference: OwnerReference,
    causedBy: V1Pod,
    queue: WorkQueue<string>,
    delayMs: number,
  ): void {
    const key = this.#ownerKey(pod, reference);
    if (key !== undefined) queue.addAfter(key, delayMs, causeOf(causedBy));
  }

  /** The key of the owner if it is a ReplicaSet that we know, and not another one of the same name. */
  #ownerKey(pod: V1Pod, reference: OwnerReference): string | undefined {
    if (reference.kind !== appsV1.replicaSets.kind) return undefined;
    const key = requestKey(pod.metadata?.namespace ?? '', reference.name);
    return this.#replicaSets.get(key)?.metadata?.uid === reference.uid ? key : undefined;
  }

  #wakeAdopters(pod: V1Pod, queue: WorkQueue<string>): void {
    for (const replicaSet of inNamespace(this.#replicaSets, pod.metadata?.namespace ?? '')) {
      const matcher = matcherOf(replicaSet.spec?.selector);
      if (matcher === undefined || matcher.everything) continue;
      if (matcher.matches(pod.metadata?.labels)) queue.add(keyOf(replicaSet), causeOf(pod));
    }
  }
}
