import { coreV1, type V1Pod } from '../../api/index.ts';
import { hasStatusCause, isNotFound, messageOf, objectKey } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import type { Report } from './report.ts';

/**
 * Creates a pod and tells of it on its owner. Resolves with undefined where the namespace is going: every creation will
 * fail until it is gone, and the owner with it. Mirrors kubernetes pkg/controller (RealPodControl.CreatePods).
 */
export async function createPod(client: Client, report: Report, pod: V1Pod): Promise<V1Pod | undefined> {
  if (Object.keys(pod.metadata?.labels ?? {}).length === 0)
    throw new Error('unable to create pods, no labels');
  try {
    const created = await client.create(coreV1.pods, pod);
    report('Normal', 'SuccessfulCreate', `Created pod: ${created.metadata?.name}`);
    return created;
  } catch (error) {
    if (hasStatusCause(error, 'NamespaceTerminating')) return undefined;
    report('Warning', 'FailedCreate', `Error creating: ${messageOf(error)}`);
    throw error;
  }
}

/**
 * Deletes a pod and tells of it on its owner. Rejects with NotFound for one that is gone, of which nothing is told.
 * Mirrors kubernetes pkg/controller (RealPodControl.DeletePod).
 */
export async function deletePod(client: Client, report: Report, pod: V1Pod): Promise<void> {
  try {
    await client.delete(coreV1.pods, objectKey(pod));
    report('Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata?.name}`);
  } catch (error) {
    if (isNotFound(error)) throw error;
    report('Warning', 'FailedDelete', `Error deleting: ${messageOf(error)}`);
    throw new Error(`unable to delete pods: ${messageOf(error)}`, { cause: error });
  }
}
