import { appsV1, coreV1, type V1Pod, type V1ReplicaSet } from '../../api/index.ts';
import { hasStatusCause, isNotFound, keyOf, newControllerRef, objectKey } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import type { UidTrackingControllerExpectations } from '../kit/expectations.ts';
import type { Report } from '../kit/report.ts';
import { slowStartBatch, slowStartInitialBatchSize } from '../kit/slow-start-batch.ts';
import { podFromTemplate } from './pod-from-template.ts';

/** The ReplicaSet whose pods are made or deleted, and who does it. */
export interface ManageContext {
  readonly replicaSet: V1ReplicaSet;
  readonly client: Client;
  readonly report: Report;
  readonly expectations: UidTrackingControllerExpectations;
  readonly onWrite: (pod: V1Pod) => void;
}

/**
 * Creates `count` pods, slowly at first; what was not created will not be expected. Rejects with the first failure.
 * Mirrors kubernetes pkg/controller/replicaset (manageReplicas) and pkg/controller (RealPodControl.CreatePods).
 */
export async function createPods(context: ManageContext, count: number): Promise<void> {
  const { replicaSet, expectations } = context;
  const key = keyOf(replicaSet);
  expectations.expectCreations(key, count);
  const pod = podFromTemplate(replicaSet, newControllerRef(replicaSet, appsV1.replicaSets));
  const { successes, error } = await slowStartBatch(count, slowStartInitialBatchSize, () =>
    createPod(context, pod),
  );
  for (let skipped = successes; skipped < count; skipped++) expectations.creationObserved(key);
  if (error !== undefined) throw error;
}

/**
 * Deletes the pods, all at once; those that are gone already are no failure. Rejects with one of the failures.
 * Mirrors kubernetes pkg/controller/replicaset (manageReplicas) and pkg/controller (RealPodControl.DeletePod).
 */
export async function deletePods(context: ManageContext, pods: readonly V1Pod[]): Promise<void> {
  const key = keyOf(context.replicaSet);
  context.expectations.expectDeletions(key, pods.map(keyOf));
  const results = await Promise.allSettled(pods.map((pod) => deletePod(context, key, pod)));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function createPod({ client, report, onWrite }: ManageContext, pod: V1Pod): Promise<void> {
  if (Object.keys(pod.metadata?.labels ?? {}).length === 0)
    throw new Error('unable to create pods, no labels');
  try {
    const created = await client.create(coreV1.pods, pod);
    onWrite(created);
    report('Normal', 'SuccessfulCreate', `Created pod: ${created.metadata?.name}`);
  } catch (error) {
    // Every creation will fail until the namespace is gone, and the ReplicaSet with it.
    if (hasStatusCause(error, 'NamespaceTerminating')) return;
    report('Warning', 'FailedCreate', `Error creating: ${messageOf(error)}`);
    throw error;
  }
}

async function deletePod(context: ManageContext, key: string, pod: V1Pod): Promise<void> {
  const { client, report, expectations } = context;
  try {
    await client.delete(coreV1.pods, objectKey(pod));
    report('Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata?.name}`);
  } catch (error) {
    // This deletion will not be seen, or was seen before.
    expectations.deletionObserved(key, keyOf(pod));
    if (isNotFound(error)) return;
    report('Warning', 'FailedDelete', `Error deleting: ${messageOf(error)}`);
    throw new Error(`unable to delete pods: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
