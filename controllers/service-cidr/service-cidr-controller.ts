import { networkingV1, type V1IPAddress, type V1ServiceCIDR } from '../../api/index.ts';
import type { Indexer, WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import { containing, overlapping } from './decide.ts';
import { ServiceCidrReconciler } from './service-cidr-reconciler.ts';

/** How many ranges are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 5;

/**
 * Adds the controller that tells which ranges of addresses are ready for services, and protects them while they are used.
 * Mirrors kubernetes pkg/controller/servicecidrs.
 */
export function addServiceCidrController(manager: Manager): Controller {
  const { environment, informers } = manager;
  const cidrs = informers.informer(networkingV1.serviceCIDRs);
  const addresses = informers.informer(networkingV1.ipAddresses);
  const recorder = manager.eventRecorderFor('service-cidr-controller');
  return controllerManagedBy(manager)
    .named('service-cidrs')
    .watches(networkingV1.serviceCIDRs, cidrEvents(cidrs.indexer))
    .watches(networkingV1.ipAddresses, addressEvents(cidrs.indexer))
    .withOptions({ maxConcurrentReconciles: concurrentSyncs, known: (key) => cidrs.indexer.get(key) })
    .complete(new ServiceCidrReconciler({ clock: environment.clock, cidrs, addresses, recorder }));
}

/** A new range may take over the addresses of one that is being deleted. */
function cidrEvents(cidrs: Indexer<V1ServiceCIDR>): EventHandler<V1ServiceCIDR> {
  const wake = ({ object }: { readonly object: V1ServiceCIDR }, queue: WorkQueue<string>) =>
    queue.add(object.metadata?.name ?? '', causeOf(object));
  return {
    create(event, queue) {
      wake(event, queue);
      for (const { metadata } of overlapping(cidrs.list(), event.object)) {
        queue.add(metadata?.name ?? '', causeOf(event.object));
      }
    },
    update: wake,
    delete: wake,
  };
}

/**
 * An address may keep a range from being deleted, or be the last that did. Differs: only ranges that are being deleted are
 * woken, for others it means nothing.
 */
function addressEvents(cidrs: Indexer<V1ServiceCIDR>): EventHandler<V1IPAddress> {
  const wake = ({ object }: { readonly object: V1IPAddress }, queue: WorkQueue<string>) => {
    const leaving = cidrs.list().filter(({ metadata }) => metadata?.deletionTimestamp !== undefined);
    for (const { metadata } of containing(leaving, object)) queue.add(metadata?.name ?? '', causeOf(object));
  };
  return { create: wake, delete: wake };
}
