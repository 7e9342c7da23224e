import type { V1Job, V1Pod } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import type { Indexer } from '../../client/index.ts';
import { causeOf, type EventHandler } from '../../controller-runtime/index.ts';
import { isJobFinished } from '../kit/finished-job.ts';
import type { JobMemory } from './job-memory.ts';
import { batchMs } from './job-reconciler.ts';
import { isTracked, podsOfJob } from './tracked-pods.ts';

/**
 * A job is looked at when it is made, deleted or asked for something else at once, and a moment after its status has changed.
 * The pods that one leaves behind which is done or gone are orphans. Mirrors kubernetes pkg/controller/job (addJob, updateJob,
 * deleteJob).
 */
export function jobEvents(
  pods: Indexer<V1Pod>,
  memory: JobMemory,
  onOrphan: (pod: V1Pod) => void,
): EventHandler<V1Job> {
  const leave = (job: V1Job) => {
    for (const pod of podsOfJob(pods, job)) if (isTracked(pod)) onOrphan(pod);
  };
  return {
    create: ({ object }, queue) => queue.add(keyOf(object), causeOf(object)),
    update({ oldObject, object }, queue) {
      const key = keyOf(object);
      const { uid, generation } = oldObject.metadata ?? {};
      // Deleted and made again between two looks.
      if (uid !== object.metadata?.uid) memory.forget(key, uid);
      if (isJobFinished(object)) {
        leave(object);
        queue.add(key, causeOf(object));
        return;
      }
      const delayMs = generation === object.metadata?.generation ? batchMs : 0;
      queue.addAfter(key, delayMs, causeOf(object));
    },
    delete({ object }, queue) {
      memory.forget(keyOf(object), object.metadata?.uid);
      leave(object);
      queue.add(keyOf(object), causeOf(object));
    },
  };
}
