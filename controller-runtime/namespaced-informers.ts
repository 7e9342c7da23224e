import type { KubeObject, ResourceType } from '../apimachinery/index.ts';
import type {
  HandlerRegistration,
  Indexer,
  Indexers,
  InformerFactory,
  InformerOptions,
  InformerState,
  ResourceEventHandler,
  SharedInformer,
} from '../client/index.ts';

/**
 * A cache of some namespaces only: of what has a namespace there is an informer in each of them, which are one to whoever asks.
 * What has none, and what is asked for in a namespace, is as before. Mirrors controller-runtime pkg/cache (DefaultNamespaces,
 * multiNamespaceCache).
 */
export function informersOfNamespaces(
  informers: InformerFactory,
  namespaces: readonly string[],
): InformerFactory {
  const known = new Map<string, SharedInformer<KubeObject>>();
  const several = <T extends KubeObject>(
    type: ResourceType<T>,
    options: InformerOptions | undefined,
    kept: string,
    inOne: (options: InformerOptions) => SharedInformer<T>,
  ): SharedInformer<T> => {
    if (!type.namespaced || options?.namespace !== undefined) return inOne(options ?? {});
    const name = `${kept} ${type.group}/${type.version}/${type.resource} ${JSON.stringify(options ?? {})}`;
    const found = known.get(name);
    // The name is of the type.
    if (found !== undefined) return found as unknown as SharedInformer<T>;
    const made = new SeveralInformers(
      new Map(namespaces.map((one) => [one, inOne({ ...options, namespace: one })])),
    );
    known.set(name, made as unknown as SharedInformer<KubeObject>);
    return made;
  };
  return {
    informer: (type, options) => several(type, options, '', (asked) => informers.informer(type, asked)),
    metadataInformer: (type, options) =>
      several<KubeObject>(type, options, 'metadata', (asked) => informers.metadataInformer(type, asked)),
    start: () => informers.start(),
    waitForSync: () => informers.waitForSync(),
    stop(type) {
      known.clear();
      informers.stop(type);
    },
    states: () => informers.states(),
  };
}

/** By namespace. There is at least one. */
class SeveralInformers<T extends KubeObject> implements SharedInformer<T> {
  readonly type: ResourceType<T>;
  readonly indexer: Indexer<T>;
  readonly #all: readonly SharedInformer<T>[];

  constructor(byNamespace: ReadonlyMap<string, SharedInformer<T>>) {
    this.#all = [...byNamespace.values()];
    const [first] = this.#all;
    if (first === undefined) throw new Error('a cache of namespaces needs one at least');
    this.type = first.type;
    this.indexer = new SeveralIndexers(
      new Map([...byNamespace].map(([name, { indexer }]) => [name, indexer])),
    );
  }

  addIndexers(indexers: Indexers<T>): void {
    for (const informer of this.#all) informer.addIndexers(indexers);
  }

  addEventHandler(
    handler: ResourceEventHandler<T>,
    options?: { readonly resyncPeriodMs?: number },
  ): HandlerRegistration {
    const registrations = this.#all.map((informer) => informer.addEventHandler(handler, options));
    return {
      hasSynced: () => registrations.every((one) => one.hasSynced()),
      waitForSync: async () => void (await Promise.all(registrations.map((one) => one.waitForSync()))),
      remove() {
        for (const registration of registrations) registration.remove();
      },
    };
  }

  hasSynced(): boolean {
    return this.#all.every((informer) => informer.hasSynced());
  }

  async waitForSync(): Promise<void> {
    await Promise.all(this.#all.map((informer) => informer.waitForSync()));
  }

  start(): void {
    for (const informer of this.#all) informer.start();
  }

  /** All of them hold everything up to it. */
  lastSyncResourceVersion(): string {
    const versions = this.#all.map((informer) => informer.lastSyncResourceVersion());
    return versions.reduce((oldest, one) => (Number(one) < Number(oldest) ? one : oldest));
  }

  state(): InformerState {
    const states = this.#all.map((informer) => informer.state());
    const [first] = states;
    if (first === undefined) throw new Error('a cache of namespaces needs one at least');
    const { namespace: _, ...rest } = first;
    return {
      ...rest,
      resourceVersion: this.lastSyncResourceVersion(),
      items: states.reduce((sum, { items }) => sum + items, 0),
      synced: states.every(({ synced }) => synced),
      watching: states.every(({ watching }) => watching),
    };
  }
}

class SeveralIndexers<T> implements Indexer<T> {
  readonly #byNamespace: ReadonlyMap<string, Indexer<T>>;

  constructor(byNamespace: ReadonlyMap<string, Indexer<T>>) {
    this.#byNamespace = byNamespace;
  }

  get size(): number {
    return this.#all.reduce((sum, { size }) => sum + size, 0);
  }

  get(key: string): T | undefined {
    return this.#of(key)?.get(key);
  }

  has(key: string): boolean {
    return this.#of(key)?.has(key) ?? false;
  }

  *keys(): IterableIterator<string> {
    for (const indexer of this.#all) yield* indexer.keys();
  }

  list(): T[] {
    return this.#all.flatMap((indexer) => indexer.list());
  }

  byIndex(indexName: string, value: string): readonly T[] {
    return this.#all.flatMap((indexer) => indexer.byIndex(indexName, value));
  }

  indexKeys(indexName: string, value: string): readonly string[] {
    return this.#all.flatMap((indexer) => indexer.indexKeys(indexName, value));
  }

  get #all(): readonly Indexer<T>[] {
    return [...this.#byNamespace.values()];
  }

  #of(key: string): Indexer<T> | undefined {
    return this.#byNamespace.get(key.slice(0, Math.max(0, key.indexOf('/'))));
  }
}
