import type { V1Deployment, V1Pod, V1ReplicaSet } from '../../api/index.ts';
import { controllerOf } from '../../apimachinery/index.ts';
import type { SharedInformer, WorkQueue } from '../../client/index.ts';
import { causeOf, type DeleteEvent, type EventHandler } from '../../controller-runtime/index.ts';
import { controlledBy } from '../kit/controller-index.ts';
import { ownerKey } from '../kit/owner-events.ts';

/** The caches a pod's way to its Deployment leads through. */
export interface PodEventCaches {
  readonly deployments: SharedInformer<V1Deployment>;
  readonly replicaSets: SharedInformer<V1ReplicaSet>;
  readonly pods: SharedInformer<V1Pod>;
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
    const deployment = this.#caches.deployments.indexer.get(key);
    if (deployment?.spec?.strategy?.type !== 'Recreate') return;
    if (!this.#hasPods(deployment)) queue.add(key, causeOf(pod));
  }

  #deploymentKey(pod: V1Pod): string | undefined {
    const reference = controllerOf(pod);
    if (reference === undefined) return undefined;
    const { deployments, replicaSets } = this.#caches;
    const replicaSetKey = ownerKey(replicaSets, pod, reference);
    const replicaSet = replicaSetKey && replicaSets.indexer.get(replicaSetKey);
    const owner = replicaSet && controllerOf(replicaSet);
    return owner && ownerKey(deployments, replicaSet, owner);
  }

  #hasPods(deployment: V1Deployment): boolean {
    const { replicaSets, pods } = this.#caches;
    return controlledBy(replicaSets.indexer, deployment.metadata?.uid ?? '').some(
      (replicaSet) => controlledBy(pods.indexer, replicaSet.metadata?.uid ?? '').length > 0,
    );
  }
}
