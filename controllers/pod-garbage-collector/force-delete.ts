import { coreV1, type V1Pod } from '../../api/index.ts';
import { formatTime, objectKey } from '../../apimachinery/index.ts';
import { type Client, isPodGone, patchPodStatus } from '../../client/index.ts';
import { changedPodCondition, type PodConditionText } from '../../component-helpers/index.ts';

/**
 * Says that the pod has failed, if it has not ended, and removes it. A pod that is gone is fine. Mirrors kubernetes
 * pkg/controller/podgc (markFailedAndDeletePodWithCondition).
 */
export async function forceDelete(
  client: Client,
  pod: V1Pod,
  nowMs: number,
  why?: PodConditionText,
): Promise<void> {
  const { phase } = pod.status ?? {};
  const uid = pod.metadata?.uid ?? '';
  try {
    if (phase !== 'Succeeded' && phase !== 'Failed') {
      const condition = why && changedPodCondition(pod, why, formatTime(nowMs));
      const conditions = condition === undefined ? {} : { conditions: [condition] };
      await patchPodStatus(client, pod, { phase: 'Failed', ...conditions });
    }
    const options = { gracePeriodSeconds: 0, preconditions: { uid } };
    await client.delete(coreV1.pods, objectKey(pod), options);
  } catch (error) {
    if (!isPodGone(error)) throw error;
  }
}
