import { coreV1, type V1Node, type V1Pod, type V1Taint } from '../../api/index.ts';
import { formatTime, ignoreNotFound } from '../../apimachinery/index.ts';
import {
  type Client,
  type EventRecorder,
  type Indexer,
  isPodGone,
  patchPodStatus,
  retryOnConflict,
  type SharedInformer,
} from '../../client/index.ts';
import { isPodReady } from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Cause, Clock } from '../../environment/index.ts';
import { OwnWrites, staleCacheRetryMs } from '../kit/own-writes.ts';
import { podsOnNode } from '../kit/pods-on-node.ts';
import {
  type Eviction,
  notReadyKey,
  unreachableKey,
  wantedEviction,
  wantedTaints,
} from './condition-taints.ts';
import type { EvictionPace } from './eviction-pace.ts';
import { readyStatus, withUnknownConditions } from './node-conditions.ts';
import type { NodeHealth } from './node-health.ts';
import { missingLabels } from './node-labels.ts';

export interface NodeReconcilerParts {
  readonly clock: Clock;
  readonly nodes: SharedInformer<V1Node>;
  readonly pods: Indexer<V1Pod>;
  readonly health: NodeHealth;
  readonly pace: EvictionPace;
  readonly recorder: EventRecorder;
}

/**
 * Marks nodes that are not heard of any more, and gives every node the taints that its state asks for, and its old labels. Mirrors
 * kubernetes pkg/controller/nodelifecycle (monitorNodeHealth).
 *
 * Differs: all taints are changed in one write; pods of a silent node are marked whenever it is looked at.
 */
export class NodeReconciler implements Reconciler {
  readonly #parts: NodeReconcilerParts;
  readonly #ownWrites = new OwnWrites();

  constructor(parts: NodeReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile({ name }: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { nodes, health } = this.#parts;
    const known = nodes.indexer.get(name);
    if (known === undefined) {
      this.#ownWrites.forget(name);
      return undefined;
    }
    // The event that is missing will come.
    if (!this.#ownWrites.seen(name)) return { requeueAfterMs: staleCacheRetryMs };
    const node = health.isSilent(name) ? await this.#markSilent(client, known, cause) : known;
    if (node === undefined) return undefined;
    if (readyStatus(node) === 'Unknown') await this.#markPods(client, name, cause);
    const result = await this.#taint(client, node);
    await this.#label(client, node);
    return result;
  }

  /** The node as it is then; undefined if it is gone. */
  async #markSilent(client: Client, known: V1Node, cause: Cause): Promise<V1Node | undefined> {
    const { clock, health, recorder } = this.#parts;
    const name = known.metadata?.name ?? '';
    const marked = await this.#write(
      client,
      known,
      (node) => {
        if (node !== known) health.sawNode(node);
        return health.isSilent(name) ? withUnknownConditions(node, clock.now()) : node;
      },
      (node) => client.updateStatus(coreV1.nodes, node),
    );
    if (marked !== undefined && readyStatus(known) === 'True' && readyStatus(marked) !== 'True') {
      const message = `Node ${name} status is now: NodeNotReady`;
      recorder.event(nodeReference(known), 'Normal', 'NodeNotReady', message, cause);
    }
    return marked;
  }

  /** Nobody is there to say of these pods that they are not ready, or why. Mirrors MarkPodsNotReady. */
  async #markPods(client: Client, node: string, cause: Cause): Promise<void> {
    const { pods, clock, recorder } = this.#parts;
    for (const pod of podsOnNode(pods, node)) {
      if (!isPodReady(pod)) continue;
      const condition = { type: 'Ready', status: 'False', lastTransitionTime: formatTime(clock.now()) };
      try {
        await patchPodStatus(client, pod, { conditions: [condition] });
      } catch (error) {
        if (isPodGone(error)) continue;
        throw error;
      }
      const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
      const reference = { apiVersion: 'v1', kind: 'Pod', name, namespace, uid };
      recorder.event(reference, 'Warning', 'NodeNotReady', 'Node is not ready', cause);
    }
  }

  async #taint(client: Client, node: V1Node): Promise<ReconcileResult> {
    const { clock } = this.#parts;
    const turn = new Turn(this.#parts, node.metadata?.name ?? '');
    const written = await this.#write(
      client,
      node,
      (current) => {
        const before = current.spec?.taints ?? noTaints;
        const taints = wantedTaints(before, current, this.#eviction(current, turn), clock.now());
        return taints === before ? current : { ...current, spec: { ...current.spec, taints } };
      },
      ({ metadata, spec }) => {
        const { name = '', resourceVersion } = metadata ?? {};
        const body = { metadata: { resourceVersion }, spec: { taints: spec?.taints } };
        return client.patch(coreV1.nodes, { name }, { type: 'strategic', body });
      },
    );
    const waits = written !== undefined && turn.waitMs > 0 && !isEvicting(written);
    return waits ? { requeueAfterMs: turn.waitMs } : undefined;
  }

  /** Mirrors reconcileNodeLabels. */
  async #label(client: Client, { metadata }: V1Node): Promise<void> {
    const labels = missingLabels(metadata?.labels);
    if (labels === undefined) return;
    const body = { metadata: { labels } };
    await client
      .patch(coreV1.nodes, { name: metadata?.name ?? '' }, { type: 'strategic', body })
      .catch(ignoreNotFound);
  }

  /** By which taint pods are to be moved off the node now. */
  #eviction(node: V1Node, turn: Turn): Eviction {
    const wanted = wantedEviction(node);
    if (wanted === undefined || this.#parts.pace.allDisrupted) return undefined;
    // To swap the one for the other moves no pod that was not being moved.
    return isEvicting(node) || turn.take() ? wanted : undefined;
  }

  /**
   * Writes what `change` makes of the node, of the newest state if the one at hand is not. Nothing is written where
   * nothing changes.
   */
  async #write(
    client: Client,
    node: V1Node,
    change: (node: V1Node) => V1Node,
    write: (node: V1Node) => Promise<V1Node>,
  ): Promise<V1Node | undefined> {
    let known: V1Node | undefined = node;
    const attempt = async () => {
      const current = known ?? (await find(client, node));
      known = undefined;
      if (current === undefined) return undefined;
      const next = change(current);
      if (next === current) return current;
      const written = await write(next);
      this.#ownWrites.wrote(written.metadata?.name ?? '', this.#parts.nodes, written);
      return written;
    };
    return retryOnConflict(attempt).catch(ignoreNotFound);
  }
}

const noTaints: readonly V1Taint[] = Object.freeze([]);

/** A node's turn to be evacuated, taken at most once however often its taints are worked out. */
class Turn {
  readonly #parts: Pick<NodeReconcilerParts, 'pace' | 'clock'>;
  readonly #node: string;
  #taken: boolean | undefined;
  /** When to ask again; 0: it is not a matter of time. */
  waitMs = 0;

  constructor(parts: Pick<NodeReconcilerParts, 'pace' | 'clock'>, node: string) {
    this.#parts = parts;
    this.#node = node;
  }

  take(): boolean {
    if (this.#taken === undefined) {
      const { pace, clock } = this.#parts;
      const waitMs = pace.takeTurn(this.#node, clock.now());
      this.#taken = waitMs === 0;
      this.waitMs = waitMs ?? 0;
    }
    return this.#taken;
  }
}

/** The very node, as it is now. */
async function find(client: Client, { metadata }: V1Node): Promise<V1Node | undefined> {
  const live = await client.get(coreV1.nodes, { name: metadata?.name ?? '' }).catch(ignoreNotFound);
  return live?.metadata?.uid === metadata?.uid ? live : undefined;
}

function isEvicting(node: V1Node): boolean {
  return (node.spec?.taints ?? []).some(
    ({ key, effect }) => effect === 'NoExecute' && (key === notReadyKey || key === unreachableKey),
  );
}

/** As events name a node. */
export function nodeReference({ metadata }: V1Node) {
  const { name = '', uid = '' } = metadata ?? {};
  return { apiVersion: 'v1', kind: 'Node', name, uid };
}
