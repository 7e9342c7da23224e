import type { V1Job, V1Pod } from '../../api/index.ts';
import { controllerOf, ignoreNotFound, keyOf } from '../../apimachinery/index.ts';
import { exponentialRateLimiter, type SharedInformer } from '../../client/index.ts';
import { type Controller, causeOf, createController, type Manager } from '../../controller-runtime/index.ts';
import { isJobFinished } from '../kit/finished-job.ts';
import { ownerKey } from '../kit/owner-events.ts';
import { isManagedByOthers } from './managed-by.ts';
import { isTracked, untrack } from './tracked-pods.ts';

/** A failure is tried again after so long, then twice as long, and so on. Kubernetes' own numbers. */
export const retryMs = 1000;
export const retryMsMax = 60_000;

/** Lets pods go which their job will not: it is done or gone, or has lost them. */
export interface OrphanPods {
  readonly controller: Controller;
  add(pod: V1Pod): void;
}

/** Adds it to the manager. Mirrors kubernetes pkg/controller/job (syncOrphanPod). */
export function addOrphanPods(
  manager: Manager,
  jobs: SharedInformer<V1Job>,
  pods: SharedInformer<V1Pod>,
): OrphanPods {
  const controller = createController<string>(manager, 'job-orphan-pods', {
    userAgent: 'job-controller',
    keyOf: (key) => key,
    known: (key) => pods.indexer.get(key),
    rateLimiter: exponentialRateLimiter(retryMs, retryMsMax),
    reconciler: {
      async reconcile(key, { client }) {
        const pod = pods.indexer.get(key);
        if (pod === undefined || !isTracked(pod) || isHeld(jobs, pod)) return undefined;
        await untrack(client, pod).catch(ignoreNotFound);
        return undefined;
      },
    },
  });
  manager.add(controller);
  return { controller, add: (pod) => controller.queue.add(keyOf(pod), causeOf(pod)) };
}

/** Whether somebody will let the pod go, or it belongs to somebody else. Mirrors handleSingleOrphanPod. */
function isHeld(jobs: SharedInformer<V1Job>, pod: V1Pod): boolean {
  const reference = controllerOf(pod);
  if (reference === undefined) return false;
  if (reference.kind !== 'Job' || reference.apiVersion !== 'batch/v1') return true;
  const key = ownerKey(jobs, pod, reference);
  const job = key === undefined ? undefined : jobs.indexer.get(key);
  return job !== undefined && (isManagedByOthers(job) || !isJobFinished(job));
}
