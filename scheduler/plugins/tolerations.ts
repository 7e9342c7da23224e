import type { V1Taint, V1Toleration } from '../../api/index.ts';

type TaintLike = Pick<V1Taint, 'key' | 'effect' | 'value'>;

/**
 * Mirrors k8s.io/component-helpers scheduling/corev1 (ToleratesTaint). Differs: the operators `Lt` and `Gt`, which a
 * feature gate switches on, tolerate nothing.
 */
export function tolerates(toleration: V1Toleration, taint: TaintLike): boolean {
  const { effect = '', key = '', operator = '', value = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return (operator === '' || operator === 'Equal') && value === (taint.value ?? '');
}

export function toleratesAny(tolerations: readonly V1Toleration[], taint: TaintLike): boolean {
  for (const toleration of tolerations) if (tolerates(toleration, taint)) return true;
  return false;
}

/** Whether every one of the taints is tolerated. */
export function toleratesAll(tolerations: readonly V1Toleration[], taints: readonly TaintLike[]): boolean {
  for (const taint of taints) if (!toleratesAny(tolerations, taint)) return false;
  return true;
}
