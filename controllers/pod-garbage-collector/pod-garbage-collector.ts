import { coreV1, type V1Node, type V1Pod } from '../../api/index.ts';
import { ignoreNotFound, keyOf, makeKey } from '../../apimachinery/index.ts';
import type { Client, Indexer, WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { indexByNode, nodeOf, podsOnNode } from '../kit/pods-on-node.ts';
import { abandoned, isOutOfService, isTerminated, surplus } from './decide.ts';
import { forceDelete } from './force-delete.ts';
import { MissingNodes } from './missing-nodes.ts';

export interface PodGarbageCollectorOptions {
  /** How many pods that have ended are kept. 0: all. Default 12500, as in Kubernetes. */
  readonly terminatedPodThreshold?: number;
}

const terminatedPodThresholdDefault = 12_500;
const orphaned = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByPodGC',
  message: 'PodGC: node no longer exists',
};

/**
 * Adds the controller that removes pods nobody else will: bound to a node that does not exist any more, being deleted
 * without a node or on one out of service, and ended long ago. Mirrors kubernetes pkg/controller/podgc.
 *
 * Differs: it looks at what happens, not at all pods every 20 s; so a quarantine is over to the second.
 */
export function addPodGarbageCollector(
  manager: Manager,
  options: PodGarbageCollectorOptions = {},
): Controller {
  const { clock } = manager.environment;
  const nodes = manager.informers.informer(coreV1.nodes);
  const pods = manager.informers.informer(coreV1.pods);
  indexByNode(pods);
  const orphans = new Set<string>();
  const missing = new MissingNodes(clock, (node, cause) => {
    for (const pod of podsOnNode(pods.indexer, node)) {
      orphans.add(uidOf(pod));
      controller.queue.add(keyOf(pod), cause);
    }
  });
  const threshold = options.terminatedPodThreshold ?? terminatedPodThresholdDefault;
  const terminated = new Set<string>();
  const parts = { clock, pods: pods.indexer, nodes: nodes.indexer, missing, orphans, terminated, threshold };
  const controller: Controller = controllerManagedBy(manager)
    .named('pod-garbage-collector')
    .watches(coreV1.nodes, nodeEvents(parts))
    .watches(coreV1.pods, podEvents(parts))
    .complete(new PodReconciler(parts));
  manager.add({
    name: 'pod-garbage-collector-quarantine',
    // Orphans are looked for when all nodes are known, not before.
    run(signal) {
      for (const pod of pods.indexer.list()) quarantineOrphan(parts, pod);
      return new Promise((resolve) => {
        const stop = () => {
          missing.stop();
          resolve();
        };
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop, { once: true });
      });
    },
  });
  return controller;
}

interface Parts {
  readonly clock: Clock;
  readonly pods: Indexer<V1Pod>;
  readonly nodes: Indexer<V1Node>;
  readonly missing: MissingNodes;
  /** The uids of pods whose node has not come out of quarantine. */
  readonly orphans: Set<string>;
  /** The keys of pods that have ended. */
  readonly terminated: Set<string>;
  readonly threshold: number;
}

function nodeEvents({ pods, missing }: Parts): EventHandler<V1Node> {
  const lookAtTerminating = (node: V1Node, queue: WorkQueue<string>): void => {
    if (!isOutOfService(node)) return;
    for (const pod of podsOnNode(pods, node.metadata?.name ?? '')) {
      if (abandoned(pod, node) !== undefined) queue.add(keyOf(pod), causeOf(node));
    }
  };
  return {
    create: ({ object }, queue) => {
      missing.release(object.metadata?.name ?? '');
      lookAtTerminating(object, queue);
    },
    update: ({ oldObject, object }, queue) => {
      if (!isOutOfService(oldObject)) lookAtTerminating(object, queue);
    },
    delete: ({ object }) => {
      const name = object.metadata?.name ?? '';
      if (podsOnNode(pods, name).length > 0) missing.quarantine(name, causeOf(object));
    },
  };
}

function podEvents(parts: Parts): EventHandler<V1Pod> {
  const { nodes, terminated, orphans } = parts;
  const look = (pod: V1Pod, queue: WorkQueue<string>): void => {
    const ended = isTerminated(pod);
    if (ended) terminated.add(keyOf(pod));
    else terminated.delete(keyOf(pod));
    if ((ended && hasSurplus(parts)) || abandoned(pod, nodes.get(nodeOf(pod))) !== undefined) {
      queue.add(keyOf(pod), causeOf(pod));
    }
  };
  return {
    create: ({ object, isInInitialList }, queue) => {
      if (!isInInitialList) quarantineOrphan(parts, object);
      look(object, queue);
    },
    update: ({ oldObject, object }, queue) => {
      if (nodeOf(oldObject) !== nodeOf(object)) quarantineOrphan(parts, object);
      look(object, queue);
    },
    delete: ({ object }) => {
      terminated.delete(keyOf(object));
      orphans.delete(uidOf(object));
    },
  };
}

function hasSurplus({ terminated, threshold }: Parts): boolean {
  return threshold > 0 && terminated.size > threshold;
}

/** The node may only not have been seen yet: that is what the quarantine is for. */
function quarantineOrphan({ nodes, missing }: Parts, pod: V1Pod): void {
  const node = nodeOf(pod);
  if (node !== '' && !nodes.has(node)) missing.quarantine(node, causeOf(pod));
}

class PodReconciler implements Reconciler {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async reconcile(
    { namespace, name }: Request,
    { client, cause }: ReconcileContext,
  ): Promise<ReconcileResult> {
    const { clock, pods, nodes, missing, orphans } = this.#parts;
    const key = makeKey(namespace, name);
    const pod = pods.get(key);
    if (pod === undefined) return undefined;
    const nodeName = nodeOf(pod);
    if (orphans.has(uidOf(pod))) {
      if (await nodeExists(client, nodeName)) {
        // The cache may have missed it, or not; if it has, the pod is looked at again.
        if (!nodes.has(nodeName)) missing.quarantine(nodeName, cause);
      } else await forceDelete(client, pod, clock.now(), orphaned);
      orphans.delete(uidOf(pod));
    }
    if (abandoned(pod, nodes.get(nodeName)) !== undefined) await forceDelete(client, pod, clock.now());
    if (hasSurplus(this.#parts)) await this.#deleteSurplus(client);
    return undefined;
  }

  async #deleteSurplus(client: Client): Promise<void> {
    const { clock, pods, terminated, threshold } = this.#parts;
    const ended = [...terminated].flatMap((key) => pods.get(key) ?? []);
    await Promise.all(surplus(ended, threshold).map((pod) => forceDelete(client, pod, clock.now())));
  }
}

function uidOf({ metadata }: V1Pod): string {
  return metadata?.uid ?? '';
}

/** The cache may be behind. */
async function nodeExists(client: Client, name: string): Promise<boolean> {
  return (await client.get(coreV1.nodes, { name }).catch(ignoreNotFound)) !== undefined;
}
