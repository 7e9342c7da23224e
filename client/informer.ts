import type { KubeObject, ResourceType } from '../apimachinery/index.ts';

/** A set of index functions by name, as in client-go's cache.Indexers. */
export type Indexers<T> = Readonly<Record<string, (object: T) => readonly string[]>>;

/** A local copy of one resource, by key `namespace/name` or `name`, with secondary indexes. Reads are synchronous. */
export interface Indexer<T> {
  get(key: string): T | undefined;
  has(key: string): boolean;
  keys(): IterableIterator<string>;
  /** Everything, in insertion order of keys. */
  list(): T[];
  /** Objects whose index function gave `value`, in insertion order. Asserts that the index exists. */
  byIndex(indexName: string, value: string): readonly T[];
  indexKeys(indexName: string, value: string): readonly string[];
  readonly size: number;
}

/**
 * The specification is client-go's SharedInformer: eventually consistent; per object the states seen are a subsequence of
 * the true ones; no order between objects; the indexer changes before handlers are called; handlers of one
 * registration run one at a time, in order, each on a queue of its own.
 */
export interface SharedInformer<T extends KubeObject> {
  readonly type: ResourceType<T>;
  readonly indexer: Indexer<T>;
  /** At any time: what is there is indexed at once. Who asks for the same index again has it; throws for a name that another function has. */
  addIndexers(indexers: Indexers<T>): void;
  /** A handler added late gets synthetic adds for what is there. */
  addEventHandler(
    handler: ResourceEventHandler<T>,
    options?: { readonly resyncPeriodMs?: number },
  ): HandlerRegistration;
  /** True once the indexer holds the initial list. */
  hasSynced(): boolean;
  /** Resolves when `hasSynced`. */
  waitForSync(): Promise<void>;
  /** Begins to list and watch. Idempotent. Ends with the environment's signal. */
  start(): void;
  /** The newest resourceVersion the informer has processed ('' before the first list). */
  lastSyncResourceVersion(): string;
  /** Made when asked for. */
  state(): InformerState;
}

/** How far a copy of the server's state is. */
export interface ReflectorState extends InformerOptions {
  readonly metadataOnly?: boolean;
  /** Everything up to it is in the copy; empty before the first list. */
  readonly resourceVersion: string;
  /** When it was last moved on, by a list, an event or a bookmark. */
  readonly heardMs: number | undefined;
  /** A watch is open: what changes comes by itself. */
  readonly watching: boolean;
}

export interface InformerState extends ReflectorState {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly items: number;
  readonly synced: boolean;
  readonly handlers: number;
}

export interface ResourceEventHandler<T> {
  onAdd?(object: T, isInInitialList: boolean): void;
  onUpdate?(oldObject: T, newObject: T): void;
  /** `finalStateUnknown`: the deletion itself was missed, and `object` is the last state known. */
  onDelete?(object: T, finalStateUnknown: boolean): void;
}

export interface HandlerRegistration {
  /** True once this handler was given the initial list. */
  hasSynced(): boolean;
  /** Resolves when `hasSynced`. */
  waitForSync(): Promise<void>;
  /** Nothing more is given to the handler. Idempotent. */
  remove(): void;
}

/** One informer per resource (and namespace or selector), shared by all who ask. */
export interface InformerFactory {
  informer<T extends KubeObject>(type: ResourceType<T>, options?: InformerOptions): SharedInformer<T>;
  /** One that keeps the metadata of objects only, and asks for no more: apart from the one of whole objects. */
  metadataInformer(type: ResourceType, options?: InformerOptions): SharedInformer<KubeObject>;
  /** Starts every informer asked for since; idempotent. */
  start(): void;
  waitForSync(): Promise<void>;
  /** Ends the informers of a resource, which is served no more: their handlers hear nothing. Asked for again, they begin again. */
  stop(type: ResourceType): void;
  /** How far each of them is. */
  states(): readonly InformerState[];
}

export interface InformerOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}
