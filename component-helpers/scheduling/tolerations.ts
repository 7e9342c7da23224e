import type { V1Taint, V1Toleration } from '../../api/index.ts';

type TaintLike = Pick<V1Taint, 'key' | 'effect' | 'value'>;

/**
 * Mirrors k8s.io/api core/v1 (Toleration.ToleratesTaint). The operators `Lt` and `Gt` tolerate nothing, as without the
 * feature gate TaintTolerationComparisonOperators.
 */
export function tolerates(toleration: V1Toleration, taint: TaintLike): boolean {
  const { effect = '', key = '', operator = '', value = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return (operator === '' || operator === 'Equal') && value === (taint.value ?? '');
}

/** Mirrors k8s.io/component-helpers scheduling/corev1 (TolerationsTolerateTaint). */
export function toleratesAny(tolerations: readonly V1Toleration[], taint: TaintLike): boolean {
  for (const toleration of tolerations) if (tolerates(toleration, taint)) return true;
  return false;
}

/** Whether every one of the taints is tolerated. Mirrors FindMatchingUntoleratedTaint. */
export function toleratesAll(tolerations: readonly V1Toleration[], taints: readonly TaintLike[]): boolean {
  for (const taint of taints) if (!toleratesAny(tolerations, taint)) return false;
  return true;
}

/** Whether a taint keeps new pods away. Mirrors kubernetes pkg/scheduler/framework/plugins/helper (DoNotScheduleTaintsFilterFunc). */
export function keepsPodsAway({ effect }: V1Taint): boolean {
  return effect === 'NoSchedule' || effect === 'NoExecute';
}

/** By what the API takes for the same taint: key and effect. Mirrors k8s.io/api core/v1 (Taint.MatchTaint). */
export function sameTaint(a: V1Taint, b: V1Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}
