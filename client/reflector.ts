import { type KubeObject, type ResourceType, StatusError } from '../apimachinery/index.ts';
import type { Environment } from '../environment/index.ts';
import { Backoff, type BackoffOptions, reflectorBackoff } from './backoff.ts';
import type { Client, WatchOptions } from './client.ts';
import type { InformerOptions, ReflectorState } from './informer.ts';
import { defaultPageSize, listInPages, type PagedList } from './list-pager.ts';
import type { ReflectorStore } from './reflector-store.ts';
import { isTransportError } from './transport-error.ts';
import {
  isExpiredError,
  isOperatingError,
  isTooLargeResourceVersionError,
  isWatchErrorRetriable,
} from './watch-errors.ts';
import { WatchSession } from './watch-session.ts';

export interface ReflectorOptions extends InformerOptions {
  /** Ask for the metadata of objects only. Default false. */
  readonly metadataOnly?: boolean;
  /** Ask for the initial list as a watch stream, and list only where a server cannot. Default true. */
  readonly watchList?: boolean;
  /** Explicit page size, also for lists at an exact resourceVersion. Default: 500, and none at a version. */
  readonly pageSize?: number;
  readonly backoff?: BackoffOptions;
  /** How long InternalErrors of a watch are answered by watching again rather than by a new list. Default 0. */
  readonly internalErrorRetryMsMax?: number;
  /** Told of every failure, before the reflector tries again, and of what it goes on in spite of. */
  readonly onError?: (error: Error) => void;
}

/** Watches live for 5 to 10 minutes, at random, so that they do not all come back at once. */
const watchTimeoutSecondsMin = 300;
/** Internal errors further apart are not a row. */
const internalErrorsApartMs = 60_000;

/**
 * Keeps `store` equal to what the server has: lists, watches from there, and lists again when it must. Nothing the
 * server does ends it. Mirrors client-go tools/cache (Reflector).
 * Differs: a stream is put into the store as its events arrive, not by a loop.
 */
export class Reflector<T extends KubeObject> {
  readonly name: string;
  readonly kind: string;
  readonly store: ReflectorStore<T>;
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #type: ResourceType<T>;
  readonly #options: ReflectorOptions;
  readonly #selection: InformerOptions & Pick<ReflectorOptions, 'metadataOnly'>;
  readonly #backoff: Backoff;
  #session: WatchSession<T> | undefined;
  #stopped = false;
  #lastSyncResourceVersion = '';
  #heardMs: number | undefined;
  /** The server refused our last resourceVersion as expired or not reached: only '' is sure to be served. */
  #lastSyncUnavailable = false;
  #paginatedResult = false;
  #internalErrorsSinceMs = Number.NEGATIVE_INFINITY;
  #lastInternalErrorMs = Number.NEGATIVE_INFINITY;

  constructor(
    environment: Environment,
    client: Client,
    type: ResourceType<T>,
    store: ReflectorStore<T>,
    options: ReflectorOptions = {},
  ) {
    const { namespace, labelSelector, fieldSelector, metadataOnly } = options;
    this.name = `reflector of ${type.resource}`;
    this.kind = type.kind;
    this.#environment = environment;
    this.#client = client;
    this.#type = type;
    this.store = store;
    this.#options = options;
    this.#selection = {
      ...(namespace === undefined ? {} : { namespace }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
      ...(metadataOnly === undefined ? {} : { metadataOnly }),
    };
    this.#backoff = new Backoff(environment, options.backoff ?? reflectorBackoff);
  }

  lastSyncResourceVersion(): string {
    return this.#lastSyncResourceVersion;
  }

  setLastSyncResourceVersion(resourceVersion: string): void {
    this.#lastSyncResourceVersion = resourceVersion;
    this.#heardMs = this.#environment.clock.now();
  }

  warn(message: string): void {
    this.#report(new Error(message));
  }

  /** Made when asked for. */
  state(): ReflectorState {
    return {
      ...this.#selection,
      resourceVersion: this.#lastSyncResourceVersion,
      heardMs: this.#heardMs,
      watching: !this.#over && this.#session?.isOpen === true,
    };
  }

  /** Lists and watches until `stop`, which whoever revokes the environment calls, too. Rejects only for what is a mistake in a program. */
  async run(): Promise<void> {
    // Without a bound on purpose: a copy that gave up would be wrong for ever. The back-off paces it.
    while (!this.#over) {
      try {
        await this.listAndWatch();
      } catch (error) {
        if (this.#over) return;
        if (!isOperatingError(error)) throw error;
        this.#report(error);
      }
      if (this.#over) return;
      await this.#backoff.wait().catch((error: unknown) => {
        if (!this.#over) throw error;
      });
    }
  }

  /** Takes no more from the stream there is, and opens no other. */
  stop(): void {
    this.#stopped = true;
    this.#session?.stop();
    this.#backoff.cutShort();
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  get #over(): boolean {
    return this.#stopped || this.#environment.isRevoked;
  }

  /** One round: the whole state, then its changes until the watch cannot go on. Rejects with what failed. */
  async listAndWatch(): Promise<void> {
    const streaming = (this.#options.watchList ?? true) ? await this.#streamInitialList() : undefined;
    if (this.#over) return;
    if (streaming === undefined) await this.#list();
    await this.#watch(streaming);
  }

  /** The session whose initial events are in the store, or undefined where the server cannot do that. */
  async #streamInitialList(): Promise<WatchSession<T> | undefined> {
    // Paced by the back-off for errors, and by the server for streams that end early in good order.
    while (!this.#over) {
      try {
        const session = await this.#tryInitialStream();
        if (session !== undefined) {
          this.#lastSyncUnavailable = false;
          return session;
        }
      } catch (error) {
        if (!isOperatingError(error)) throw error;
        if (await this.#mayRetryInitialStream(error)) continue;
        this.#report(error);
        return undefined;
      }
    }
    return undefined;
  }

  async #tryInitialStream(): Promise<WatchSession<T> | undefined> {
    const resourceVersion = this.#lastSyncUnavailable ? '' : this.#lastSyncResourceVersion;
    const session = await this.#open(resourceVersion, {
      sendInitialEvents: true,
      resourceVersionMatch: 'NotOlderThan',
    });
    if (await session.synced()) return session;
    await session.ended();
    return undefined;
  }

  async #mayRetryInitialStream(error: Error): Promise<boolean> {
    if (isWatchErrorRetriable(error)) {
      await this.#backoff.wait();
      return true;
    }
    if (!isExpiredError(error) && !isTooLargeResourceVersionError(error)) return false;
    this.#lastSyncUnavailable = true;
    return true;
  }

  async #list(): Promise<void> {
    const wanted = this.#relistResourceVersion();
    const list = await this.#listAt(wanted).catch((error: unknown) => {
      if (!isExpiredError(error) && !isTooLargeResourceVersionError(error)) throw error;
      this.#lastSyncUnavailable = true;
      return this.#listAt(this.#relistResourceVersion());
    });
    // A first list that came in pages says that the server does not serve lists from a cache: keep asking so.
    if (wanted === '0' && list.paginated) this.#paginatedResult = true;
    this.#lastSyncUnavailable = false;
    this.store.replace(list.items, list.resourceVersion);
    this.setLastSyncResourceVersion(list.resourceVersion);
  }

  #listAt(resourceVersion: string): Promise<PagedList<T>> {
    const listPage = (options: WatchOptions) => this.#client.list(this.#type, options);
    return listInPages(listPage, { ...this.#selection, resourceVersion }, this.#pageSize(resourceVersion));
  }

  #pageSize(resourceVersion: string): number {
    if (this.#options.pageSize !== undefined) return this.#options.pageSize;
    const atVersion = resourceVersion !== '' && resourceVersion !== '0';
    return atVersion && !this.#paginatedResult ? 0 : defaultPageSize;
  }

  #relistResourceVersion(): string {
    if (this.#lastSyncUnavailable) return '';
    return this.#lastSyncResourceVersion === '' ? '0' : this.#lastSyncResourceVersion;
  }

  /** Watches, again and again from where the last watch ended, until only a new list can help. */
  async #watch(streaming: WatchSession<T> | undefined): Promise<void> {
    let session = streaming;
    while (!this.#over) {
      try {
        session ??= await this.#open(this.#lastSyncResourceVersion, {});
      } catch (error) {
        if (!isWatchErrorRetriable(error)) throw error;
        await this.#backoff.wait();
        continue;
      }
      try {
        await session.ended();
      } catch (error) {
        if (!isOperatingError(error)) throw error;
        if (!(await this.#mayWatchAgain(error, session))) return;
      }
      session = undefined;
    }
  }

  /** After a stream's error: whether to go on watching from the last version rather than to list. */
  async #mayWatchAgain(error: Error, session: WatchSession<T>): Promise<boolean> {
    if (!(error instanceof StatusError)) {
      this.#report(error);
      // What a connection that broke has not told the next watch tells.
      return isTransportError(error) && !session.isShort;
    }
    if (error.reason === 'TooManyRequests') {
      await this.#backoff.wait();
      return true;
    }
    if (error.reason === 'InternalError' && this.#mayRetryInternalError(this.#environment.clock.now()))
      return true;
    this.#report(error);
    return false;
  }

  /** For a time after the first of a row of internal errors. Mirrors RetryWithDeadline. */
  #mayRetryInternalError(nowMs: number): boolean {
    const retryMs = this.#options.internalErrorRetryMsMax ?? 0;
    if (nowMs - this.#lastInternalErrorMs >= internalErrorsApartMs) this.#internalErrorsSinceMs = nowMs;
    this.#lastInternalErrorMs = nowMs;
    return retryMs > 0 && nowMs - this.#internalErrorsSinceMs <= retryMs;
  }

  async #open(resourceVersion: string, options: WatchOptions): Promise<WatchSession<T>> {
    const { random } = this.#environment;
    const session = new WatchSession<T>(this.#environment, this, {
      initialEvents: options.sendInitialEvents === true,
      resourceVersion,
    });
    const watch = await this.#client.watch(
      this.#type,
      {
        ...this.#selection,
        ...options,
        resourceVersion,
        allowWatchBookmarks: true,
        timeoutSeconds: Math.floor(watchTimeoutSecondsMin * (1 + random.next())),
      },
      session,
    );
    session.attach(watch);
    if (this.#over) session.stop();
    this.#session = session;
    return session;
  }

  /** What fails because it is over is nobody's trouble. */
  #report(error: Error): void {
    if (!this.#over) this.#options.onError?.(error);
  }
}
