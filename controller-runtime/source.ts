import type { KubeObject } from '../apimachinery/index.ts';
import type { SharedInformer, WorkQueue } from '../client/index.ts';
import type { EventChannel } from './event-channel.ts';
import type { EventHandler } from './event-handler.ts';
import { and, type Predicate } from './predicate.ts';

/**
 * Where requests come from: called once with the queue of the controller, which works on nothing before what this gives is
 * synced. What it throws, the controller fails with. Any function may be one. Mirrors controller-runtime pkg/source
 * (TypedSource, TypedFunc).
 */
export type Source<R> = (queue: WorkQueue<R>) => SourceRegistration;

export interface SourceRegistration {
  /** Resolves when all that was there at the start is in the queue. */
  waitForSync(): Promise<void>;
  /** Nothing more goes to the queue. Called when the controller ends. */
  remove?(): void;
}

/** Leads an informer's events past the predicates to the handler, and from there into the queue. Mirrors source.Kind and source.Informer. */
export function kind<T extends KubeObject, R>(
  informer: SharedInformer<T>,
  handler: EventHandler<T, R>,
  ...predicates: readonly Predicate<T>[]
): Source<R> {
  const passes = and(...predicates);
  return (queue) =>
    informer.addEventHandler({
      onAdd(object, isInInitialList) {
        const event = { object, isInInitialList };
        if (handler.create !== undefined && passes.create(event)) handler.create(event, queue);
      },
      onUpdate(oldObject, object) {
        const event = { oldObject, object };
        if (handler.update !== undefined && passes.update(event)) handler.update(event, queue);
      },
      onDelete(object, finalStateUnknown) {
        const event = { object, finalStateUnknown };
        if (handler.delete !== undefined && passes.delete(event)) handler.delete(event, queue);
      },
    });
}

/** Leads what is sent into a channel past the predicates to the handler. Mirrors source.Channel. */
export function channel<T extends KubeObject, R>(
  events: EventChannel<T>,
  handler: EventHandler<T, R>,
  ...predicates: readonly Predicate<T>[]
): Source<R> {
  const passes = and(...predicates);
  return (queue) => {
    const remove = events.subscribe((event) => {
      if (passes.generic(event)) handler.generic?.(event, queue);
    });
    return { waitForSync: () => Promise.resolve(), remove };
  };
}
