import type { PodInfo } from '../cache/pod-info.ts';
import type { CycleState } from './cycle-state.ts';
import { runFilters } from './framework.ts';
import type { Snapshot } from './handle.ts';
import type { ScoredNodes } from './scored-nodes.ts';

/** Scores that are older say too little of nodes. As upstream. */
const ageMsMax = 500;

/**
 * What a search has found besides the node that was taken: the best of these is the next pod's, without another search, if that
 * is as the pod before and there is no room for it where that went. If there were, nobody would know the score of that node now.
 * It is good for the very next attempt only, and goes on while each pod takes the node it is offered.
 * Mirrors kubernetes pkg/scheduler/framework/runtime (OpportunisticBatch).
 */
export class Batch {
  readonly #signature: string;
  #lastNode: string;
  readonly #others: ScoredNodes;
  readonly #madeAtMs: number;

  constructor(signature: string, nodeName: string, others: ScoredNodes, nowMs: number) {
    this.#signature = signature;
    this.#lastNode = nodeName;
    this.#others = others;
    this.#madeAtMs = nowMs;
  }

  /** The node to try first, which then is not offered again; undefined: the batch is of no use to this pod. */
  offer(
    signature: string | undefined,
    state: CycleState,
    pod: PodInfo,
    snapshot: Pick<Snapshot, 'node'>,
    nowMs: number,
  ): string | undefined {
    if (this.#others.isEmpty || signature !== this.#signature) return undefined;
    if (nowMs - this.#madeAtMs > ageMsMax) return undefined;
    const last = snapshot.node(this.#lastNode);
    if (last === undefined || runFilters(state.filters, state, pod, last)?.rejected !== true)
      return undefined;
    this.#lastNode = this.#others.take().name;
    return this.#lastNode;
  }
}
