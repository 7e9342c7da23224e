import { appsV1, type V1Deployment, type V1ReplicaSet } from '../../api/index.ts';
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
import { matcherOf } from '../kit/selector.ts';

/**
 * What happens to a ReplicaSet wakes the Deployment that owns it, and those that might adopt an orphan. Mirrors
 * kubernetes pkg/controller/deployment (addReplicaSet, updateReplicaSet, deleteReplicaSet).
 */
export class ReplicaSetEvents implements EventHandler<V1ReplicaSet> {
  readonly #deployments: Indexer<V1Deployment>;

  constructor(deployments: Indexer<V1Deployment>) {
    this.#deployments = deployments;
  }

  create({ object: replicaSet }: CreateEvent<V1ReplicaSet>, queue: WorkQueue<string>): void {
    const reference = controllerOf(replicaSet);
    if (reference !== undefined) this.#wakeOwner(replicaSet, reference, replicaSet, queue);
    else if (replicaSet.metadata?.deletionTimestamp === undefined) this.#wakeAdopters(replicaSet, queue);
  }

  update({ oldObject, object }: UpdateEvent<V1ReplicaSet>, queue: WorkQueue<string>): void {
    if (oldObject.metadata?.resourceVersion === object.metadata?.resourceVersion) return;
    const reference = controllerOf(object);
    const oldReference = controllerOf(oldObject);
    const ownerChanged = !deepEqual(reference, oldReference);
    if (ownerChanged && oldReference !== undefined) {
      this.#wakeOwner(oldObject, oldReference, object, queue);
    }
    if (reference !== undefined) {
      this.#wakeOwner(object, reference, object, queue);
      return;
    }
    const labelsChanged = !deepEqual(object.metadata?.labels, oldObject.metadata?.labels);
    if (labelsChanged || ownerChanged) this.#wakeAdopters(object, queue);
  }

  delete({ object: replicaSet }: DeleteEvent<V1ReplicaSet>, queue: WorkQueue<string>): void {
    const reference = controllerOf(replicaSet);
    if (reference !== undefined) this.#wakeOwner(replicaSet, reference, replicaSet, queue);
  }

  #wakeOwner(
    replicaSet: V1ReplicaSet,
    reference: OwnerReference,
    causedBy: V1ReplicaSet,
    queue: WorkQueue<string>,
  ): void {
    const key = deploymentKey(this.#deployments, replicaSet, reference);
    if (key !== undefined) queue.add(key, causeOf(causedBy));
  }

  #wakeAdopters(replicaSet: V1ReplicaSet, queue: WorkQueue<string>): void {
    for (const deployment of inNamespace(this.#deployments, replicaSet.metadata?.namespace ?? '')) {
      const matcher = matcherOf(deployment.spec?.selector);
      if (matcher === undefined || matcher.everything) continue;
      if (matcher.matches(replicaSet.metadata?.labels)) queue.add(keyOf(deployment), causeOf(replicaSet));
    }
  }
}

/** The key of the owner if it is a Deployment that we know, and not another one of the same name. */
export function deploymentKey(
  deployments: Indexer<V1Deployment>,
  replicaSet: V1ReplicaSet,
  reference: OwnerReference,
): string | undefined {
  if (reference.kind !== appsV1.deployments.kind) return undefined;
  const key = requestKey(replicaSet.metadata?.namespace ?? '', reference.name);
  return deployments.get(key)?.metadata?.uid === reference.uid ? key : undefined;
}
