import { appsV1, type V1ReplicaSet, type V1ReplicaSetStatus } from '../../api/index.ts';
import { objectKey } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';

/**
 * How often the status is tried again on a fresh copy before the whole sync is: a conflict with one other writer is
 * common, a second one means that more has changed than the status knows of.
 */
const retries = 1;

/**
 * Writes the status, unless it is the one the ReplicaSet has, and resolves with the ReplicaSet as it is then. Mirrors
 * kubernetes pkg/controller/replicaset (updateReplicaSetStatus).
 */
export async function updateReplicaSetStatus(
  client: Client,
  replicaSet: V1ReplicaSet,
  status: V1ReplicaSetStatus,
): Promise<V1ReplicaSet> {
  if (replicaSet.status === status) return replicaSet;
  let current = replicaSet;
  for (let attempt = 0; ; attempt++) {
    try {
      return await client.updateStatus(appsV1.replicaSets, { ...current, status });
    } catch (error) {
      if (attempt >= retries) throw error;
      current = await client.get(appsV1.replicaSets, objectKey(replicaSet));
      // Another one of the same name has its own status.
      if (current.metadata?.uid !== replicaSet.metadata?.uid) throw error;
    }
  }
}
