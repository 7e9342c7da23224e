import type { PreemptionCandidate } from '../../framework/plugin.ts';
import { startMs } from './importance.ts';

/** Makes every priority positive: a few pods of negative priority are no better than less of them. */
const priorityShift = 2 ** 31;

/** What counts, one after the other: the more, the better. */
const criteria: readonly ((candidate: PreemptionCandidate, nowMs: number) => number)[] = [
  ({ violations }) => -violations,
  ({ victims }) => -highestPriority(victims),
  ({ victims }) => -victims.reduce((sum, { priority }) => sum + priority + priorityShift, 0),
  ({ victims }) => -victims.length,
  earliestStartMs,
];

/**
 * The node where the least harm is done: fewest broken budgets, then the lowest of the victims' highest priorities, the
 * lowest sum of them, the fewest victims, and the one whose most important victim began last; then the first.
 * Mirrors pickOneNodeForPreemption.
 */
export function pickCandidate(
  candidates: readonly PreemptionCandidate[],
  nowMs: number,
): PreemptionCandidate | undefined {
  let left = candidates;
  for (const criterion of criteria) {
    if (left.length < 2) break;
    const scores = left.map((candidate) => criterion(candidate, nowMs));
    const best = scores.reduce((a, b) => Math.max(a, b));
    left = left.filter((_candidate, at) => scores[at] === best);
  }
  return left[0];
}

function highestPriority([first]: PreemptionCandidate['victims']): number {
  return first?.priority ?? 0;
}

/** Of the victims of the highest priority. Mirrors util.GetEarliestPodStartTime. */
function earliestStartMs({ victims }: PreemptionCandidate, nowMs: number): number {
  const highest = highestPriority(victims);
  return victims.reduce(
    (earliest, victim) =>
      victim.priority === highest ? Math.min(earliest, startMs(victim, nowMs)) : earliest,
    Number.POSITIVE_INFINITY,
  );
}
