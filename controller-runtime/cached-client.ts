import {
  formatKey,
  groupVersionResource,
  type KubeList,
  type KubeObject,
  notFound,
  type ObjectKey,
  parseFieldSelector,
  parseLabelSelector,
  type ResourceType,
} from '../apimachinery/index.ts';
import type { Client, GetOptions, InformerFactory, ListOptions, SharedInformer } from '../client/index.ts';

export interface CachedClientOptions {
  /** These are read from the server. */
  readonly disableFor?: readonly ResourceType[];
  /** True: what no informer was asked for yet is an error. Default: the informer of a resource begins with its first read. */
  readonly readerFailOnMissingInformer?: boolean;
}

/**
 * A client that reads from a manager's cache and writes to the server. What is read may be older than what was just written: a
 * reconciler that acts on it must expect a conflict, or to be called again. Objects are shared and frozen, never copied. A list
 * by a field needs `indexField`. Reads that name a resourceVersion go to the server. Mirrors controller-runtime pkg/client (New
 * with a CacheReader) and pkg/cache.
 */
export function cachedClient(
  client: Client,
  informers: InformerFactory,
  options: CachedClientOptions = {},
): Client {
  return overCache(client, new CacheReader(informers, options));
}

/**
 * Objects of a resource can be listed by what `valuesOf` gives for a field of this name. Before the cache starts or later.
 * Mirrors client.FieldIndexer.
 */
export function indexField<T extends KubeObject>(
  informers: InformerFactory,
  type: ResourceType<T>,
  field: string,
  valuesOf: (object: T) => readonly string[],
): void {
  informers.informer(type).addIndexers({ [indexOf(field)]: valuesOf });
}

function indexOf(field: string): string {
  return `field:${field}`;
}

/** What is read of the cache. */
class CacheReader {
  readonly #informers: InformerFactory;
  readonly #failOnMissing: boolean;
  readonly #disabled: ReadonlySet<string>;

  constructor(informers: InformerFactory, options: CachedClientOptions) {
    this.#informers = informers;
    this.#failOnMissing = options.readerFailOnMissingInformer === true;
    this.#disabled = new Set((options.disableFor ?? []).map(groupVersionResource));
  }

  reads(type: ResourceType, options: GetOptions | undefined): boolean {
    return options?.resourceVersion === undefined && !this.#disabled.has(groupVersionResource(type));
  }

  async get<T extends KubeObject>(type: ResourceType<T>, key: ObjectKey): Promise<T> {
    const { indexer } = await this.#synced(type);
    const object = indexer.get(formatKey(key));
    if (object === undefined) throw notFound(type, key.name);
    return object;
  }

  async list<T extends KubeObject>(type: ResourceType<T>, options: ListOptions = {}): Promise<KubeList<T>> {
    if (options.continue !== undefined) throw new Error('continue list option is not supported by the cache');
    const informer = await this.#synced(type);
    const labels = parseLabelSelector(options.labelSelector ?? '');
    const { namespace, limit = 0 } = options;
    const items = byFields(informer, options.fieldSelector ?? '').filter(
      ({ metadata }) =>
        (namespace === undefined || metadata?.namespace === namespace) && labels.matches(metadata?.labels),
    );
    const resourceVersion = informer.lastSyncResourceVersion();
    return { metadata: { resourceVersion }, items: limit > 0 ? items.slice(0, limit) : items };
  }

  async #synced<T extends KubeObject>(type: ResourceType<T>): Promise<SharedInformer<T>> {
    if (this.#failOnMissing && !this.#isAskedFor(type)) throw new Error(`${type.kind} is not cached`);
    // Asked for each time: a resource that was served no more has another one.
    const informer = this.#informers.informer(type);
    if (informer.hasSynced()) return informer;
    this.#informers.start();
    await informer.waitForSync();
    return informer;
  }

  #isAskedFor(type: ResourceType): boolean {
    const name = groupVersionResource(type);
    return this.#informers.states().some((state) => groupVersionResource(state) === name);
  }
}

/** Objects that have all these values of fields. */
function byFields<T extends KubeObject>({ indexer }: SharedInformer<T>, selector: string): readonly T[] {
  const { requirements } = parseFieldSelector(selector);
  if (requirements.length === 0) return indexer.list();
  const [first = [], ...others] = requirements.map(({ field, operator, value }) => {
    if (operator !== '=') throw new Error('non-exact field matches are not supported by the cache');
    return indexer.byIndex(indexOf(field), value);
  });
  return others.reduce((kept, more) => kept.filter((object) => more.includes(object)), first);
}

/** `namespace`: what has one is read in this one only. */
function overCache(server: Client, cache: CacheReader, namespace?: string): Client {
  const own = (type: ResourceType) => (type.namespaced ? namespace : undefined);
  const again = (next: Client) => overCache(next, cache, namespace);
  return {
    get: (type, key, options) => {
      const { namespace: asked = own(type) } = key;
      // Another namespace than its own the client refuses.
      const isOwn = own(type) === undefined || asked === own(type);
      if (!isOwn || !cache.reads(type, options)) return server.get(type, key, options);
      return cache.get(type, { ...key, ...(asked !== undefined && { namespace: asked }) });
    },
    list: (type, options) => {
      const { namespace: asked = own(type) } = options ?? {};
      const isOwn = own(type) === undefined || asked === own(type);
      if (!isOwn || !cache.reads(type, options)) return server.list(type, options);
      return cache.list(type, { ...options, ...(asked !== undefined && { namespace: asked }) });
    },
    watch: (type, options, sink) => server.watch(type, options, sink),
    create: (type, object, options) => server.create(type, object, options),
    update: (type, object, options) => server.update(type, object, options),
    updateStatus: (type, object, options) => server.updateStatus(type, object, options),
    patch: (type, key, patch, options) => server.patch(type, key, patch, options),
    apply: (type, object, options) => server.apply(type, object, options),
    delete: (type, key, options) => server.delete(type, key, options),
    deleteCollection: (type, options) => server.deleteCollection(type, options),
    getSubresource: (type, key, subresource) => server.getSubresource(type, key, subresource),
    createSubresource: (type, key, subresource, body, options) =>
      server.createSubresource(type, key, subresource, body, options),
    updateSubresource: (type, key, subresource, body, options) =>
      server.updateSubresource(type, key, subresource, body, options),
    raw: (request) => server.raw(request),
    withCause: (cause) => again(server.withCause(cause)),
    withUserAgent: (userAgent) => again(server.withUserAgent(userAgent)),
    withDefaults: (defaults) =>
      overCache(server.withDefaults(defaults), cache, defaults.namespace ?? namespace),
  };
}
