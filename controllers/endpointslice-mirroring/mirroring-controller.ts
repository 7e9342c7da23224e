import { coreV1, discoveryV1, type V1Endpoints, type V1Service } from '../../api/index.ts';
import { type KubeObject, keyOf } from '../../apimachinery/index.ts';
import type { WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import { hasSelector } from '../kit/endpoints/pods-of-services.ts';
import { indexSlicesByService, wakesServicesOfSlices } from '../kit/endpoints/slice-events.ts';
import { SliceGenerations } from '../kit/endpoints/slice-generations.ts';
import { sliceRateLimiter } from '../kit/endpoints/slice-rate-limiter.ts';
import { mirroringControllerName } from './decide.ts';
import { isToMirror, MirroringReconciler } from './mirroring-reconciler.ts';

/** How many Endpoints are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 5;

/** The longest wait after failures. */
const backoffMsMax = 100_000;

/**
 * Adds the controller that mirrors Endpoints which people write themselves in EndpointSlices. Mirrors kubernetes
 * pkg/controller/endpointslicemirroring.
 */
export function addEndpointSliceMirroringController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const services = informers.informer(coreV1.services);
  const endpoints = informers.informer(coreV1.endpoints);
  const slices = informers.informer(discoveryV1.endpointSlices);
  indexSlicesByService(slices);
  const generations = new SliceGenerations();
  const recorder = manager.eventRecorderFor('endpoint-slice-mirroring-controller');
  return controllerManagedBy(manager)
    .named('endpointslicemirroring')
    .watches(coreV1.endpoints, endpointsEvents)
    .watches(coreV1.services, serviceEvents)
    .watches(discoveryV1.endpointSlices, wakesServicesOfSlices(mirroringControllerName, generations, 0))
    .withOptions({
      maxConcurrentReconciles: concurrentSyncs,
      rateLimiter: sliceRateLimiter(environment.clock, backoffMsMax),
      known: (key) => endpoints.indexer.get(key),
    })
    .complete(new MirroringReconciler({ services, endpoints, slices, generations, recorder }));
}

function wake(object: KubeObject, queue: WorkQueue<string>): void {
  queue.add(keyOf(object), causeOf(object));
}

const endpointsEvents: EventHandler<V1Endpoints> = {
  create: ({ object }, queue) => isToMirror(object) && wake(object, queue),
  update: ({ oldObject, object }, queue) =>
    (isToMirror(object) || isToMirror(oldObject)) && wake(object, queue),
  delete: ({ object }, queue) => isToMirror(object) && wake(object, queue),
};

const serviceEvents: EventHandler<V1Service> = {
  create: ({ object }, queue) => !hasSelector(object) && wake(object, queue),
  update: ({ oldObject, object }, queue) =>
    hasSelector(object) !== hasSelector(oldObject) && wake(object, queue),
  delete: ({ object }, queue) => !hasSelector(object) && wake(object, queue),
};
