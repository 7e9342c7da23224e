import type { KubeObject } from '../../apimachinery/index.ts';
import type { ServedKind } from '../registry/served-kind.ts';

/**
 * True if deletion was asked for and nothing is left to wait for: no finalizers, no grace period. Every update that
 * ends here removes the object instead of writing it.
 */
export function isReleased(kind: ServedKind, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata ?? {};
  if (deletionTimestamp === undefined || finalizers.length > 0 || deletionGracePeriodSeconds > 0)
    return false;
  return !(kind.strategy.keepsUntilFinalized?.(object) ?? false);
}
