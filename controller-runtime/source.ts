import type { KubeObject } from '../apimachinery/index.ts';
import type { HandlerRegistration, SharedInformer, WorkQueue } from '../client/index.ts';
import type { EventHandler } from './event-handler.ts';
import { and, type Predicate } from './predicate.ts';

/**
 * Where requests come from: called once with the queue of the controller, which works on nothing before what this gives is
 * synced. Mirrors controller-runtime pkg/source (TypedSource).
 */
export type Source<R> = (queue: WorkQueue<R>) => Pick<HandlerRegistration, 'waitForSync'>;

/** Leads an informer's events past the predicates to the handler, and from there into the queue. Mirrors source.Kind. */
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
