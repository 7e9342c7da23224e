import type { V1PodSpec } from '../../api/index.ts';
import { type Amounts, addAmounts, amountsOf, type ResourceList } from './amounts.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

/**
 * Guaranteed: every container has limits of cpu and memory, and together they ask for what they are limited to.
 * BestEffort: none has any. Else Burstable. What the pod says of itself as a whole counts instead.
 * Mirrors kubernetes pkg/apis/core/v1/helper/qos (ComputePodQOS).
 */
export function qosClass({ containers, initContainers = [], resources }: V1PodSpec): QosClass {
  const requests: Amounts = new Map();
  const limits: Amounts = new Map();
  let limited = true;
  for (const one of resources === undefined ? [...(containers ?? []), ...initContainers] : [{ resources }]) {
    addAmounts(requests, computeAmounts(one.resources?.requests));
    const ownLimits = computeAmounts(one.resources?.limits);
    addAmounts(limits, ownLimits);
    if (ownLimits.size < 2) limited = false;
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const equal = [...requests].every(([name, amount]) => limits.get(name)?.equals(amount) === true);
  return limited && equal && requests.size === limits.size ? 'Guaranteed' : 'Burstable';
}

/** Cpu and memory, where there is more than nothing of it. */
function computeAmounts(list: ResourceList | undefined): Amounts {
  const amounts = amountsOf(list);
  for (const [name, amount] of amounts) {
    if ((name !== 'cpu' && name !== 'memory') || amount.sign <= 0) amounts.delete(name);
  }
  return amounts;
}
