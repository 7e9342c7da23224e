import { deepFreeze, type KubeObject, keyOf, type ResourceType } from '../apimachinery/index.ts';
import type { Environment, Timer } from '../environment/index.ts';
import type { Client } from './client.ts';
import { DeltaFifo } from './delta-fifo.ts';
import type { DeltaQueue, ProcessDelta } from './delta-queue.ts';
import { HandlerQueue, type Notification } from './handler-queue.ts';
import { ThreadSafeStore } from './indexer.ts';
import type {
  HandlerRegistration,
  Indexer,
  Indexers,
  InformerState,
  ResourceEventHandler,
  SharedInformer,
} from './informer.ts';
import { RealFifo } from './real-fifo.ts';
import { Reflector, type ReflectorOptions } from './reflector.ts';
import type { ReflectorStore } from './reflector-store.ts';
import { planResync } from './resync-period.ts';

export interface SharedInformerOptions<T> extends ReflectorOptions {
  readonly indexers?: Indexers<T>;
  /** How often resyncs are due at most often, until a handler wishes them oftener. 0: never. Default 12 hours. */
  readonly resyncCheckMs?: number;
  /** The wish of handlers that say none. Default 0: they are never resynced. */
  readonly defaultResyncMs?: number;
  /** Runs once on each object before it is kept. Must not change what it is given; what it makes is frozen. */
  readonly transform?: (object: T) => T;
  /** Whether events go through in their order, as in 1.36 (default), or those of one object together, as before 1.33. */
  readonly inOrder?: boolean;
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
 * Reflector -> FIFO -> indexer -> the queue of each handler. Mirrors client-go tools/cache (sharedIndexInformer).
 * Whoever makes one calls `stop` when the environment is revoked.
 */
export class SharedIndexInformer<T extends KubeObject> implements SharedInformer<T> {
  readonly type: ResourceType<T>;
  readonly #environment: Environment;
  readonly #store = new ThreadSafeStore<T>();
  readonly #fifo: DeltaQueue<T>;
  readonly #reflector: Reflector<T>;
  /** With each handler whether it takes part in the resync that is going on. */
  readonly #handlers = new Map<HandlerQueue<T>, boolean>();
  readonly #defaultResyncMs: number;
  #resyncCheckMs: number;
  #resync: Timer | undefined;
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
    const transform = options.transform && frozen(options.transform);
    this.#fifo =
      (options.inOrder ?? true)
        ? new RealFifo<T>(transform)
        : new DeltaFifo<T>({ keyOf, knownObjects: this.#store, ...(transform && { transform }) });
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
    if (this.#environment.isRevoked || this.#reflector.isStopped) {
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

  /** Takes nothing in any more; the handlers hear nothing. */
  stop(): void {
    this.#reflector.stop();
    this.#resync?.cancel();
    for (const handler of [...this.#handlers.keys()]) handler.remove();
  }

  lastSyncResourceVersion(): string {
    return this.#reflector.lastSyncResourceVersion();
  }

  state(): InformerState {
    const { group, version, resource } = this.type;
    return {
      group,
      version,
      resource,
      items: this.#store.size,
      synced: this.#synced,
      handlers: this.#handlers.size,
      ...this.#reflector.state(),
    };
  }

  /** The reflector's side of the queue. */
  #feed(): ReflectorStore<T> {
    const fifo = this.#fifo;
    return {
      replace: (items) => {
        fifo.replace(items);
        fifo.drain(this.#process);
        if (!this.#synced && fifo.hasSynced()) this.#becomeSynced();
      },
      add: (object) => {
        this.#tell('Added', object);
        fifo.add(object);
        fifo.drain(this.#process);
      },
      update: (object) => {
        this.#tell('Updated', object);
        fifo.update(object);
        fifo.drain(this.#process);
      },
      delete: (object) => {
        this.#tell('Deleted', object);
        fifo.delete(object);
        fifo.drain(this.#process);
      },
    };
  }

  #tell(type: 'Added' | 'Updated' | 'Deleted', object: T): void {
    const { trace } = this.#environment;
    if (!trace.detailed) return;
    const fields = { type, resource: this.type.resource, key: keyOf(object) };
    trace.detail('delivery', fields, { revision: Number(object.metadata?.resourceVersion) });
  }

  #becomeSynced(): void {
    this.#synced = true;
    for (const handler of this.#handlers.keys()) handler.push({ type: 'synced' });
    for (const resolve of this.#syncWaiters.splice(0)) resolve();
  }

  /** The indexer changes before any handler hears of it. Mirrors processDeltas. */
  readonly #process: ProcessDelta<T> = (delta, isInInitialList) => {
    if (delta.type === 'ReplacedAll') return this.#replace(delta.objects, isInInitialList);
    if (delta.type === 'SyncAll') return this.#tellAgain();
    const { type, object, finalStateUnknown } = delta;
    const key = keyOf(object);
    if (type === 'Deleted') {
      this.#store.delete(key);
      this.#distribute({ type: 'delete', object, finalStateUnknown }, false);
      return;
    }
    const oldObject = this.#store.get(key);
    this.#store.set(key, object);
    this.#tellOf(oldObject, object, isInInitialList);
  };

  /** Deletions are told first, then what is there, as it was listed. Mirrors processReplacedAllInfo. */
  #replace(objects: readonly T[], isInInitialList: boolean): void {
    const listed = new Map(objects.map((object) => [keyOf(object), object]));
    const before = new Map<string, T>();
    const gone: T[] = [];
    for (const key of this.#store.keys()) {
      const object = this.#store.get(key) as T;
      if (listed.has(key)) before.set(key, object);
      else gone.push(object);
    }
    this.#store.replace(listed);
    for (const object of gone) this.#distribute({ type: 'delete', object, finalStateUnknown: true }, false);
    for (const [key, object] of listed) this.#tellOf(before.get(key), object, isInInitialList);
  }

  #tellAgain(): void {
    for (const object of this.#store.list()) this.#tellOf(object, object, false);
  }

  #tellOf(oldObject: T | undefined, object: T, isInInitialList: boolean): void {
    if (oldObject === undefined) this.#distribute({ type: 'add', object, isInInitialList }, false);
    else this.#distribute({ type: 'update', oldObject, object }, sameVersion(oldObject, object));
  }

  /** What changed nothing goes to the handlers of the current resync only. */
  #distribute(notification: Notification<T>, isSync: boolean): void {
    for (const [handler, syncing] of this.#handlers) {
      if (!isSync || syncing) handler.push(notification);
    }
  }

  /** There is a timer only while some handler wants resyncs. */
  #armResync(): void {
    if (this.#resync !== undefined) return;
    if (![...this.#handlers.keys()].some((handler) => handler.resyncMs > 0)) return;
    const { clock } = this.#environment;
    this.#resync = clock.setTimer(this.#resyncCheckMs, this.#resyncTick, { background: true });
  }

  readonly #resyncTick = (): void => {
    this.#resync = undefined;
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
      this.#fifo.drain(this.#process);
    }
    this.#armResync();
  };
}

/** What informers keep is shared by all who ask: nobody may change it. */
function frozen<T>(transform: (object: T) => T): (object: T) => T {
  return (object) => deepFreeze(transform(object));
}

function sameVersion(a: KubeObject, b: KubeObject): boolean {
  return a.metadata?.resourceVersion === b.metadata?.resourceVersion;
}
