import { nodeScoreMax } from './plugin.ts';

/**
 * Scales scores so that the greatest becomes 100, in whole numbers; `reverse` turns them round, so that the greatest
 * becomes 0. Mirrors kubernetes pkg/scheduler/framework/plugins/helper (DefaultNormalizeScore).
 */
export function normalizeScores(scores: number[], reverse: boolean): void {
  let greatest = 0;
  for (const score of scores) if (score > greatest) greatest = score;
  for (let at = 0; at < scores.length; at++) {
    const scaled = greatest === 0 ? 0 : Math.trunc((nodeScoreMax * (scores[at] ?? 0)) / greatest);
    scores[at] = reverse ? nodeScoreMax - scaled : scaled;
  }
}
