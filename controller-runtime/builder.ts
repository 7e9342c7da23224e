import { type KubeObject, qualified, type ResourceType } from '../apimachinery/index.ts';
import type { SharedInformer } from '../client/index.ts';
import { type Controller, createController } from './controller.ts';
import type { ControllerOptions } from './controller-options.ts';
import { type EventHandler, enqueueRequestForObject, enqueueRequestForOwner } from './event-handler.ts';
import type { Manager } from './manager.ts';
import type { Predicate } from './predicate.ts';
import type { Reconciler } from './reconcile.ts';
import { requestOfKey } from './request-key.ts';
import { kind, type Source } from './source.ts';

/** How a resource is watched, among the predicates of `for`, `owns` and `watches`. Mirrors the options of pkg/builder. */
export interface WatchOption {
  readonly matchEveryOwner?: true;
  readonly onlyMetadata?: true;
}

/** An event wakes every owner of the kind, not only the controlling one. For `owns`. */
export const matchEveryOwner: WatchOption = { matchEveryOwner: true };

/** Only the metadata of objects is asked for and kept: of many, or of large ones. Read them from the manager's `metadataInformer`. */
export const onlyMetadata: WatchOption = { onlyMetadata: true };

/**
 * Says what a controller looks at. `for(type)` is `watches(type, enqueueRequestForObject())`; `owns(type)` is
 * `watches(type, enqueueRequestForOwner(the type of for))`. Mirrors controller-runtime pkg/builder.
 */
export interface ControllerBuilder {
  /** Default: the kind of `for` in lower case. */
  named(name: string): ControllerBuilder;
  /** What is reconciled. At most once. */
  for<T extends KubeObject>(
    type: ResourceType<T>,
    ...options: readonly (Predicate<T> | WatchOption)[]
  ): ControllerBuilder;
  /** What the controller makes: an event wakes the controlling owner. */
  owns<T extends KubeObject>(
    type: ResourceType<T>,
    ...options: readonly (Predicate<T> | WatchOption)[]
  ): ControllerBuilder;
  watches<T extends KubeObject>(
    type: ResourceType<T>,
    handler: EventHandler<T>,
    ...predicates: readonly Predicate<T>[]
  ): ControllerBuilder;
  /** The same, of the metadata of objects only. */
  watchesMetadata(
    type: ResourceType,
    handler: EventHandler<KubeObject>,
    ...predicates: readonly Predicate[]
  ): ControllerBuilder;
  /** The same with an informer of one's own choice: of one namespace, or under a selector. */
  watchesInformer<T extends KubeObject>(
    informer: SharedInformer<T>,
    handler: EventHandler<T>,
    ...predicates: readonly Predicate<T>[]
  ): ControllerBuilder;
  /** Any source, which the event filter does not concern. */
  watchesRawSource(source: Source<string>): ControllerBuilder;
  /** Events of all that is watched go through these first, whenever they are said. */
  withEventFilter(...predicates: readonly Predicate[]): ControllerBuilder;
  withOptions(options: ControllerOptions): ControllerBuilder;
  /** Adds the controller to the manager. */
  complete(reconciler: Reconciler): Controller;
}

/**
 * Begins a controller that reconciles objects by their names. Mirrors controller-runtime pkg/builder (ControllerManagedBy).
 *
 * @example
 *     controllerManagedBy(manager)
 *       .for(appsV1.deployments)
 *       .owns(appsV1.replicaSets)
 *       .complete({
 *         async reconcile(key, { client, log }) {
 *           const { status } = await client.get(appsV1.deployments, key);
 *           log.info({ ready: status?.readyReplicas ?? 0 }, 'seen');
 *           return status?.readyReplicas === undefined ? { requeueAfterMs: 5_000 } : undefined;
 *         },
 *       });
 */
export function controllerManagedBy(manager: Manager): ControllerBuilder {
  return new Builder(manager);
}

/** A source, once it is known what the events of all are to go through. */
type Watch = (filters: readonly Predicate[]) => Source<string>;

class Builder implements ControllerBuilder {
  readonly #manager: Manager;
  readonly #watches: Watch[] = [];
  readonly #filters: Predicate[] = [];
  readonly #ownedTypes: ((ownerType: ResourceType) => void)[] = [];
  #name: string | undefined;
  #forType: ResourceType | undefined;
  #forMetadata = false;
  #options: ControllerOptions = {};

  constructor(manager: Manager) {
    this.#manager = manager;
  }

  named(name: string): ControllerBuilder {
    this.#name = name;
    return this;
  }

  for<T extends KubeObject>(
    type: ResourceType<T>,
    ...options: readonly (Predicate<T> | WatchOption)[]
  ): ControllerBuilder {
    if (this.#forType !== undefined) throw new Error('for() may be called once only');
    this.#forType = type;
    this.#forMetadata = isMetadataOnly(options);
    return this.#watchType(type, enqueueRequestForObject<T>(), options);
  }

  owns<T extends KubeObject>(
    type: ResourceType<T>,
    ...options: readonly (Predicate<T> | WatchOption)[]
  ): ControllerBuilder {
    const onlyController = !options.some((option) => isWatchOption(option) && option.matchEveryOwner);
    this.#ownedTypes.push((ownerType) =>
      this.#watchType(type, enqueueRequestForOwner<T>(ownerType, { onlyController }), options),
    );
    return this;
  }

  watches<T extends KubeObject>(
    type: ResourceType<T>,
    handler: EventHandler<T>,
    ...predicates: readonly Predicate<T>[]
  ): ControllerBuilder {
    return this.#watch(() => this.#manager.informers.informer(type), handler, predicates);
  }

  watchesMetadata(
    type: ResourceType,
    handler: EventHandler<KubeObject>,
    ...predicates: readonly Predicate[]
  ): ControllerBuilder {
    return this.#watch(() => this.#manager.informers.metadataInformer(type), handler, predicates);
  }

  watchesInformer<T extends KubeObject>(
    informer: SharedInformer<T>,
    handler: EventHandler<T>,
    ...predicates: readonly Predicate<T>[]
  ): ControllerBuilder {
    return this.#watch(() => informer, handler, predicates);
  }

  watchesRawSource(source: Source<string>): ControllerBuilder {
    this.#watches.push(() => source);
    return this;
  }

  withEventFilter(...predicates: readonly Predicate[]): ControllerBuilder {
    this.#filters.push(...predicates);
    return this;
  }

  withOptions(options: ControllerOptions): ControllerBuilder {
    this.#options = { ...this.#options, ...options };
    return this;
  }

  complete(reconciler: Reconciler): Controller {
    const forType = this.#forType;
    const name = this.#name ?? forType?.kind.toLowerCase();
    if (name === undefined) throw new Error('a controller needs a name, or what it is for');
    if (this.#ownedTypes.length > 0 && forType === undefined) {
      throw new Error(`${name}: owns() can only be used together with for()`);
    }
    if (forType !== undefined) for (const own of this.#ownedTypes) own(forType);
    if (this.#watches.length === 0) throw new Error(`${name}: there is nothing it would watch`);
    const controller = createController(this.#manager, name, {
      ...(forType && { known: knownOf(this.#manager, forType, this.#forMetadata) }),
      ...concurrencyOf(this.#manager, forType),
      ...this.#options,
      keyOf: (key: string) => key,
      logFields: logFieldsOf(forType),
      reconciler: { reconcile: (key, context) => reconciler.reconcile(requestOfKey(key), context) },
    });
    for (const watch of this.#watches) controller.watch(watch(this.#filters));
    this.#manager.add(controller);
    return controller;
  }

  /** A handler and predicates of whole objects are right for their metadata, which is all that these look at. */
  #watchType<T extends KubeObject>(
    type: ResourceType<T>,
    handler: EventHandler<T>,
    options: readonly (Predicate<T> | WatchOption)[],
  ): ControllerBuilder {
    const predicates = options.filter((option): option is Predicate<T> => !isWatchOption(option));
    if (!isMetadataOnly(options)) return this.watches(type, handler, ...predicates);
    const { informers } = this.#manager;
    return this.#watch(() => informers.metadataInformer(type) as SharedInformer<T>, handler, predicates);
  }

  /** The informer is asked for when the source starts. */
  #watch<T extends KubeObject>(
    informer: () => SharedInformer<T>,
    handler: EventHandler<T>,
    predicates: readonly Predicate<T>[],
  ): ControllerBuilder {
    this.#watches.push((filters) => {
      const all = [...filters, ...predicates];
      return (queue) => kind(informer(), handler, ...all)(queue);
    });
    return this;
  }
}

function isWatchOption(option: object): option is WatchOption {
  return 'matchEveryOwner' in option || 'onlyMetadata' in option;
}

function isMetadataOnly(options: readonly object[]): boolean {
  return options.some((option) => isWatchOption(option) && option.onlyMetadata);
}

/** Finds an object by its key. */
function knownOf(
  { informers }: Manager,
  type: ResourceType,
  metadataOnly: boolean,
): (key: string) => KubeObject | undefined {
  let informer: SharedInformer<KubeObject> | undefined;
  return (key) => {
    informer ??= metadataOnly ? informers.metadataInformer(type) : informers.informer(type);
    return informer.indexer.get(key);
  };
}

/** Mirrors controller-runtime pkg/builder (the LogConstructor of doController). */
function logFieldsOf(type: ResourceType | undefined): (key?: string) => object {
  const ofKind = type && { controllerGroup: type.group, controllerKind: type.kind };
  return (key) => {
    if (key === undefined) return { ...ofKind };
    const { namespace, name } = requestOfKey(key);
    return { ...ofKind, ...(type && { [type.kind]: { name, namespace } }), namespace, name };
  };
}

/** What the manager says of the kind. Mirrors config.Controller (GroupKindConcurrency). */
function concurrencyOf({ groupKindConcurrency }: Manager, type: ResourceType | undefined): ControllerOptions {
  const count = type && groupKindConcurrency[qualified(type.kind, type.group)];
  return count === undefined ? {} : { maxConcurrentReconciles: count };
}
