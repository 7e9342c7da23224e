import { coreV1, type V1Job, type V1Pod } from '../../api/index.ts';
import { controllerOf, objectKey } from '../../apimachinery/index.ts';
import type { Client, Indexer, SharedInformer } from '../../client/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';
import { indexPodsByController } from '../kit/controller-index.ts';
import { withoutFinalizers } from '../kit/without-finalizers.ts';

/** Holds a pod of a job until the job has counted it: as long as a pod has it, it is in no counter of the status. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

/** Whether the job has not let the pod go. */
export function isTracked({ metadata }: V1Pod): boolean {
  return metadata?.finalizers?.includes(trackingFinalizer) === true;
}

/** Lets a pod go. Mirrors kubernetes pkg/controller/job (removeTrackingFinalizerPatch). */
export function untrack(client: Client, pod: V1Pod): Promise<V1Pod> {
  const body = { metadata: withoutFinalizers([trackingFinalizer]) };
  return client.patch(coreV1.pods, objectKey(pod), { type: 'strategic', body });
}

const index = 'job';

/**
 * Makes the informer find the pods of jobs: without those that are over and counted, on which nothing depends any more and
 * of which there may be thousands, and those that nobody controls. Mirrors kubernetes pkg/controller (AddPodControllerIndexer).
 *
 * Differs: a pod that failed and lost its finalizer by others' hands before the job has seen it fail, is not judged by the
 * podFailurePolicy.
 */
export function indexJobPods(pods: SharedInformer<V1Pod>): void {
  indexPodsByController(pods);
  pods.addIndexers({ [index]: jobUids });
}

const none: readonly string[] = Object.freeze([]);

function jobUids(pod: V1Pod): readonly string[] {
  const controller = controllerOf(pod);
  if (controller?.kind !== 'Job' || (isPodTerminal(pod) && !isTracked(pod))) return none;
  return [controller.uid];
}

/** The pods that a job controls and that are not over and counted. */
export function podsOfJob(pods: Indexer<V1Pod>, { metadata }: V1Job): readonly V1Pod[] {
  return pods.byIndex(index, metadata?.uid ?? '');
}
