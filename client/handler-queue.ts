import { type KubeObject, keyOf } from '../apimachinery/index.ts';
import type { Environment } from '../environment/index.ts';
import type { HandlerRegistration, ResourceEventHandler } from './informer.ts';

/** One call a handler is due. Shared by all handlers of an informer. */
export type Notification<T> =
  | { readonly type: 'add'; readonly object: T; readonly isInInitialList: boolean }
  | { readonly type: 'update'; readonly oldObject: T; readonly object: T }
  | { readonly type: 'delete'; readonly object: T; readonly finalStateUnknown: boolean }
  /** Everything of the initial list is before this. */
  | { readonly type: 'synced' };

/**
 * One registration: an unbounded queue in front of a handler, emptied in a later microtask, so that a handler never
 * runs inside the change of the indexer and a slow one holds up no other. Mirrors client-go tools/cache
 * (processorListener). Differs: a handler that throws fails the world; the next calls are made all the same.
 */
export class HandlerQueue<T extends KubeObject> implements HandlerRegistration {
  /** 0: never resynced. */
  readonly resyncMs: number;
  #nextResyncMs: number;
  readonly #environment: Environment;
  readonly #handler: ResourceEventHandler<T>;
  readonly #onRemove: (queue: HandlerQueue<T>) => void;
  #pending: Notification<T>[] = [];
  #scheduled = false;
  #removed = false;
  #synced = false;
  #syncWaiters: (() => void)[] = [];

  constructor(
    environment: Environment,
    handler: ResourceEventHandler<T>,
    resyncMs: number,
    onRemove: (queue: HandlerQueue<T>) => void,
  ) {
    this.#environment = environment;
    this.#handler = handler;
    this.resyncMs = resyncMs;
    this.#nextResyncMs = environment.clock.now() + resyncMs;
    this.#onRemove = onRemove;
  }

  shouldResync(nowMs: number): boolean {
    return this.resyncMs !== 0 && nowMs >= this.#nextResyncMs;
  }

  determineNextResync(nowMs: number): void {
    this.#nextResyncMs = nowMs + this.resyncMs;
  }

  hasSynced(): boolean {
    return this.#synced;
  }

  waitForSync(): Promise<void> {
    if (this.#synced) return Promise.resolve();
    return new Promise((resolve) => this.#syncWaiters.push(resolve));
  }

  remove(): void {
    if (this.#removed) return;
    this.#removed = true;
    this.#pending = [];
    this.#onRemove(this);
  }

  push(notification: Notification<T>): void {
    if (this.#removed) return;
    this.#pending.push(notification);
    if (this.#scheduled) return;
    this.#scheduled = true;
    void settled.then(this.#drain);
  }

  /** Calls the handler for what is queued, a bounded number at a time; what is queued meanwhile waits for the next time. */
  readonly #drain = (): void => {
    const batch = this.#pending;
    this.#pending = batch.length > callsPerTurn ? batch.splice(callsPerTurn) : [];
    this.#scheduled = this.#pending.length > 0;
    if (this.#scheduled) void this.#environment.turn().then(this.#drain);
    for (const notification of batch) {
      if (this.#removed || this.#environment.isRevoked) return;
      try {
        this.#call(notification);
      } catch (error) {
        const task = `informer event handler: ${textOf(notification)}`;
        this.#environment.spawn(task, () => Promise.reject(error));
      }
    }
  };

  #call(notification: Notification<T>): void {
    switch (notification.type) {
      case 'add':
        this.#handler.onAdd?.(notification.object, notification.isInInitialList);
        return;
      case 'update':
        this.#handler.onUpdate?.(notification.oldObject, notification.object);
        return;
      case 'delete':
        this.#handler.onDelete?.(notification.object, notification.finalStateUnknown);
        return;
      case 'synced':
        this.#synced = true;
        for (const resolve of this.#syncWaiters.splice(0)) resolve();
    }
  }
}

/** `update of Pod default/web`. */
function textOf(notification: Notification<KubeObject>): string {
  if (notification.type === 'synced') return notification.type;
  const { type, object } = notification;
  return `${type} of ${object.kind ?? 'object'} ${keyOf(object)}`;
}

/** A hundred thousand objects of an initial list are told in pieces, between which others have their turn. */
const callsPerTurn = 1_000;

/** What follows it is a microtask, as with `queueMicrotask`, which makes an AsyncResource each time. */
const settled = Promise.resolve();
