import type { V1Condition, V1PodDisruptionBudgetStatus } from '../../api/index.ts';
import { findCondition, setCondition } from '../../apimachinery/index.ts';

/** The one condition of a disruption budget. */
export const disruptionAllowed = 'DisruptionAllowed';

/**
 * The status with the condition that its number of allowed disruptions comes to. Mirrors k8s.io/component-helpers
 * apps/poddisruptionbudget (UpdateDisruptionAllowedCondition).
 */
export function withDisruptionAllowed(
  status: V1PodDisruptionBudgetStatus,
  nowText: string,
): V1PodDisruptionBudgetStatus {
  const { observedGeneration, conditions } = status;
  const condition = {
    type: disruptionAllowed,
    ...verdict(status),
    message: '',
    ...(observedGeneration !== undefined && { observedGeneration }),
    lastTransitionTime: nowText,
  };
  return { ...status, conditions: [...setCondition<V1Condition>(conditions, condition, nowText)] };
}

/** Whether the condition says what the status says. Mirrors ConditionsAreUpToDate. */
export function tellsDisruptionAllowed(status: V1PodDisruptionBudgetStatus): boolean {
  const told = findCondition(status.conditions, disruptionAllowed);
  const wanted = verdict(status);
  return told?.status === wanted.status && told.reason === wanted.reason;
}

function verdict({
  disruptionsAllowed = 0,
}: V1PodDisruptionBudgetStatus): Pick<V1Condition, 'status' | 'reason'> {
  return disruptionsAllowed > 0
    ? { status: 'True', reason: 'SufficientPods' }
    : { status: 'False', reason: 'InsufficientPods' };
}
