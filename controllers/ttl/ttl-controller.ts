import { coreV1, type V1Node } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import type { WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type Manager,
} from '../../controller-runtime/index.ts';
import { NodeTtl } from './node-ttl.ts';

const annotation = 'node.alpha.kubernetes.io/ttl';

/**
 * Adds the controller that tells kubelets, by an annotation of their nodes, for how long they may keep ConfigMaps and Secrets:
 * the longer the more nodes there are. A node learns of a new time when something else of it changes. Mirrors kubernetes
 * pkg/controller/ttl.
 */
export function addTtlController(manager: Manager): Controller {
  const nodes = manager.informers.informer(coreV1.nodes);
  const ttl = new NodeTtl();
  const look = ({ object }: { readonly object: V1Node }, queue: WorkQueue<string>): void => {
    if (!says(object, ttl.seconds)) queue.add(keyOf(object), causeOf(object));
  };
  return controllerManagedBy(manager)
    .named('ttl')
    .watches(coreV1.nodes, {
      create(event, queue) {
        ttl.added();
        look(event, queue);
      },
      update: look,
      delete: () => ttl.deleted(),
    })
    .withOptions({ maxConcurrentReconciles: 5, known: (key) => nodes.indexer.get(key) })
    .complete({
      async reconcile({ name }, { client }) {
        const node = nodes.indexer.get(name);
        if (node === undefined || says(node, ttl.seconds)) return undefined;
        const body = { metadata: { annotations: { [annotation]: String(ttl.seconds) } } };
        await client.patch(coreV1.nodes, { name }, { type: 'strategic', body });
        return undefined;
      },
    });
}

function says({ metadata }: V1Node, seconds: number): boolean {
  const text = metadata?.annotations?.[annotation] ?? '';
  return /^[+-]?\d+$/.test(text) && Number(text) === seconds;
}
