import type { KubeObject } from '../apimachinery/index.ts';
import type { SharedInformer, WorkQueue } from '../client/index.ts';
import type { EventChannel } from './event-channel.ts';
import type { EventHandler } from './event-handler.ts';
import { lowPriority, withPriority } from './low-priority.ts';
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

/**
 * Leads an informer's events past the predicates to the handler, and from there into the queue. What was there at the start, and
 * updates that changed nothing, wait until there is nothing that matters more, where priorities count. Mirrors source.Kind,
 * source.Informer and handler.WithLowPriorityWhenUnchanged.
 */
export function kind<T extends KubeObject, R>(
  informer: SharedInformer<T>,
  handler: EventHandler<T, R>,
  ...predicates: readonly Predicate<T>[]
): Source<R> {
  const passes = and(...predicates);
  return (queue) => {
    const unhurried = queue.prioritizes ? withPriority(queue, lowPriority) : queue;
    return informer.addEventHandler({
      onAdd(object, isInInitialList) {
        const event = { object, isInInitialList };
        if (handler.create === undefined || !passes.create(event)) return;
        handler.create(event, isInInitialList ? unhurried : queue);
      },
      onUpdate(oldObject, object) {
        const event = { oldObject, object };
        if (handler.update === undefined || !passes.update(event)) return;
        handler.update(event, sameVersion(oldObject, object) ? unhurried : queue);
      },
      onDelete(object, finalStateUnknown) {
        const event = { object, finalStateUnknown };
        if (handler.delete !== undefined && passes.delete(event)) handler.delete(event, queue);
      },
    });
  };
}

function sameVersion(a: KubeObject, b: KubeObject): boolean {
  return a.metadata?.resourceVersion === b.metadata?.resourceVersion;
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
