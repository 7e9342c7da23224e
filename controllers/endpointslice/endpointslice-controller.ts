import { coreV1, discoveryV1, type V1Node } from '../../api/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  enqueueRequestForObject,
  type Manager,
} from '../../controller-runtime/index.ts';
import { indexPodsAndServices, wakesServicesOfPods } from '../kit/endpoints/pods-of-services.ts';
import { indexSlicesByService, wakesServicesOfSlices } from '../kit/endpoints/slice-events.ts';
import { SliceGenerations } from '../kit/endpoints/slice-generations.ts';
import { sliceRateLimiter } from '../kit/endpoints/slice-rate-limiter.ts';
import { TriggerTimes } from '../kit/endpoints/trigger-times.ts';
import { EndpointSliceReconciler } from './endpointslice-reconciler.ts';
import { TopologyCache } from './hints/topology-cache.ts';
import { isNodeReady, zoneLabel } from './hints/zone-shares.ts';
import { sliceControllerName } from './slice-of-service.ts';

/** How many services are worked on at once, and how late changes of slices by others are looked at: Kubernetes' own. */
const concurrentSyncs = 5;
const sliceChangeDelayMs = 1000;

/**
 * Adds the controller that tells, in EndpointSlices, which pods are behind each service. Mirrors kubernetes
 * pkg/controller/endpointslice.
 */
export function addEndpointSliceController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const services = informers.informer(coreV1.services);
  const pods = informers.informer(coreV1.pods);
  const nodes = informers.informer(coreV1.nodes);
  const slices = informers.informer(discoveryV1.endpointSlices);
  indexPodsAndServices(pods, services);
  indexSlicesByService(slices);
  const generations = new SliceGenerations();
  const topology = new TopologyCache(() => nodes.indexer.list());
  const recorder = manager.eventRecorderFor('endpoint-slice-controller');
  const triggerTimes = new TriggerTimes();
  return controllerManagedBy(manager)
    .named('endpointslice')
    .watches(coreV1.services, enqueueRequestForObject())
    .watches(coreV1.pods, wakesServicesOfPods(services.indexer))
    .watches(coreV1.nodes, nodeEvents(topology))
    .watches(
      discoveryV1.endpointSlices,
      wakesServicesOfSlices(sliceControllerName, generations, sliceChangeDelayMs),
    )
    .withOptions({
      maxConcurrentReconciles: concurrentSyncs,
      rateLimiter: sliceRateLimiter(environment.clock, 1_000_000),
      known: (key) => services.indexer.get(key),
    })
    .complete(
      new EndpointSliceReconciler({
        services,
        pods,
        nodes,
        slices,
        generations,
        triggerTimes,
        topology,
        recorder,
      }),
    );
}

/** Nodes that come, go or change their zone may make hints wrong. Mirrors checkNodeTopologyDistribution. */
function nodeEvents(topology: TopologyCache): EventHandler<V1Node> {
  const look: EventHandler<V1Node>['create'] = ({ object }, queue) => {
    for (const key of topology.overloadedByNodes()) queue.add(key, causeOf(object));
  };
  return {
    create: look,
    update(event, queue) {
      const { oldObject, object } = event;
      const zoneOf = ({ metadata }: V1Node) => metadata?.labels?.[zoneLabel];
      if (isNodeReady(oldObject) === isNodeReady(object) && zoneOf(oldObject) === zoneOf(object)) return;
      look({ object, isInInitialList: false }, queue);
    },
    delete: ({ object }, queue) => look({ object, isInInitialList: false }, queue),
  };
}
