import type { V1LabelSelector } from '../../api/index.ts';
import {
  controllerOf,
  deepEqual,
  type KubeObject,
  keyOf,
  makeKey,
  type OwnerReference,
  type ResourceType,
} from '../../apimachinery/index.ts';
import type { Indexer, SharedInformer, WorkQueue } from '../../client/index.ts';
import { matcherOf } from '../../component-helpers/index.ts';
import {
  type CreateEvent,
  causeOf,
  type DeleteEvent,
  type EventHandler,
  type UpdateEvent,
} from '../../controller-runtime/index.ts';
import { inNamespace } from './controller-index.ts';
import type { UidTrackingControllerExpectations } from './expectations.ts';

/** Owners of one kind, who control what their selector selects. */
export interface SelectingOwners<O extends KubeObject> {
  /** Finds owners by their namespace, too: see `indexByNamespace`. */
  readonly owners: Pick<SharedInformer<O>, 'type' | 'indexer'>;
  readonly selectorOf: (owner: O) => V1LabelSelector | undefined;
}

export interface OwnerEventsOptions<O extends KubeObject, D extends KubeObject> extends SelectingOwners<O> {
  /** What owners wait to see: creations and deletions are ticked off. Absent: they do not wait. */
  readonly expectations?: UidTrackingControllerExpectations;
  /** News that call for nothing but counting. Absent: none. */
  readonly gather?: {
    /** How long they are gathered, in milliseconds, before the owner is woken. */
    readonly forMs: number;
    /** Whether an object counts as one that its owner wants; an update that leaves this as it is, is gathered. */
    readonly counts: (object: D) => boolean;
  };
}

/**
 * What happens to an object wakes its controller, where that is an owner of this kind, and those that might adopt it when it
 * has none. Mirrors kubernetes pkg/controller/replicaset (addPod, updatePod, deletePod) and its like for ReplicaSets in
 * pkg/controller/deployment.
 */
export class OwnerEvents<O extends KubeObject, D extends KubeObject> implements EventHandler<D> {
  readonly #options: OwnerEventsOptions<O, D>;

  constructor(options: OwnerEventsOptions<O, D>) {
    this.#options = options;
  }

  create({ object }: CreateEvent<D>, queue: WorkQueue<string>): void {
    // After a restart an object may show up for the first time when it is being deleted already.
    if (object.metadata?.deletionTimestamp !== undefined) {
      this.#deleted(object, object, queue);
      return;
    }
    const reference = controllerOf(object);
    if (reference === undefined) {
      this.#wakeAdopters(object, queue);
      return;
    }
    const { owners, expectations, gather } = this.#options;
    const key = ownerKey(owners, object, reference);
    if (key === undefined) return;
    expectations?.creationObserved(key);
    // As long as more of its objects are to be seen, the owner can do nothing but count them.
    const waits = expectations !== undefined && !expectations.satisfiedExpectations(key);
    queue.addAfter(key, waits ? (gather?.forMs ?? 0) : 0, causeOf(object));
  }

  update({ oldObject, object }: UpdateEvent<D>, queue: WorkQueue<string>): void {
    if (oldObject.metadata?.resourceVersion === object.metadata?.resourceVersion) return;
    const labelsChanged = !deepEqual(oldObject.metadata?.labels, object.metadata?.labels);
    // What is being deleted is replaced at once, not when it is gone.
    if (object.metadata?.deletionTimestamp !== undefined) {
      this.#deleted(object, object, queue);
      if (labelsChanged) this.#deleted(oldObject, object, queue);
      return;
    }
    const reference = controllerOf(object);
    const oldReference = controllerOf(oldObject);
    const ownerChanged = !deepEqual(reference, oldReference);
    if (ownerChanged && oldReference !== undefined)
      this.#wakeOwner(oldObject, oldReference, object, queue, 0);
    const { gather } = this.#options;
    const isNews = ownerChanged || labelsChanged || gather?.counts(oldObject) !== gather?.counts(object);
    const delayMs = isNews ? 0 : (gather?.forMs ?? 0);
    if (reference !== undefined) this.#wakeOwner(object, reference, object, queue, delayMs);
    else if (labelsChanged || ownerChanged) this.#wakeAdopters(object, queue);
  }

  delete({ object }: DeleteEvent<D>, queue: WorkQueue<string>): void {
    this.#deleted(object, object, queue);
  }

  #deleted(object: D, causedBy: D, queue: WorkQueue<string>): void {
    const { owners, expectations } = this.#options;
    const reference = controllerOf(object);
    const key = reference && ownerKey(owners, object, reference);
    if (key === undefined) return;
    expectations?.deletionObserved(key, keyOf(object));
    queue.add(key, causeOf(causedBy));
  }

  #wakeOwner(
    object: D,
    reference: OwnerReference,
    causedBy: D,
    queue: WorkQueue<string>,
    delayMs: number,
  ): void {
    const key = ownerKey(this.#options.owners, object, reference);
    if (key !== undefined) queue.addAfter(key, delayMs, causeOf(causedBy));
  }

  #wakeAdopters(object: D, queue: WorkQueue<string>): void {
    for (const key of adopterKeys(this.#options, object)) queue.add(key, causeOf(object));
  }
}

/** The keys of the owners that might adopt an object without a controller: those whose selectors select it. */
export function adopterKeys<O extends KubeObject>(
  { owners, selectorOf }: SelectingOwners<O>,
  { metadata }: KubeObject,
): readonly string[] {
  const keys: string[] = [];
  for (const owner of inNamespace(owners.indexer, metadata?.namespace ?? '')) {
    const matcher = matcherOf(selectorOf(owner));
    if (matcher === undefined || matcher.everything) continue;
    if (matcher.matches(metadata?.labels)) keys.push(keyOf(owner));
  }
  return keys;
}

/** The key of the owner if it is one of these, and not another one of the same name. */
export function ownerKey<O extends KubeObject>(
  { type, indexer }: { readonly type: ResourceType; readonly indexer: Pick<Indexer<O>, 'get'> },
  object: KubeObject,
  reference: OwnerReference,
): string | undefined {
  if (reference.kind !== type.kind) return undefined;
  const key = makeKey(object.metadata?.namespace ?? '', reference.name);
  return indexer.get(key)?.metadata?.uid === reference.uid ? key : undefined;
}
