import type { V1Pod } from '../../api/index.ts';

/** Of a pod that a kubelet made for one of its own. */
export const mirrorAnnotation = 'kubernetes.io/config.mirror';
/** Where a kubelet has a pod from. */
export const sourceAnnotation = 'kubernetes.io/config.source';
/** That of `system-cluster-critical`. */
const criticalPriority = 2_000_000_000;

/** Whether a pod is never evicted. Mirrors kubernetes pkg/kubelet/types (IsCriticalPod). */
export function isCriticalPod({ metadata, spec }: V1Pod): boolean {
  const annotations = metadata?.annotations;
  if (annotations?.[mirrorAnnotation] !== undefined) return true;
  return (annotations?.[sourceAnnotation] ?? 'api') !== 'api' || (spec?.priority ?? 0) >= criticalPriority;
}
