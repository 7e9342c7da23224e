import { autoscalingV2, coreV1, type V2HorizontalPodAutoscaler } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import { createEventRecorder, createRestMapper, type WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import { AutoscalerReconciler, syncPeriodMs } from './autoscaler-reconciler.ts';

const userAgent = 'horizontal-pod-autoscaler';

/** How many autoscalers are looked at at once: Kubernetes' own number. */
const concurrentSyncs = 5;

/** An autoscaler is looked at when its next turn comes, whatever has changed; what sets bounds is why it may scale then. */
const atNextTurn: EventHandler<V2HorizontalPodAutoscaler> = {
  create: ({ object }, queue) => wake(object, queue),
  update({ oldObject, object }, queue) {
    if (boundsOf(oldObject) !== boundsOf(object)) wake(object, queue);
  },
  delete: ({ object }, queue) => queue.add(keyOf(object), causeOf(object)),
};

function boundsOf({ spec }: V2HorizontalPodAutoscaler): string {
  return `${spec?.minReplicas} ${spec?.maxReplicas}`;
}

function wake(object: V2HorizontalPodAutoscaler, queue: WorkQueue<string>): void {
  queue.addAfter(keyOf(object), syncPeriodMs, causeOf(object), { background: true });
}

/**
 * Adds the controller that gives workloads as many replicas as their metrics ask for. Mirrors kubernetes
 * pkg/controller/podautoscaler.
 */
export function addHorizontalPodAutoscalerController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const autoscalers = informers.informer(autoscalingV2.horizontalPodAutoscalers);
  const pods = informers.informer(coreV1.pods);
  const client = manager.clientFor(userAgent);
  return controllerManagedBy(manager)
    .named('horizontalpodautoscaler')
    .watches(autoscalingV2.horizontalPodAutoscalers, atNextTurn)
    .withOptions({ maxConcurrentReconciles: concurrentSyncs, userAgent })
    .complete(
      new AutoscalerReconciler({
        clock: environment.clock,
        autoscalers: autoscalers.indexer,
        pods,
        mapper: createRestMapper(client),
        recorder: createEventRecorder(environment, client, { component: userAgent }),
      }),
    );
}
