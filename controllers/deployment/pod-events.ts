import { appsV1, type V1Deployment, type V1Pod, type V1ReplicaSet } from '../../api/index.ts';
import { controllerOf } from '../../apimachinery/index.ts';
import type { Indexer, WorkQueue } from '../../client/index.ts';
import { causeOf, type DeleteEvent, type EventHandler, requestKey } from '../../controller-runtime/index.ts';
import { controlledBy } from '../kit/controller-index.ts';
import { deploymentKey } from './replicaset-events.ts';

/** The caches a pod's way to its Deployment leads through. */
export interface PodEventCaches {
  readonly deployments: Indexer<V1Deployment>;
  readonly replicaSets: Indexer<V1ReplicaSet>;
  readonly pods: Indexer<V1Pod>;
}

/**
 * The last pod of a Deployment that recreates its pods wakes it when it is gone: the new ones may come. Mirrors
 * kubernetes pkg/controller/deployment (deletePod).
 */
export class PodEvents implements EventHandler<V1Pod> {
  readonly #caches: PodEventCaches;

  constructor(caches: PodEventCaches) {
    this.#caches = caches;
  }

  delete({ object: pod }: DeleteEvent<V1Pod>, queue: WorkQueue<string>): void {
    const key = this.#deploymentKey(pod);
    if (key === undefined) return;
    const deployment = this.#caches.deployments.get(key);
    if (deployment?.spec?.strategy?.type !== 'Recreate') return;
    if (!this.#hasPods(deployment)) queue.add(key, causeOf(pod));
  }

  #deploymentKey(pod: V1Pod): string | undefined {
    const reference = controllerOf(pod);
    if (reference?.kind !== appsV1.replicaSets.kind) return undefined;
    const { deployments, replicaSets } = this.#caches;
    const replicaSet = replicaSets.get(requestKey(pod.metadata?.namespace ?? '', reference.name));
    if (replicaSet === undefined || replicaSet.metadata?.uid !== reference.uid) return undefined;
    const owner = controllerOf(replicaSet);
    return owner && deploymentKey(deployments, replicaSet, owner);
  }

  #hasPods(deployment: V1Deployment): boolean {
    const { replicaSets, pods } = this.#caches;
    return controlledBy(replicaSets, deployment.metadata?.uid ?? '').some(
      (replicaSet) => controlledBy(pods, replicaSet.metadata?.uid ?? '').length > 0,
    );
  }
}
