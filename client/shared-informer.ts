import { type KubeObject, keyOf, type ResourceType } from '../apimachinery/index.ts';
import type { Environment } from '../environment/index.ts';
import type { Client } from './client.ts';
import { type Delta, DeltaFifo } from './delta-fifo.ts';
import { HandlerQueue, type Notification } from './handler-queue.ts';
import { ThreadSafeStore } from './indexer.ts';
import type {
  HandlerRegistration,
  Indexer,
  Indexers,
  ResourceEventHandler,
  SharedInformer,
} from './informer.ts';
import { Reflector, type ReflectorOptions } from './reflector.ts';
import type { ReflectorStore } from './reflector-store.ts';
import { planResync } from './resync-period.ts';

export interface SharedInformerOptions<T> extends ReflectorOptions {
  readonly indexers?: Indexers<T>;
  /** How often resyncs are due at most often, until a handler wishes them oftener. 0: never. Default 12 hours. */
  readonly resyncCheckMs?: number;
  /** The wish of handlers that say none. Default 0: they are never resynced. */
  readonly defaultResyncMs?: number;
  /** Runs once on each object before it is kept. Must not change what it is given. */
  readonly transform?: (object: T) => T;
}

/** What kube-controller-manager asks of its informers. */
const defaultResyncCheckMs = 12 * 3600 * 1000;

/** An informer of its own; components share one through an InformerFactory. */
export function createSharedInformer<T extends KubeObject>(
  environment: Environment,
  client: Client,
  type: ResourceType<T>,
  options: SharedInformerOptions<T> = {},
): SharedInformer<T> {
  const informer = new SharedIndexInformer(environment, client, type, options);
  environment.onRevoked(() => informer.stop());
  return informer;
}

/**
 * Reflector -> DeltaFIFO -> indexer -> the queue of each handler. Mirrors client-go tools/cache (sharedIndexInformer).
 * Events go through the queue one by one in the order they arrived, as with its RealFIFO.
 * Whoever makes one calls `stop` when the environment is revoked.
 */
export class SharedIndexInformer<T extends KubeObject> implements SharedInformer<T> {
  readonly type: ResourceType<T>;
  readonly #environment: Environment;
  readonly #store = new ThreadSafeStore<T>();
  readonly #fifo: DeltaFifo<T>;
  readonly #reflector: Reflector<T>;
  /** With each handler whether it takes part in the resync that is going on. */
  readonly #handlers = new Map<HandlerQueue<T>, boolean>();
  readonly #defaultResyncMs: number;
  #resyncCheckMs: number;
  #resyncArmed = false;
  #started = false;
  #synced = false;
  #syncWaiters: (() => void)[] = [];

  constructor(
    environment: Environment,
    client: Client,
    type: ResourceType<T>,
    options: SharedInformerOptions<T>,
  ) {
    this.type = type;
    this.#environment = environment;
    this.#resyncCheckMs = options.resyncCheckMs ?? defaultResyncCheckMs;
    this.#defaultResyncMs = options.defaultResyncMs ?? 0;
    const { transform } = options;
    this.#fifo = new DeltaFifo<T>({
      keyOf,
      knownObjects: this.#store,
      ...(transform === undefined ? {} : { transform }),
    });
    if (options.indexers !== undefined) this.#store.addIndexers(options.indexers);
    this.#reflector = new Reflector(environment, client, type, this.#feed(), options);
  }

  get indexer(): Indexer<T> {
    return this.#store;
  }

  addIndexers(indexers: Indexers<T>): void {
    this.#store.addIndexers(indexers);
  }

  addEventHandler(
    handler: ResourceEventHandler<T>,
    options?: { readonly resyncPeriodMs?: number },
  ): HandlerRegistration {
    if (this.#environment.isRevoked) {
      throw new Error(`the informer of ${this.type.resource} has stopped: no handler can be added`);
    }
    const wantedMs = options?.resyncPeriodMs ?? this.#defaultResyncMs;
    const plan = planResync(wantedMs, this.#resyncCheckMs, this.#started);
    this.#resyncCheckMs = plan.checkMs;
    const forget = (gone: HandlerQueue<T>) => this.#handlers.delete(gone);
    const queue = new HandlerQueue(this.#environment, handler, plan.resyncMs, forget);
    this.#handlers.set(queue, true);
    for (const object of this.#store.list()) queue.push({ type: 'add', object, isInInitialList: true });
    if (this.#synced) queue.push({ type: 'synced' });
    if (this.#started) this.#armResync();
    return queue;
  }

  hasSynced(): boolean {
    return this.#synced;
  }

  waitForSync(): Promise<void> {
    if (this.#synced) return Promise.resolve();
    return new Promise((resolve) => this.#syncWaiters.push(resolve));
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#armResync();
    this.#environment.spawn(this.#reflector.name, () => this.#reflector.run());
  }

  stop(): void {
    this.#reflector.stop();
  }

  lastSyncResourceVersion(): string {
    return this.#reflector.lastSyncResourceVersion();
  }

  /** The reflector's side of the queue. */
  #feed(): ReflectorStore<T> {
    const fifo = this.#fifo;
    return {
      replace: (items) => {
        fifo.replace(items);
        this.#drain();
      },
      add: (object) => this.#take('Added', object),
      update: (object) => this.#take('Updated', object),
      delete: (object) => this.#take('Deleted', object),
    };
  }

  #take(type: 'Added' | 'Updated' | 'Deleted', object: T): void {
    const { trace } = this.#environment;
    if (trace.detailed) {
      const fields = { type, resource: this.type.resource, key: keyOf(object) };
      trace.detail('delivery', fields, { revision: Number(object.metadata?.resourceVersion) });
    }
    this.#fifo.pass(type, object, this.#process);
  }

  #drain(): void {
    while (this.#fifo.pop(this.#process));
    if (!this.#synced && this.#fifo.hasSynced()) this.#becomeSynced();
  }

  #becomeSynced(): void {
    this.#synced = true;
    for (const handler of this.#handlers.keys()) handler.push({ type: 'synced' });
    for (const resolve of this.#syncWaiters.splice(0)) resolve();
  }

  /** The indexer changes before any handler hears of it. Mirrors processDeltas. */
  readonly #process = (deltas: readonly Delta<T>[], isInInitialList: boolean, key: string): void => {
    for (const delta of deltas) {
      const { type, object } = delta;
      const oldObject = this.#store.get(key);
      if (type === 'Deleted') {
        this.#store.delete(key);
        const finalStateUnknown = delta.finalStateUnknown;
        this.#distribute({ type: 'delete', object, finalStateUnknown }, false);
      } else if (oldObject === undefined) {
        this.#store.set(key, object);
        this.#distribute({ type: 'add', object, isInInitialList }, false);
      } else {
        this.#store.set(key, object);
        this.#distribute({ type: 'update', oldObject, object }, sameVersion(oldObject, object));
      }
    }
  };

  /** What changed nothing goes to the handlers of the current resync only. */
  #distribute(notification: Notification<T>, isSync: boolean): void {
    for (const [handler, syncing] of this.#handlers) {
      if (!isSync || syncing) handler.push(notification);
    }
  }

  /** There is a timer only while some handler wants resyncs. */
  #armResync(): void {
    if (this.#resyncArmed) return;
    if (![...this.#handlers.keys()].some((handler) => handler.resyncMs > 0)) return;
    this.#resyncArmed = true;
    this.#environment.clock.setTimer(this.#resyncCheckMs, this.#resyncTick, { background: true });
  }

  readonly #resyncTick = (): void => {
    this.#resyncArmed = false;
    const nowMs = this.#environment.clock.now();
    let due = false;
    for (const handler of this.#handlers.keys()) {
      const takesPart = handler.shouldResync(nowMs);
      if (takesPart) handler.determineNextResync(nowMs);
      this.#handlers.set(handler, takesPart);
      due ||= takesPart;
    }
    if (due) {
      this.#fifo.resync();
      this.#drain();
    }
    this.#armResync();
  };
}

function sameVersion(a: KubeObject, b: KubeObject): boolean {
  return a.metadata?.resourceVersion === b.metadata?.resourceVersion;
}
