import {
  type KubeObject,
  keyOf,
  makeKey,
  type OwnerReference,
  parseApiVersion,
  type ResourceType,
} from '../apimachinery/index.ts';
import type { WorkQueue } from '../client/index.ts';
import { causeOf } from './request-key.ts';

export interface CreateEvent<T> {
  readonly object: T;
  /** The object was there already when the informer began. */
  readonly isInInitialList: boolean;
}

export interface UpdateEvent<T> {
  readonly oldObject: T;
  readonly object: T;
}

export interface DeleteEvent<T> {
  /** The last state; with `finalStateUnknown` the last one that was seen. */
  readonly object: T;
  readonly finalStateUnknown: boolean;
}

/** Something outside of the cluster says that the object is to be looked at. */
export interface GenericEvent<T> {
  readonly object: T;
}

/**
 * Turns what happened to an object into the requests to look at: keys, where a controller does not have requests of its
 * own. What is left out enqueues nothing. Enqueue with `causeOf(event.object)`. Mirrors controller-runtime pkg/handler
 * (TypedEventHandler).
 */
export interface EventHandler<T extends KubeObject, R = string> {
  create?(event: CreateEvent<T>, queue: WorkQueue<R>): void;
  update?(event: UpdateEvent<T>, queue: WorkQueue<R>): void;
  delete?(event: DeleteEvent<T>, queue: WorkQueue<R>): void;
  generic?(event: GenericEvent<T>, queue: WorkQueue<R>): void;
}

/** The object itself is looked at. */
export function enqueueRequestForObject<T extends KubeObject>(): EventHandler<T> {
  const enqueue = (event: { readonly object: T }, queue: WorkQueue<string>) =>
    queue.add(keyOf(event.object), causeOf(event.object));
  return { create: enqueue, update: enqueue, delete: enqueue, generic: enqueue };
}

/**
 * The objects of `ownerType` that own the object are looked at, before and after an update. Group and kind must
 * match, the version need not. Mirrors EnqueueRequestForOwner.
 */
export function enqueueRequestForOwner<T extends KubeObject>(
  ownerType: ResourceType,
  options: { /** Default true. */ readonly onlyController?: boolean } = {},
): EventHandler<T> {
  const onlyController = options.onlyController ?? true;
  const enqueue = (object: T, causedBy: T, queue: WorkQueue<string>) => {
    for (const reference of object.metadata?.ownerReferences ?? []) {
      if (onlyController && reference.controller !== true) continue;
      if (!refersTo(reference, ownerType)) continue;
      const namespace = ownerType.namespaced ? (object.metadata?.namespace ?? '') : '';
      queue.add(makeKey(namespace, reference.name), causeOf(causedBy));
    }
  };
  return {
    create: (event, queue) => enqueue(event.object, event.object, queue),
    delete: (event, queue) => enqueue(event.object, event.object, queue),
    generic: (event, queue) => enqueue(event.object, event.object, queue),
    update: (event, queue) => {
      const { oldObject, object } = event;
      enqueue(object, object, queue);
      // Only an owner that has changed is another key; the queue takes the same key once anyway.
      if (oldObject.metadata?.ownerReferences !== object.metadata?.ownerReferences) {
        enqueue(oldObject, object, queue);
      }
    },
  };
}

/** The keys `map` gives are looked at: for an update those of the old and of the new state. */
export function enqueueRequestsFromMapFunc<T extends KubeObject>(
  map: (object: T) => Iterable<string>,
): EventHandler<T> {
  const enqueue = (object: T, causedBy: T, queue: WorkQueue<string>) => {
    for (const key of map(object)) queue.add(key, causeOf(causedBy));
  };
  return {
    create: (event, queue) => enqueue(event.object, event.object, queue),
    delete: (event, queue) => enqueue(event.object, event.object, queue),
    generic: (event, queue) => enqueue(event.object, event.object, queue),
    update: (event, queue) => {
      enqueue(event.oldObject, event.object, queue);
      enqueue(event.object, event.object, queue);
    },
  };
}

function refersTo(reference: OwnerReference, type: ResourceType): boolean {
  if (reference.kind !== type.kind) return false;
  return parseApiVersion(reference.apiVersion).group === type.group;
}
