import type { NodeInfo } from './cache/node-info.ts';

/** How many of the best nodes a trace names. */
const topCount = 3;

/** The best nodes and their scores, best first; who is first among equals is not promised to be the one taken. */
export function topScores(
  nodes: readonly NodeInfo[],
  scores: readonly number[],
): readonly { readonly node: string; readonly score: number }[] {
  const best: { node: string; score: number }[] = [];
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] as number;
    if (best.length === topCount && score <= (best[topCount - 1]?.score ?? 0)) continue;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.score ?? 0) < score) place--;
    best.splice(place, 0, { node: nodes[at]?.name ?? '', score });
    if (best.length > topCount) best.pop();
  }
  return best;
}
