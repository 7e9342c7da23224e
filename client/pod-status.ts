import { coreV1, type V1Pod, type V1PodExtendedResourceClaimStatus } from '../api/index.ts';
import { isConflict, isNotFound, objectKey, StatusError } from '../apimachinery/index.ts';
import type { Client } from './client.ts';

/** Changes what is given of a pod's status; of that very pod only: see `isPodGone`. */
export async function patchPodStatus(
  client: Client,
  pod: V1Pod,
  changes: {
    readonly phase?: string;
    readonly conditions?: readonly object[];
    readonly nominatedNodeName?: string | null;
    readonly extendedResourceClaimStatus?: V1PodExtendedResourceClaimStatus;
  },
): Promise<V1Pod> {
  const body = { metadata: { uid: pod.metadata?.uid }, status: changes };
  return client.patch(coreV1.pods, objectKey(pod), { type: 'strategic', body }, { subresource: 'status' });
}

/**
 * Whether what was asked of one pod, by its uid, failed because that pod is gone, be it that another has its name: a delete
 * conflicts with the uid it names then, and a patch would change the uid, which is invalid.
 */
export function isPodGone(error: unknown): boolean {
  if (isNotFound(error) || isConflict(error)) return true;
  if (!(error instanceof StatusError)) return false;
  return error.status.details?.causes?.some(({ field }) => field === 'metadata.uid') ?? false;
}
