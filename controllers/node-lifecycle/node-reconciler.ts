import { coreV1, type V1Node, type V1Pod } from '../../api/index.ts';
import { isConflict, isNotFound } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, Indexer, SharedInformer } from '../../client/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Cause, Clock } from '../../environment/index.ts';
import { changedCondition, patchPodStatus } from '../nodes/pod-condition.ts';
import { podsOnNode } from '../nodes/pods-on-node.ts';
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

export interface NodeReconcilerParts {
  readonly clock: Clock;
  readonly nodes: SharedInformer<V1Node>;
  readonly pods: Indexer<V1Pod>;
  readonly health: NodeHealth;
  readonly pace: EvictionPace;
  readonly recorder: EventRecorder;
}

/** Kubelets and people write nodes, too, but hardly so often in a row. Mirrors NodeHealthUpdateRetry. */
const writeTriesMax = 5;

/**
 * Marks nodes that are not heard of any more, and gives every node the taints that its state asks for. Mirrors
 * kubernetes pkg/controller/nodelifecycle (monitorNodeHealth).
 *
 * Differs: all taints are changed in one write; pods of a silent node are marked whenever it is looked at.
 */
export class NodeReconciler implements Reconciler {
  readonly #parts: NodeReconcilerParts;

  constructor(parts: NodeReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile({ name }: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { nodes, health } = this.#parts;
    const known = nodes.indexer.get(name);
    if (known === undefined) return undefined;
    const node = health.isSilent(name) ? await this.#markSilent(client, known, cause) : known;
    if (node === undefined) return undefined;
    if (readyStatus(node) === 'Unknown') await this.#markPods(client, name, cause);
    return this.#taint(client, node);
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

  /** Nobody is there to say of these pods that they are not ready. Mirrors MarkPodsNotReady. */
  async #markPods(client: Client, node: string, cause: Cause): Promise<void> {
    const { pods, clock, recorder } = this.#parts;
    for (const pod of podsOnNode(pods, node)) {
      if (!pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'))
        continue;
      const condition = changedCondition(pod, { type: 'Ready', status: 'False' }, clock.now());
      if (condition === undefined) continue;
      try {
        await patchPodStatus(client, pod, { conditions: [{ ...condition, reason: null, message: null }] });
      } catch (error) {
        if (isNotFound(error) || isConflict(error)) continue;
        throw error;
      }
      const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
      const reference = { apiVersion: 'v1', kind: 'Pod', name, namespace, uid };
      recorder.event(reference, 'Warning', 'NodeNotReady', 'Node is not ready', cause);
    }
  }

  async #taint(client: Client, node: V1Node): Promise<ReconcileResult> {
    const { clock } = this.#parts;
    const turn = this.#evictionTurn(node);
    await this.#write(
      client,
      node,
      (current) => {
        const wanted = wantedEviction(current);
        const eviction = turn.mayEvict ? wanted : undefined;
        const taints = wantedTaints(current, eviction, clock.now());
        return taints === current.spec?.taints || taints.length + (current.spec?.taints ?? []).length === 0
          ? current
          : { ...current, spec: { ...current.spec, taints } };
      },
      ({ metadata, spec }) => {
        const { name = '', resourceVersion } = metadata ?? {};
        const body = { metadata: { resourceVersion }, spec: { taints: spec?.taints } };
        return client.patch(coreV1.nodes, { name }, { type: 'strategic', body });
      },
    );
    return turn.waitMs === undefined ? undefined : { requeueAfterMs: turn.waitMs };
  }

  /** Whether the node may have a taint that moves pods off it, and if not, when to ask again. */
  #evictionTurn(node: V1Node): { readonly mayEvict: boolean; readonly waitMs?: number } {
    const { pace, clock } = this.#parts;
    const wanted: Eviction = wantedEviction(node);
    if (wanted === undefined || pace.allDisrupted) return { mayEvict: false };
    // To swap the one for the other moves no pod that was not being moved.
    if (isEvicting(node)) return { mayEvict: true };
    const waitMs = pace.takeTurn(node.metadata?.name ?? '', clock.now());
    if (waitMs === undefined) return { mayEvict: false };
    return waitMs === 0 ? { mayEvict: true } : { mayEvict: false, waitMs };
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
    let current = node;
    for (let tries = 1; ; tries++) {
      const next = change(current);
      if (next === current) return current;
      try {
        return await write(next);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        if (!isConflict(error) || tries >= writeTriesMax) throw error;
      }
      const live = await find(client, node);
      if (live === undefined) return undefined;
      current = live;
    }
  }
}

/** The very node, as it is now. */
async function find(client: Client, { metadata }: V1Node): Promise<V1Node | undefined> {
  try {
    const live = await client.get(coreV1.nodes, { name: metadata?.name ?? '' });
    return live.metadata?.uid === metadata?.uid ? live : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
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
