import type { V1DaemonSet, V1Node, V1Pod } from '../../api/index.ts';
import { controllerOf, deepEqual, keyOf, makeKey } from '../../apimachinery/index.ts';
import type { SharedInformer, WorkQueue } from '../../client/index.ts';
import {
  type CreateEvent,
  causeOf,
  type EventHandler,
  type UpdateEvent,
} from '../../controller-runtime/index.ts';
import { podsOnNode } from '../kit/pods-on-node.ts';
import { placerOf } from './placement.ts';

export interface NodeEventCaches {
  readonly daemonSets: SharedInformer<V1DaemonSet>;
  /** Finds pods by their node: see `indexByNode`. */
  readonly pods: SharedInformer<V1Pod>;
}

/**
 * A node that is new, or whose labels or taints have changed, wakes the DaemonSets that have something to do there. Mirrors
 * kubernetes pkg/controller/daemon (syncNodeUpdate, shouldIgnoreNodeUpdate).
 */
export class NodeEvents implements EventHandler<V1Node> {
  readonly #caches: NodeEventCaches;

  constructor(caches: NodeEventCaches) {
    this.#caches = caches;
  }

  create({ object }: CreateEvent<V1Node>, queue: WorkQueue<string>): void {
    this.#wake(object, queue);
  }

  update({ oldObject, object }: UpdateEvent<V1Node>, queue: WorkQueue<string>): void {
    const isSame =
      deepEqual(oldObject.metadata?.labels, object.metadata?.labels) &&
      deepEqual(oldObject.spec?.taints, object.spec?.taints);
    if (!isSame) this.#wake(object, queue);
  }

  #wake(node: V1Node, queue: WorkQueue<string>): void {
    const { daemonSets } = this.#caches;
    if (daemonSets.indexer.size === 0) return;
    const occupied = this.#daemonSetsOn(node.metadata?.name ?? '');
    for (const daemonSet of daemonSets.indexer.list()) {
      const key = keyOf(daemonSet);
      const { shouldRun, shouldContinue } = placerOf(daemonSet)(node);
      const isThere = occupied.has(key);
      const miscounted = (daemonSet.status?.numberMisscheduled ?? 0) > 0;
      if (isThere ? !shouldContinue || miscounted : shouldRun) queue.add(key, causeOf(node));
    }
  }

  #daemonSetsOn(node: string): ReadonlySet<string> {
    const keys = new Set<string>();
    for (const pod of podsOnNode(this.#caches.pods.indexer, node)) {
      const owner = controllerOf(pod);
      if (owner?.kind === 'DaemonSet') keys.add(makeKey(pod.metadata?.namespace ?? '', owner.name));
    }
    return keys;
  }
}
