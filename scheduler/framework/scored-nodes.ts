import type { Random } from '../../environment/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';

/** Nodes to be taken by their scores, the best first; who is first among equals is drawn. Mirrors kubernetes pkg/scheduler (sortedNodeScores). */
export class ScoredNodes {
  readonly #nodes: readonly NodeInfo[];
  /** By the order of the nodes; `taken` of those that are gone. */
  readonly #scores: number[];
  readonly #random: Random;
  #left: number;

  constructor(nodes: readonly NodeInfo[], scores: readonly number[], random: Random) {
    this.#nodes = nodes;
    this.#scores = [...scores];
    this.#random = random;
    this.#left = nodes.length;
  }

  get isEmpty(): boolean {
    return this.#left === 0;
  }

  /** Takes the best of those that are left; there must be one. */
  take(): NodeInfo {
    const at = this.#best();
    const node = this.#nodes[at];
    if (node === undefined) throw new Error('no node is left');
    this.#scores[at] = taken;
    this.#left--;
    return node;
  }

  #best(): number {
    const scores = this.#scores;
    let greatest = taken;
    let ties = 0;
    for (const score of scores) {
      if (score > greatest) {
        greatest = score;
        ties = 1;
      } else if (score === greatest) ties++;
    }
    if (greatest === taken) return -1;
    let skip = ties === 1 ? 0 : this.#random.integer(ties);
    return scores.findIndex((score) => score === greatest && skip-- === 0);
  }
}

const taken = Number.NEGATIVE_INFINITY;
