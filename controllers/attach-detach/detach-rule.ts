import type { V1Node } from '../../api/index.ts';
import { isConditionTrue } from '../../apimachinery/index.ts';
import type { Attachment } from './attachments.ts';

/** How long a node is given to let go of a volume: DefaultTimerConfig's ReconcilerMaxWaitForUnmountDuration. */
const unmountMsMax = 360_000;

/** Whether an attachment that is not wanted any more may go: if so, whether the node has to be asked first; if not, when to look again. */
export type DetachRule =
  | { readonly mayGo: true; readonly verify: boolean }
  /** Undefined: only the node can change that. */
  | { readonly mayGo: false; readonly againMs: number | undefined };

/**
 * A volume that its node still uses stays, unless the node is out of service, or has not been well for six minutes. Mirrors
 * kubernetes pkg/controller/volume/attachdetach/reconciler (reconcile).
 */
export function detachRule(
  { mounted, unwantedSinceMs = 0 }: Attachment,
  node: V1Node | undefined,
  nowMs: number,
): DetachRule {
  const waitedMs = nowMs - unwantedSinceMs;
  const isLate = waitedMs > unmountMsMax;
  const isHealthy = isConditionTrue(node?.status?.conditions, 'Ready');
  const isOutOfService =
    node?.spec?.taints?.some(({ key }) => key === 'node.kubernetes.io/out-of-service') === true;
  if (mounted && !(isLate && !isHealthy) && !isOutOfService)
    return { mayGo: false, againMs: isHealthy ? undefined : unmountMsMax - waitedMs + 1 };
  return { mayGo: true, verify: !isLate && !isOutOfService };
}
