import { coreV1, type V1Node } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import type { EventRecorder, Indexer, WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
} from '../../controller-runtime/index.ts';
import type { NodeCidrOptions } from './node-cidr-options.ts';
import { NodeNetworks } from './node-networks.ts';

/** Kubernetes' own numbers. */
const concurrentSyncs = 30;
const attemptsMax = 3;

/**
 * Adds the controller that gives each node a network for its pods. `serviceCidrs`: the addresses of services, which it leaves out.
 * Asserts that there is no problem with the options. Mirrors kubernetes pkg/controller/nodeipam (RangeAllocator).
 */
export function addNodeIpamController(
  manager: Manager,
  options: NodeCidrOptions,
  serviceCidrs: readonly string[] = [],
): Controller {
  const networks = new NodeNetworks(options, serviceCidrs);
  const { indexer } = manager.informers.informer(coreV1.nodes);
  const reconciler = new NodeIpamReconciler(indexer, networks, manager.eventRecorderFor('cidrAllocator'));
  const look = ({ object }: { readonly object: V1Node }, queue: WorkQueue<string>): void => {
    if (!reconciler.knows(object)) queue.add(keyOf(object), causeOf(object));
  };
  return controllerManagedBy(manager)
    .named('node-ipam')
    .watches(coreV1.nodes, {
      create: look,
      update(event, queue) {
        if (uidOf(event.oldObject) !== uidOf(event.object)) reconciler.gone(event.oldObject);
        look(event, queue);
      },
      delete: ({ object }) => reconciler.gone(object),
    })
    .withOptions({
      userAgent: 'node-controller',
      maxConcurrentReconciles: concurrentSyncs,
      known: (key) => indexer.get(key),
    })
    .complete(reconciler);
}

class NodeIpamReconciler implements Reconciler {
  readonly #nodes: Indexer<V1Node>;
  readonly #networks: NodeNetworks;
  readonly #recorder: EventRecorder;
  /** By the uids of nodes what they were given, until they are gone: the cache may not show it yet. */
  readonly #given = new Map<string, readonly string[]>();

  constructor(nodes: Indexer<V1Node>, networks: NodeNetworks, recorder: EventRecorder) {
    this.#nodes = nodes;
    this.#networks = networks;
    this.#recorder = recorder;
  }

  /** Whether nothing is to be done for the node. What it has already is taken at once: before anything is given out. */
  knows(node: V1Node): boolean {
    const cidrs = cidrsOf(node);
    if (cidrs.length === 0) return false;
    try {
      this.#occupy(node, cidrs);
      return true;
    } catch {
      return false;
    }
  }

  gone(node: V1Node): void {
    this.#networks.release(this.#given.get(uidOf(node)) ?? []);
    this.#given.delete(uidOf(node));
  }

  async reconcile({ name }: Request, context: ReconcileContext): Promise<ReconcileResult> {
    const node = this.#nodes.get(name);
    if (node === undefined || node.metadata?.deletionTimestamp !== undefined) return undefined;
    const cidrs = cidrsOf(node);
    if (cidrs.length > 0) this.#occupy(node, cidrs);
    else if (!this.#given.has(uidOf(node))) await this.#give(node, context);
    return undefined;
  }

  /** Throws for networks that are not of the cluster's. */
  #occupy(node: V1Node, cidrs: readonly string[]): void {
    const uid = uidOf(node);
    if (this.#given.get(uid)?.join() === cidrs.join()) return;
    this.#networks.occupy(cidrs);
    this.#given.set(uid, cidrs);
  }

  /** Mirrors AllocateOrOccupyCIDR and updateCIDRsAllocation. */
  async #give(node: V1Node, { client, cause }: ReconcileContext): Promise<void> {
    const { name = '' } = node.metadata ?? {};
    const podCIDRs = this.#take(node, (reason) => this.#tell(node, reason, cause));
    const body = { spec: { podCIDR: podCIDRs[0], podCIDRs } };
    for (let attempt = 1; ; attempt++) {
      try {
        await client.patch(coreV1.nodes, { name }, { type: 'strategic', body });
        return;
      } catch (error) {
        if (attempt < attemptsMax) continue;
        this.#tell(node, 'CIDRAssignmentFailed', cause);
        this.gone(node);
        throw error;
      }
    }
  }

  #take(node: V1Node, tell: (reason: string) => void): readonly string[] {
    try {
      const cidrs = this.#networks.allocate();
      this.#given.set(uidOf(node), cidrs);
      return cidrs;
    } catch (error) {
      tell('CIDRNotAvailable');
      throw error;
    }
  }

  #tell({ metadata = {} }: V1Node, reason: string, cause: ReconcileContext['cause']): void {
    const { name = '', uid = '' } = metadata;
    const message = `Node ${name} status is now: ${reason}`;
    this.#recorder.event({ apiVersion: 'v1', kind: 'Node', name, uid }, 'Normal', reason, message, cause);
  }
}

function cidrsOf({ spec }: V1Node): readonly string[] {
  return spec?.podCIDRs ?? [];
}

function uidOf({ metadata }: V1Node): string {
  return metadata?.uid ?? '';
}
