import type { V1ResourceQuota, V1ResourceQuotaStatus } from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import {
  type Amounts,
  addAmounts,
  amountsOf,
  isInScopes,
  listOfAmounts,
  maskedAmounts,
  type QuotaEvaluator,
  sameAmounts,
  scopesOf,
  zeroAmounts,
} from '../../component-helpers/index.ts';

/** The objects of a resource in the quota's namespace, and how they are counted. */
export interface Counted {
  readonly evaluator: QuotaEvaluator;
  readonly objects: readonly KubeObject[];
}

/**
 * The quota's status with what is used now; the very same where it says so already. What cannot be counted stays as it was.
 * Mirrors kubernetes pkg/controller/resourcequota (syncResourceQuota) and k8s.io/apiserver pkg/quota/v1 (CalculateUsage).
 */
export function quotaStatus(
  { spec = {}, status }: V1ResourceQuota,
  counted: readonly Counted[],
  nowMs: number,
): V1ResourceQuotaStatus {
  const hard = amountsOf(spec.hard);
  const names = [...hard.keys()];
  const before = amountsOf(status?.used);
  const used = maskedAmounts(before, names);
  const scopes = scopesOf(spec);
  for (const { evaluator, objects } of counted) {
    const own = evaluator.matching(names);
    const total: Amounts = zeroAmounts(own);
    for (const object of objects) {
      if (isInScopes(evaluator, scopes, object)) addAmounts(total, evaluator.usage(object, nowMs));
    }
    for (const [name, amount] of maskedAmounts(total, own)) used.set(name, amount);
  }
  const isTold = status?.hard !== undefined && status.used !== undefined;
  if (isTold && sameAmounts(hard, amountsOf(status.hard)) && sameAmounts(used, before)) return status;
  return { hard: listOfAmounts(hard), used: listOfAmounts(used) };
}
