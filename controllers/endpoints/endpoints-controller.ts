import { coreV1, type V1Endpoints } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  enqueueRequestForObject,
  type Manager,
} from '../../controller-runtime/index.ts';
import { indexPodsAndServices, wakesServicesOfPods } from '../kit/endpoints/pods-of-services.ts';
import { TriggerTimes } from '../kit/endpoints/trigger-times.ts';
import { OwnWrites } from '../kit/own-writes.ts';
import { EndpointsReconciler } from './endpoints-reconciler.ts';

/** How many services are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 5;

const component = 'endpoint-controller';

/**
 * Adds the controller that tells, in Endpoints, which pods are behind each service. Mirrors kubernetes
 * pkg/controller/endpoint.
 */
export function addEndpointsController(manager: Manager): Controller {
  const { informers } = manager;
  const services = informers.informer(coreV1.services);
  const pods = informers.informer(coreV1.pods);
  const endpoints = informers.informer(coreV1.endpoints);
  indexPodsAndServices(pods, services);
  const recorder = manager.eventRecorderFor(component);
  return controllerManagedBy(manager)
    .named('endpoint')
    .watches(coreV1.services, enqueueRequestForObject())
    .watches(coreV1.pods, wakesServicesOfPods(services.indexer))
    .watches(coreV1.endpoints, endpointsEvents)
    .withOptions({ maxConcurrentReconciles: concurrentSyncs, known: (key) => services.indexer.get(key) })
    .complete(
      new EndpointsReconciler({
        services,
        pods,
        endpoints,
        triggerTimes: new TriggerTimes(),
        ownWrites: new OwnWrites(),
        recorder,
      }),
    );
}

/** Those that are gone are made again, and those that were there before may have lost their service. */
const endpointsEvents: EventHandler<V1Endpoints> = {
  create({ object, isInInitialList }, queue) {
    const isLease = object.metadata?.annotations?.['control-plane.alpha.kubernetes.io/leader'] !== undefined;
    if (isInInitialList && !isLease) queue.add(keyOf(object), causeOf(object));
  },
  delete: ({ object }, queue) => queue.add(keyOf(object), causeOf(object)),
};
