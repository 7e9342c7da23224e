import { coreV1, type V1Pod, type V1PodCondition } from '../../api/index.ts';
import { formatTime, isConflict, isNotFound, objectKey, StatusError } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';

/** What is said of a pod, as far as it is not derived. */
export type PodConditionText = Pick<V1PodCondition, 'type' | 'status' | 'reason' | 'message'>;

/**
 * The condition as it would stand in the pod's status, or undefined if nothing would change. Mirrors kubernetes
 * pkg/api/v1/pod (UpdatePodCondition).
 */
export function changedCondition(
  pod: V1Pod,
  text: PodConditionText,
  nowMs: number,
): V1PodCondition | undefined {
  const old = pod.status?.conditions?.find(({ type }) => type === text.type);
  const same = old?.status === text.status;
  if (same && old.reason === text.reason && old.message === text.message) return undefined;
  const lastTransitionTime = (same ? old.lastTransitionTime : undefined) ?? formatTime(nowMs);
  const { generation } = pod.metadata ?? {};
  return {
    ...text,
    lastTransitionTime,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
}

/** Changes what is given of a pod's status; of that very pod only: see `isGone`. */
export async function patchPodStatus(
  client: Client,
  pod: V1Pod,
  changes: { readonly phase?: string; readonly conditions?: readonly object[] },
): Promise<V1Pod> {
  const body = { metadata: { uid: pod.metadata?.uid }, status: changes };
  return client.patch(coreV1.pods, objectKey(pod), { type: 'strategic', body }, { subresource: 'status' });
}

/**
 * Whether what was asked of one pod, by its uid, failed because that pod is gone, be it that another has its name: a delete
 * conflicts with the uid it names then, and a patch would change the uid, which is invalid.
 */
export function isGone(error: unknown): boolean {
  if (isNotFound(error) || isConflict(error)) return true;
  if (!(error instanceof StatusError)) return false;
  return error.status.details?.causes?.some(({ field }) => field === 'metadata.uid') ?? false;
}
