import type { V1ResourceQuota, V1ResourceQuotaStatus } from '../../api/index.ts';
import { quantityOf } from '../../apimachinery/index.ts';
import {
  type Amounts,
  addAmounts,
  amountsOf,
  listOfAmounts,
  maskedAmounts,
  type QuotaEvaluator,
  sameAmounts,
} from '../../component-helpers/index.ts';

/** What objects of a resource in the quota's namespace use that are in its scopes. */
export interface Counted {
  readonly evaluator: QuotaEvaluator;
  readonly used: Amounts;
}

const nothing = quantityOf(0);

/**
 * The quota's status with what is used now; the very same where it says so already. What cannot be counted stays as it was.
 * Mirrors kubernetes pkg/controller/resourcequota (syncResourceQuota) and k8s.io/apiserver pkg/quota/v1 (CalculateUsage).
 */
export function quotaStatus(
  { spec = {}, status }: V1ResourceQuota,
  counted: readonly Counted[],
): V1ResourceQuotaStatus {
  const hard = amountsOf(spec.hard);
  const names = [...hard.keys()];
  const before = amountsOf(status?.used);
  const used = maskedAmounts(before, names);
  const sum: Amounts = new Map();
  for (const { used: total } of counted) addAmounts(sum, total);
  for (const { evaluator } of counted) {
    for (const name of evaluator.matching(names)) used.set(name, sum.get(name) ?? nothing);
  }
  const isTold = status?.hard !== undefined && status.used !== undefined;
  if (isTold && sameAmounts(hard, amountsOf(status.hard)) && sameAmounts(used, before)) return status;
  return { hard: listOfAmounts(hard), used: listOfAmounts(used) };
}
