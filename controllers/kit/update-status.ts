import { type KubeObject, objectKey, type ResourceType } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';

/**
 * How often the status is tried again on a fresh copy before the whole sync is: a conflict with one other writer is
 * common, a second one means that more has changed than the status knows of.
 */
const retries = 1;

/**
 * Writes the status, unless it is the one the object has, and resolves with the object as it is then. Mirrors
 * kubernetes pkg/controller/replicaset (updateReplicaSetStatus) and its siblings.
 */
export async function updateStatus<S, T extends KubeObject & { readonly status?: S }>(
  client: Client,
  type: ResourceType<T>,
  object: T,
  status: S,
): Promise<T> {
  if (object.status === status) return object;
  let current = object;
  for (let attempt = 0; ; attempt++) {
    try {
      return await client.updateStatus(type, { ...current, status });
    } catch (error) {
      if (attempt >= retries) throw error;
      current = await client.get(type, objectKey(object));
      // Another one of the same name has its own status.
      if (current.metadata?.uid !== object.metadata?.uid) throw error;
    }
  }
}
