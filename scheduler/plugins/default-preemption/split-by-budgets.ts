import type { V1PodDisruptionBudget } from '../../../api/index.ts';
import type { Labels } from '../../../apimachinery/index.ts';
import { matcherOf } from '../../../component-helpers/index.ts';
import type { PodInfo } from '../../cache/pod-info.ts';

/** A budget, and how many pods it would still let go. */
interface Allowance {
  readonly budget: V1PodDisruptionBudget;
  allowed: number;
}

/**
 * Which pods could not go without breaking a budget, if all of them went in this order. One that the API server is letting
 * go already breaks none. Mirrors filterPodsWithPDBViolation.
 */
export function splitByBudgets(
  pods: readonly PodInfo[],
  budgets: readonly V1PodDisruptionBudget[],
): { readonly violating: readonly PodInfo[]; readonly harmless: readonly PodInfo[] } {
  const allowances = budgets.map((budget) => ({
    budget,
    allowed: budget.status?.disruptionsAllowed ?? 0,
  }));
  const violating: PodInfo[] = [];
  const harmless: PodInfo[] = [];
  for (const pod of pods) (isTooMany(pod, allowances) ? violating : harmless).push(pod);
  return { violating, harmless };
}

/** Counts the pod on every budget it is under. */
function isTooMany({ pod: { metadata } }: PodInfo, allowances: readonly Allowance[]): boolean {
  const { labels = {}, namespace, name = '' } = metadata ?? {};
  if (Object.keys(labels).length === 0) return false;
  let tooMany = false;
  for (const allowance of allowances) {
    const { budget } = allowance;
    if (budget.metadata?.namespace !== namespace || !concerns(budget, labels)) continue;
    if (budget.status?.disruptedPods?.[name] !== undefined) continue;
    if (--allowance.allowed < 0) tooMany = true;
  }
  return tooMany;
}

/** A selector that is none, or that selects everything, is about nobody here. */
function concerns({ spec }: V1PodDisruptionBudget, labels: Labels): boolean {
  const matcher = matcherOf(spec?.selector);
  return matcher !== undefined && !matcher.everything && matcher.matches(labels);
}
