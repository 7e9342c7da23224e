import type {
  KubeList,
  KubeObject,
  ObjectKey,
  RequestCause,
  ResourceType,
  WatchEvent,
} from '../apimachinery/index.ts';

/**
 * A typed client of one API server, over any Transport. Answers of 400 and above reject with StatusError; no answer
 * at all with TransportError. Objects given are taken over and frozen; objects answered are frozen and shared.
 */
export interface Client {
  get<T extends KubeObject>(type: ResourceType<T>, key: ObjectKey, options?: GetOptions): Promise<T>;
  list<T extends KubeObject>(type: ResourceType<T>, options?: ListOptions): Promise<KubeList<T>>;
  /** Resolves when the server has accepted the watch; rejects with StatusError if it did not. */
  watch<T extends KubeObject>(
    type: ResourceType<T>,
    options: WatchOptions,
    sink: ClientWatchSink,
  ): Promise<ClientWatch>;
  create<T extends KubeObject>(type: ResourceType<T>, object: T, options?: WriteOptions): Promise<T>;
  update<T extends KubeObject>(type: ResourceType<T>, object: T, options?: WriteOptions): Promise<T>;
  updateStatus<T extends KubeObject>(type: ResourceType<T>, object: T, options?: WriteOptions): Promise<T>;
  patch<T extends KubeObject>(
    type: ResourceType<T>,
    key: ObjectKey,
    patch: Patch,
    options?: PatchOptions,
  ): Promise<T>;
  /**
   * Server-side apply: the object then has what is given, and no more what its manager gave before and does not give now.
   * Made where there is none. Rejects with Conflict for what others own, unless forced.
   */
  apply<T extends KubeObject>(type: ResourceType<T>, object: T, options?: ApplyOptions): Promise<T>;
  delete(type: ResourceType, key: ObjectKey, options?: DeleteOptions): Promise<KubeObject>;
  deleteCollection(type: ResourceType, options?: ListOptions & DeleteOptions): Promise<void>;
  /** GET of a subresource: `scale`. */
  getSubresource<S extends KubeObject>(type: ResourceType, key: ObjectKey, subresource: string): Promise<S>;
  /** POST to a subresource: `binding` and `eviction` of pods, `token` of service accounts. */
  createSubresource<S extends KubeObject>(
    type: ResourceType,
    key: ObjectKey,
    subresource: string,
    body: S,
    options?: WriteOptions,
  ): Promise<S>;
  /** PUT of a subresource whose object is of a kind of its own: `scale`. */
  updateSubresource<S extends KubeObject>(
    type: ResourceType,
    key: ObjectKey,
    subresource: string,
    body: S,
    options?: WriteOptions,
  ): Promise<S>;
  /** Any request, for what the typed methods do not cover (discovery, scale). The answer's object. */
  raw(request: RawRequest): Promise<object>;
  /** The same client, whose requests say what made them. */
  withCause(cause: RequestCause | undefined): Client;
  /** The same client, under another user agent (and so another name in the trace). */
  withUserAgent(userAgent: string): Client;
  /** The same client, for which this holds where a call does not say it; nothing that held before is lost. */
  withDefaults(defaults: ClientDefaults): Client;
}

/**
 * What holds for all calls of a client. Mirrors controller-runtime pkg/client (NewNamespacedClient, NewDryRunClient,
 * WithFieldOwner, WithFieldValidation).
 */
export interface ClientDefaults extends WriteOptions {
  /** All that has a namespace is asked for in this one; calls that name another are refused. */
  readonly namespace?: string;
}

export interface GetOptions {
  readonly resourceVersion?: string;
}

export interface ListOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  readonly limit?: number;
  readonly continue?: string;
  /** True: objects come without spec and status, as PartialObjectMetadata, where the server can do that. */
  readonly metadataOnly?: boolean;
}

export interface WatchOptions extends ListOptions {
  readonly allowWatchBookmarks?: boolean;
  readonly sendInitialEvents?: boolean;
  readonly timeoutSeconds?: number;
}

export interface ClientWatchSink {
  /** In order; ERROR events are given as they come and are the last. */
  events(batch: readonly WatchEvent[]): void;
  /** The last call. An error: the connection broke. */
  end(error?: Error): void;
}

export interface ClientWatch {
  stop(): void;
}

export interface WriteOptions {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** What becomes of fields that the kind does not have. Default: the server's, which is `Warn`. */
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
}

export interface Patch {
  readonly type: 'json' | 'merge' | 'strategic';
  readonly body: object;
}

export interface PatchOptions extends WriteOptions {
  /** `status`, `scale`, `resize`: one that the resource has. */
  readonly subresource?: string;
}

export interface ApplyOptions extends PatchOptions {
  /** Needed, unless the client has one by default. */
  readonly fieldManager?: string;
  /** True: what others own is taken over. */
  readonly force?: boolean;
}

export interface DeleteOptions {
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly accept?: string;
  readonly body?: object;
}
