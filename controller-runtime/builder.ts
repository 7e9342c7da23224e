import type { KubeObject, ResourceType } from '../apimachinery/index.ts';
import type { SharedInformer } from '../client/index.ts';
import { type Controller, type ControllerOptions, createController } from './controller.ts';
import { type EventHandler, enqueueRequestForObject, enqueueRequestForOwner } from './event-handler.ts';
import type { Manager } from './manager.ts';
import type { Predicate } from './predicate.ts';
import type { Reconciler } from './reconcile.ts';
import { requestOfKey } from './request-key.ts';
import { kind, type Source } from './source.ts';

/**
 * Says what a controller looks at. `for(type)` is `watches(type, enqueueRequestForObject())`; `owns(type)` is
 * `watches(type, enqueueRequestForOwner(the type of for))`. Mirrors controller-runtime pkg/builder.
 */
export interface ControllerBuilder {
  /** Default: the resource of `for`. */
  named(name: string): ControllerBuilder;
  /** What is reconciled. At most once. */
  for<T extends KubeObject>(type: ResourceType<T>, ...predicates: readonly Predicate<T>[]): ControllerBuilder;
  /** What the controller makes: an event wakes the controlling owner. */
  owns<T extends KubeObject>(
    type: ResourceType<T>,
    ...predicates: readonly Predicate<T>[]
  ): ControllerBuilder;
  watches<T extends KubeObject>(
    type: ResourceType<T>,
    handler: EventHandler<T>,
    ...predicates: readonly Predicate<T>[]
  ): ControllerBuilder;
  /** The same with an informer of one's own choice: of one namespace, or under a selector. */
  watchesInformer<T extends KubeObject>(
    informer: SharedInformer<T>,
    handler: EventHandler<T>,
    ...predicates: readonly Predicate<T>[]
  ): ControllerBuilder;
  withOptions(options: ControllerOptions): ControllerBuilder;
  /** Adds the controller to the manager. */
  complete(reconciler: Reconciler): Controller;
}

export function controllerManagedBy(manager: Manager): ControllerBuilder {
  return new Builder(manager);
}

class Builder implements ControllerBuilder {
  readonly #manager: Manager;
  readonly #sources: Source<string>[] = [];
  readonly #ownedTypes: ((ownerType: ResourceType) => void)[] = [];
  #name: string | undefined;
  #forType: ResourceType | undefined;
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
    ...predicates: readonly Predicate<T>[]
  ): ControllerBuilder {
    if (this.#forType !== undefined) throw new Error('for() may be called once only');
    this.#forType = type;
    return this.watches(type, enqueueRequestForObject<T>(), ...predicates);
  }

  owns<T extends KubeObject>(
    type: ResourceType<T>,
    ...predicates: readonly Predicate<T>[]
  ): ControllerBuilder {
    this.#ownedTypes.push((ownerType) =>
      this.watches(type, enqueueRequestForOwner<T>(ownerType), ...predicates),
    );
    return this;
  }

  watches<T extends KubeObject>(
    type: ResourceType<T>,
    handler: EventHandler<T>,
    ...predicates: readonly Predicate<T>[]
  ): ControllerBuilder {
    return this.watchesInformer(this.#manager.informers.informer(type), handler, ...predicates);
  }

  watchesInformer<T extends KubeObject>(
    informer: SharedInformer<T>,
    handler: EventHandler<T>,
    ...predicates: readonly Predicate<T>[]
  ): ControllerBuilder {
    this.#sources.push(kind(informer, handler, ...predicates));
    return this;
  }

  withOptions(options: ControllerOptions): ControllerBuilder {
    this.#options = { ...this.#options, ...options };
    return this;
  }

  complete(reconciler: Reconciler): Controller {
    const forType = this.#forType;
    const name = this.#name ?? forType?.resource;
    if (name === undefined) throw new Error('a controller needs a name, or what it is for');
    if (this.#ownedTypes.length > 0 && forType === undefined) {
      throw new Error(`${name}: owns() can only be used together with for()`);
    }
    if (forType !== undefined) for (const own of this.#ownedTypes) own(forType);
    if (this.#sources.length === 0) throw new Error(`${name}: there is nothing it would watch`);
    const indexer = forType && this.#manager.informers.informer(forType).indexer;
    const controller = createController(this.#manager, name, {
      known: (key: string) => indexer?.get(key),
      ...this.#options,
      keyOf: (key: string) => key,
      reconciler: { reconcile: (key, context) => reconciler.reconcile(requestOfKey(key), context) },
    });
    for (const source of this.#sources) controller.watch(source);
    this.#manager.add(controller);
    return controller;
  }
}
