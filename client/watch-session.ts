import { type KubeObject, keyOf, type WatchEvent } from '../apimachinery/index.ts';
import type { Environment, Timer } from '../environment/index.ts';
import type { ClientWatch, ClientWatchSink } from './client.ts';
import type { ReflectorStore } from './reflector-store.ts';
import { errorFromObject } from './response-error.ts';
import { VeryShortWatchError } from './watch-errors.ts';

/** What a session tells the reflector it belongs to. */
export interface WatchSessionOwner<T> {
  readonly name: string;
  /** The kind that the objects are expected to be of. */
  readonly kind: string;
  readonly store: ReflectorStore<T>;
  /** The store now holds everything up to this resourceVersion. */
  setLastSyncResourceVersion(resourceVersion: string): void;
  /** Told of what is wrong and does not end the session. */
  warn(message: string): void;
}

export interface WatchSessionOptions {
  /** The first events are the initial list, up to the bookmark that says so. */
  readonly initialEvents: boolean;
  /** Where the watch began. From '' or '0' it begins with made-up events whose versions say nothing yet. */
  readonly resourceVersion: string;
}

/** The annotation of the bookmark that ends the initial events. */
const initialEventsEnd = 'k8s.io/initial-events-end';
const shortWatchMs = 1000;
const warnEachMs = 10_000;

/**
 * One watch stream, from its request to its end: puts its events into the store as they come.
 * Mirrors client-go tools/cache (handleAnyWatch, handleListWatch).
 */
export class WatchSession<T extends KubeObject> implements ClientWatchSink {
  readonly #environment: Environment;
  readonly #owner: WatchSessionOwner<T>;
  readonly #startedMs: number;
  readonly #ended: Promise<void>;
  #settle: (error: Error | undefined) => void = () => {};
  readonly #synced: Promise<boolean>;
  #settleSync: (synced: boolean) => void = () => {};
  /** What the initial events have told so far; undefined once they are over. */
  #initial: Map<string, T> | undefined;
  #versionsCount: boolean;
  #watch: ClientWatch | undefined;
  #eventCount = 0;
  #lastEventMs: number | undefined;
  #warning: Timer | undefined;
  #over = false;

  constructor(environment: Environment, owner: WatchSessionOwner<T>, options: WatchSessionOptions) {
    this.#environment = environment;
    this.#owner = owner;
    this.#startedMs = environment.clock.now();
    this.#initial = options.initialEvents ? new Map() : undefined;
    this.#versionsCount = options.resourceVersion !== '' && options.resourceVersion !== '0';
    this.#ended = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    // Whoever waits for the initial events may never come to wait for the end.
    this.#ended.catch(() => {});
    this.#synced = new Promise((resolve) => {
      this.#settleSync = resolve;
    });
  }

  /** The watch as it was answered; a session that is over already stops it. */
  attach(watch: ClientWatch): void {
    if (this.#over) {
      watch.stop();
      return;
    }
    this.#watch = watch;
    if (this.#initial !== undefined) this.#warnLater();
  }

  /** True when the initial events are in the store; false when the stream ended before. */
  synced(): Promise<boolean> {
    return this.#synced;
  }

  /** Resolves when the stream ended in good order; rejects with what ended it. */
  ended(): Promise<void> {
    return this.#ended;
  }

  get isOpen(): boolean {
    return this.#watch !== undefined;
  }

  /** No event is taken from now on. Idempotent. */
  stop(): void {
    this.#finish(undefined);
  }

  events(batch: readonly WatchEvent[]): void {
    try {
      for (const event of batch) {
        if (this.#over) return;
        this.#take(event);
      }
    } catch (error) {
      // A mistake in a program (an index function, say) is the reflector's failure, not that of who delivers.
      this.#finish(error as Error);
    }
  }

  end(error?: Error): void {
    if (this.#over) return;
    this.#finish(error ?? (this.isShort ? new VeryShortWatchError(this.#owner.name) : undefined));
  }

  /** So far it has told nothing, and has not been there for long. */
  get isShort(): boolean {
    return this.#environment.clock.now() - this.#startedMs < shortWatchMs && this.#eventCount === 0;
  }

  #take(event: WatchEvent): void {
    if (event.type === 'ERROR') {
      this.#finish(errorFromObject(event.object));
      return;
    }
    this.#eventCount += 1;
    const object = event.object as T;
    if (!this.#isExpected(object.kind)) {
      this.#owner.warn(
        `${this.#owner.name}: expected a ${this.#owner.kind}, the watch told of a ${object.kind}`,
      );
      return;
    }
    if (this.#initial === undefined) this.#apply(event.type, object);
    else this.#collect(this.#initial, event.type, object);
  }

  /** Objects of a list may not say their kind. */
  #isExpected(kind: string | undefined): boolean {
    return kind === undefined || kind === this.#owner.kind || kind === 'PartialObjectMetadata';
  }

  /** Store first, version after: a version says that what it covers can be read. */
  #apply(type: WatchEvent['type'], object: T): void {
    const store = this.#owner.store;
    if (type === 'ADDED') store.add(object);
    else if (type === 'MODIFIED') store.update(object);
    else if (type === 'DELETED') store.delete(object);
    if (type !== 'ADDED') this.#versionsCount = true;
    const resourceVersion = object.metadata?.resourceVersion;
    if (this.#versionsCount && resourceVersion !== undefined) {
      this.#owner.setLastSyncResourceVersion(resourceVersion);
    }
  }

  #collect(initial: Map<string, T>, type: WatchEvent['type'], object: T): void {
    this.#lastEventMs = this.#environment.clock.now();
    if (type === 'DELETED') initial.delete(keyOf(object));
    else if (type !== 'BOOKMARK') initial.set(keyOf(object), object);
    else if (object.metadata?.annotations?.[initialEventsEnd] === 'true') {
      const resourceVersion = object.metadata.resourceVersion ?? '';
      this.#initial = undefined;
      this.#warning?.cancel();
      this.#versionsCount = true;
      this.#owner.store.replace([...initial.values()], resourceVersion);
      this.#owner.setLastSyncResourceVersion(resourceVersion);
      this.#settleSync(true);
    }
  }

  /** The end of the initial events is overdue when nothing has come for as long. Mirrors initialEventsEndBookmarkTicker. */
  #warnLater(): void {
    const { clock } = this.#environment;
    const warn = () => {
      const silentMs = clock.now() - (this.#lastEventMs ?? this.#startedMs);
      if (silentMs >= warnEachMs) {
        this.#owner.warn(
          `${this.#owner.name}: awaiting the end of the initial events, none has come for ${silentMs / 1000} s`,
        );
      }
      // Whoever was told may have stopped it.
      if (!this.#over) this.#warnLater();
    };
    this.#warning = clock.setTimer(warnEachMs, warn, { background: true });
  }

  #finish(error: Error | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#watch?.stop();
    this.#watch = undefined;
    this.#warning?.cancel();
    this.#settle(error);
    this.#settleSync(false);
  }
}
