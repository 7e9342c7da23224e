import { isCustom, type ServedResource, servedResources } from '../../api/index.ts';
import {
  compareVersionPriority,
  groupResource,
  groupVersionResource,
  type KubeObject,
  sameItems,
} from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import type { Store } from '../../store/index.ts';
import type { CachedResource, Cacher } from '../cache/cacher.ts';
import { resourcePrefix, type StorageResource } from '../storage/keys.ts';
import { LeaseManager } from '../storage/lease-manager.ts';
import { ObjectStorage } from '../storage/object-storage.ts';
import { Kind } from './kind.ts';
import type { KindDefinition, ServedKind } from './served-kind.ts';

/** Names one resource in one version. */
export interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

export interface RegistryParts {
  readonly environment: Environment;
  readonly store: Store;
  readonly cacher: Cacher;
}

/**
 * What one API server serves, now. Kinds come and go while it runs: whoever works from a list of them (requests, discovery,
 * OpenAPI) reads it here each time.
 */
export class ResourceRegistry {
  readonly #parts: RegistryParts;
  readonly #leases: LeaseManager;
  /** By `group/version/resource`, in the order they came. */
  readonly #kinds = new Map<string, ServedKind>();
  /** By `resource.group`: in all its versions, the one to prefer first. */
  readonly #versions = new Map<string, readonly ServedKind[]>();
  /** By the prefix of their keys: all versions of a resource share one. */
  readonly #storages = new Map<string, ObjectStorage>();
  readonly #listeners = new Set<() => void>();
  #announced: readonly ServedResource[] = [];
  /** All in the order of discovery, until something changes. */
  #resources: readonly ServedResource[] | undefined;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
    this.#leases = new LeaseManager(parts.environment.clock, parts.store);
  }

  /** Tells in discovery of what others serve, after all that is served here. Before `start`. */
  announce(resources: readonly ServedResource[]): void {
    this.#announced = resources;
  }

  /** Serves what is built in, in this order. Resolves when the cache has all there is. */
  async start(definitions: Iterable<KindDefinition>): Promise<void> {
    const all = [...definitions];
    const cached = new Map<string, CachedResource>();
    // Of several versions of a resource the first one counts.
    for (const one of all.flatMap(cachedResource).reverse()) cached.set(resourcePrefix(one.storage), one);
    await this.#parts.cacher.start(cached.values());
    for (const definition of all) this.#add(definition);
    this.#changed();
  }

  /** What is served in this version; undefined if it is not. */
  get(type: GroupVersionResource): ServedKind | undefined {
    return this.#kinds.get(groupVersionResource(type));
  }

  /** By group and resource, in the preferred version. */
  preferred(group: string, resource: string): ServedKind | undefined {
    return this.#versions.get(groupResource({ group, resource }))?.[0];
  }

  /**
   * All that is served, in the order of discovery. The same list until something changes, so that what is made of it can be
   * kept by it.
   */
  get resources(): readonly ServedResource[] {
    // Sorted when somebody asks: many kinds may come at once.
    this.#resources ??= inOrder([...this.#kinds.values()], this.#announced);
    return this.#resources;
  }

  /** Serves one more kind. Resolves when it can be asked for. Throws if it is served. */
  async serve(definition: KindDefinition): Promise<ServedKind> {
    const name = groupVersionResource(definition.resource);
    const assertNew = () => {
      if (this.#kinds.has(name)) throw new Error(`${name} is served already`);
    };
    assertNew();
    await this.prepare(definition);
    assertNew();
    const kind = this.#add(definition);
    this.#changed();
    return kind;
  }

  /** Opens the cache of a resource that is to be served. Resolves when all there is of it is there; undefined: it is. */
  prepare(definition: KindDefinition): Promise<void> | undefined {
    const [resource] = cachedResource(definition);
    if (resource === undefined || this.#parts.cacher.find(resource.storage) !== undefined) return undefined;
    return this.#parts.cacher.open(resource);
  }

  /** The kind over its objects, which are prepared, without serving it: for the API server's own work. */
  kindOf(definition: KindDefinition): ServedKind {
    return new Kind(
      definition,
      this.#storages.get(resourcePrefix(definition.resource.storage)) ?? this.#storageOf(definition),
    );
  }

  /**
   * Serves a resource, which is prepared, in these versions and no others. Watches of it end in good order, unless they
   * see the same as before. Mirrors apiextensions-apiserver pkg/apiserver (crdHandler.updateCustomResourceDefinition).
   */
  replace(location: StorageResource, definitions: readonly KindDefinition[], watchesGoOn: boolean): void {
    for (const kind of this.#versions.get(groupResource(location)) ?? []) this.#remove(kind);
    for (const definition of definitions) this.#add(definition);
    this.#changed();
    if (definitions.length === 0) this.#close(location);
    else if (!watchesGoOn) this.#parts.cacher.endWatches(location);
  }

  /**
   * Serves a kind no more: requests for it find nothing, and watches of its resource end in good order, those of other
   * versions too, which may begin again. Its objects stay in the store; who deletes a definition deletes them before. False
   * if it is not served. Mirrors apiextensions-apiserver pkg/apiserver (crdHandler.removeStorage_locked, tearDown).
   * Differs: watches end at once, not a second later.
   */
  withdraw(type: GroupVersionResource): boolean {
    const gone = this.get(type);
    if (gone === undefined) return false;
    this.#remove(gone);
    this.#changed();
    const { storage } = gone;
    if ([...this.#kinds.values()].some((other) => other.storage === storage)) {
      this.#parts.cacher.endWatches(storage.resource);
    } else {
      this.#close(storage.resource);
    }
    return true;
  }

  /** Calls after each change of what is served. Returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #close(location: StorageResource): void {
    this.#storages.delete(resourcePrefix(location));
    this.#parts.cacher.close(location);
  }

  /** Its cache is open. */
  #add(definition: KindDefinition): ServedKind {
    const { resource } = definition;
    const prefix = resourcePrefix(resource.storage);
    const storage = this.#storages.get(prefix) ?? this.#storageOf(definition);
    this.#storages.set(prefix, storage);
    const kind = new Kind(definition, storage);
    this.#kinds.set(groupVersionResource(resource), kind);
    const name = groupResource(resource);
    const versions = [...(this.#versions.get(name) ?? []), kind];
    this.#versions.set(name, versions.sort(byDiscovery));
    return kind;
  }

  #remove(kind: ServedKind): void {
    const { resource } = kind;
    this.#kinds.delete(groupVersionResource(resource));
    const name = groupResource(resource);
    const versions = (this.#versions.get(name) ?? []).filter((other) => other !== kind);
    if (versions.length === 0) this.#versions.delete(name);
    else this.#versions.set(name, versions);
  }

  #storageOf({ resource, ttlMs }: KindDefinition): ObjectStorage {
    const { environment, store, cacher } = this.#parts;
    const lease = ttlMs === undefined ? undefined : () => this.#leases.lease(ttlMs);
    return new ObjectStorage(resource.storage, store, cacher, environment.trace, lease);
  }

  #changed(): void {
    this.#resources = undefined;
    for (const listener of this.#listeners) listener();
  }
}

function inOrder(kinds: ServedKind[], announced: readonly ServedResource[]): readonly ServedResource[] {
  const sorted = kinds.sort(byDiscovery);
  const served = sorted.filter(({ hidden }) => !hidden).map(({ resource }) => resource);
  const resources = [...served, ...announced];
  // Of one list for all servers that serve what is built in, the documents are made once.
  return sameItems(resources, servedResources) ? servedResources : resources;
}

/** Built-in kinds as they came; after them the others, by group, version and name. */
function byDiscovery({ resource: left }: ServedKind, { resource: right }: ServedKind): number {
  if (!isCustom(left) || !isCustom(right)) return Number(isCustom(left)) - Number(isCustom(right));
  return (
    byText(left.group, right.group) ||
    compareVersionPriority(left.version, right.version) ||
    byText(left.resource, right.resource)
  );
}

function byText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

/** None for what nobody can list. */
function cachedResource(definition: KindDefinition): readonly CachedResource[] {
  const { resource, triggerField, selectableFields = {} } = definition;
  if (!resource.verbs.includes('list')) return [];
  const { storage } = resource;
  const read = triggerField === undefined ? undefined : selectableFields[triggerField];
  if (read === undefined) return [{ storage }];
  return [{ storage, trigger: (object: KubeObject) => read(object) ?? '' }];
}
