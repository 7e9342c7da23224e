import { type KubeObject, type LabelSelector, labelSelectorMatcher } from '../apimachinery/index.ts';
import type { CreateEvent, DeleteEvent, GenericEvent, UpdateEvent } from './event-handler.ts';

/** Which events get through to a handler; what is left out lets everything through. Mirrors pkg/predicate. */
export interface Predicate<T extends KubeObject = KubeObject> {
  create?(event: CreateEvent<T>): boolean;
  update?(event: UpdateEvent<T>): boolean;
  delete?(event: DeleteEvent<T>): boolean;
  generic?(event: GenericEvent<T>): boolean;
}

/** Lets through what happens to objects that `filter` takes; of an update, the new state is asked about. Mirrors NewPredicateFuncs. */
export function predicateOf<T extends KubeObject>(filter: (object: T) => boolean): Required<Predicate<T>> {
  const passes = ({ object }: { readonly object: T }) => filter(object);
  return { create: passes, update: passes, delete: passes, generic: passes };
}

/** Lets through what happens to objects with these labels. Throws for what is no selector. Mirrors LabelSelectorPredicate. */
export function labelSelectorPredicate(selector: LabelSelector): Required<Predicate> {
  const matcher = labelSelectorMatcher(selector);
  return predicateOf(({ metadata }) => matcher.matches(metadata?.labels));
}

/** Drops updates that changed nothing: resyncs and repeated lists. */
export const resourceVersionChanged: Predicate = {
  update: ({ oldObject, object }) => oldObject.metadata?.resourceVersion !== object.metadata?.resourceVersion,
};

/** Drops updates of metadata and status only. */
export const generationChanged: Predicate = {
  update: ({ oldObject, object }) => oldObject.metadata?.generation !== object.metadata?.generation,
};

/** Lets updates through that changed a label. */
export const labelChanged: Predicate = {
  update: ({ oldObject, object }) => !sameMap(oldObject.metadata?.labels, object.metadata?.labels),
};

/** Lets updates through that changed an annotation. */
export const annotationChanged: Predicate = {
  update: ({ oldObject, object }) => !sameMap(oldObject.metadata?.annotations, object.metadata?.annotations),
};

/** All must let an event through. */
export function and<T extends KubeObject>(...predicates: readonly Predicate<T>[]): Required<Predicate<T>> {
  return {
    create: (event) => predicates.every((predicate) => predicate.create?.(event) ?? true),
    update: (event) => predicates.every((predicate) => predicate.update?.(event) ?? true),
    delete: (event) => predicates.every((predicate) => predicate.delete?.(event) ?? true),
    generic: (event) => predicates.every((predicate) => predicate.generic?.(event) ?? true),
  };
}

/** One must let an event through. */
export function or<T extends KubeObject>(...predicates: readonly Predicate<T>[]): Required<Predicate<T>> {
  return {
    create: (event) => predicates.some((predicate) => predicate.create?.(event) ?? true),
    update: (event) => predicates.some((predicate) => predicate.update?.(event) ?? true),
    delete: (event) => predicates.some((predicate) => predicate.delete?.(event) ?? true),
    generic: (event) => predicates.some((predicate) => predicate.generic?.(event) ?? true),
  };
}

/** Lets through what `predicate` would not. */
export function not<T extends KubeObject>(predicate: Predicate<T>): Required<Predicate<T>> {
  return {
    create: (event) => !(predicate.create?.(event) ?? true),
    update: (event) => !(predicate.update?.(event) ?? true),
    delete: (event) => !(predicate.delete?.(event) ?? true),
    generic: (event) => !(predicate.generic?.(event) ?? true),
  };
}

type TextMap = Readonly<Record<string, string>> | undefined;

/** Shared subtrees make this one comparison in nearly every case. */
function sameMap(a: TextMap, b: TextMap): boolean {
  if (a === b) return true;
  const [left, right] = [a ?? {}, b ?? {}];
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}
