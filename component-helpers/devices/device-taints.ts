import type { V1DeviceTaint, V1DeviceToleration } from '../../api/index.ts';

/** Mirrors k8s.io/dynamic-resource-allocation resourceclaim (ToleratesTaint). The effect of the taint may be any. */
export function toleratesDeviceTaint(toleration: V1DeviceToleration, taint: V1DeviceTaint): boolean {
  const { effect = '', key = '', operator = 'Equal', value = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  return operator === 'Exists' || (operator === 'Equal' && value === (taint.value ?? ''));
}
