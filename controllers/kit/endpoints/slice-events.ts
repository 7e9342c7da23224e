import type { V1EndpointSlice } from '../../../api/index.ts';
import type { Indexer, SharedInformer, WorkQueue } from '../../../client/index.ts';
import { causeOf, type EventHandler } from '../../../controller-runtime/index.ts';
import {
  managedByLabel,
  type SliceGenerations,
  serviceKeyOf,
  serviceNameLabel,
} from './slice-generations.ts';

const serviceIndex = 'service';
const byService = { [serviceIndex]: (slice: V1EndpointSlice) => [serviceKeyOf(slice)] };

/** Makes slices be found by the service they say they are of. Controllers that share the informer may each ask. */
export function indexSlicesByService(slices: SharedInformer<V1EndpointSlice>): void {
  slices.addIndexers(byService);
}

/** The slices of a service that a controller manages. */
export function slicesOfService(
  slices: Indexer<V1EndpointSlice>,
  serviceKey: string,
  managedBy: string,
): readonly V1EndpointSlice[] {
  return slices.byIndex(serviceIndex, serviceKey).filter((slice) => isManagedBy(slice, managedBy));
}

/**
 * What others do to the slices of a controller wakes it for their service, `delayMs` later. Mirrors kubernetes
 * pkg/controller/endpointslice and endpointslicemirroring (onEndpointSliceAdd, -Update, -Delete).
 */
export function wakesServicesOfSlices(
  managedBy: string,
  generations: SliceGenerations,
  delayMs: number,
): EventHandler<V1EndpointSlice> {
  const wake = (slice: V1EndpointSlice, causedBy: V1EndpointSlice, queue: WorkQueue<string>) => {
    if (slice.metadata?.labels?.[serviceNameLabel]) {
      queue.addAfter(serviceKeyOf(slice), delayMs, causeOf(causedBy));
    }
  };
  return {
    create({ object }, queue) {
      if (isManagedBy(object, managedBy) && generations.isForeign(object)) wake(object, object, queue);
    },
    update({ oldObject, object }, queue) {
      if (serviceKeyOf(oldObject) !== serviceKeyOf(object)) {
        wake(object, object, queue);
        wake(oldObject, object, queue);
        return;
      }
      const isManaged = isManagedBy(object, managedBy);
      if (isManaged !== isManagedBy(oldObject, managedBy) || (isManaged && generations.isForeign(object))) {
        wake(object, object, queue);
      }
    },
    delete({ object }, queue) {
      if (isManagedBy(object, managedBy) && generations.isForeignDeletion(object))
        wake(object, object, queue);
    },
  };
}

function isManagedBy({ metadata }: V1EndpointSlice, name: string): boolean {
  return metadata?.labels?.[managedByLabel] === name;
}
