import {
  alreadyExists,
  conflict,
  groupResource,
  type KubeObject,
  makeKey,
  notFound,
  type ObjectMeta,
  StatusError,
  unclassified,
} from '../../apimachinery/index.ts';
import type { Cause, Trace, WriteFields } from '../../environment/index.ts';
import type { Compare, KeyValue, Operation, Store } from '../../store/index.ts';
import type { Cacher } from '../cache/cacher.ts';
import type { ResourceCache } from '../cache/resource-cache.ts';
import { changesBetween } from './changed-fields.ts';
import { decode } from './codec.ts';
import { resourcePrefix, type StorageResource } from './keys.ts';
import { StoredObject, UncommittedObject } from './stored-object.ts';

/** Who writes, and why: what the trace says of a write. */
export interface WriteOrigin {
  /** create, update, patch, delete, ... as the request's verb. */
  readonly verb: string;
  readonly subresource: string;
  /** The client's user agent. */
  readonly by: string;
  readonly cause: Cause | undefined;
  /** True: everything happens but the write itself. */
  readonly dryRun: boolean;
  /** True: what is written may be too large, as it came in bytes, which its text is made for anyway. */
  readonly isMeasured?: boolean;
}

/** What is created and deleted in the same transaction as an object: all of it or nothing. */
export interface Alongside {
  /** By the keys of the store. */
  readonly create: readonly { readonly key: string; readonly object: KubeObject }[];
  readonly delete: readonly string[];
}

/** Says what is written with an object. */
export interface AlongsideWriter {
  of(
    before: KubeObject | undefined,
    after: KubeObject | undefined,
    origin: WriteOrigin,
  ): Alongside | undefined;
  /** One of these keys, which were to be created, is there already. */
  refused(keys: readonly string[]): void;
}

/** What was to be created with an object is there already: it has to be made again, with something else. */
export class AlongsideRefused extends Error {}

/** Answered by a mutation: the object is to go. */
export const removeObject = Symbol('remove');

export type Mutation = (
  current: KubeObject,
) => KubeObject | typeof removeObject | Promise<KubeObject | typeof removeObject>;

export interface Updated {
  /** The object as it is now, or as it last was. */
  readonly stored: StoredObject;
  readonly removed: boolean;
}

/** What one try of an update came to: it is done, or the object has moved (to nothing, if it is gone). */
interface Attempt {
  readonly done?: Updated;
  readonly moved?: StoredObject | undefined;
}

interface PendingUpdate {
  readonly key: string;
  readonly name: string;
  readonly mutate: Mutation;
  readonly origin: WriteOrigin;
}

/**
 * How often an update is tried against a moving object. Each failed try means that another write went through, so
 * this is reached only when something writes one object without pause.
 */
const updateAttemptsMax = 100;

/**
 * The objects of one resource in the store: create if absent, update what is there now, delete what is there now.
 * Mirrors kubernetes apiserver pkg/storage/etcd3 (GuaranteedUpdate: the cached object is only a hint; what is decided
 * on a stale one is decided again on the live one).
 */
export class ObjectStorage {
  readonly resource: StorageResource;
  readonly #store: Store;
  readonly #cacher: Cacher;
  readonly #trace: Trace;
  readonly #lease: (() => number | Promise<number>) | undefined;
  readonly #prefix: string;
  readonly #cache: ResourceCache | undefined;
  readonly #turns = new Map<string, Promise<unknown>>();
  #alongside: AlongsideWriter | undefined;

  /** `lease`: gives what is written the lease it goes with; absent: it stays. */
  constructor(
    resource: StorageResource,
    store: Store,
    cacher: Cacher,
    trace: Trace,
    lease?: () => number | Promise<number>,
  ) {
    this.resource = resource;
    this.#store = store;
    this.#cacher = cacher;
    this.#trace = trace;
    this.#lease = lease;
    this.#prefix = resourcePrefix(resource);
    this.#cache = cacher.find(resource);
  }

  get prefix(): string {
    return this.#prefix;
  }

  /** Asserts that the resource is cached: not one of those that nobody can list. */
  get cache(): ResourceCache {
    if (this.#cache === undefined) throw new Error(`no cache for ${groupResource(this.resource)}`);
    return this.#cache;
  }

  /** Each object is written together with what this says. */
  writeAlongside(alongside: AlongsideWriter): void {
    this.#alongside = alongside;
  }

  /** The object as fresh as the store: from the cache only where that has all there is. Undefined if there is none. */
  async get(namespace: string, name: string): Promise<StoredObject | undefined> {
    const current = this.#store.currentRevision();
    const revision = typeof current === 'number' ? current : await current;
    if (this.#cacher.revision < revision) return this.live(namespace, name);
    return this.cache.get(makeKey(namespace, name));
  }

  /** Rejects with AlreadyExists, or with AlongsideRefused. `object` is frozen and has no resourceVersion. */
  async create(object: KubeObject, origin: WriteOrigin): Promise<StoredObject> {
    const { namespace, name = '' } = object.metadata ?? {};
    const key = this.#prefix + makeKey(namespace, name);
    const value = new UncommittedObject(object);
    if (origin.dryRun) {
      const existing = await this.#live(key);
      if (existing !== undefined) throw alreadyThere(this.resource, existing);
      return new StoredObject(object, 0, value);
    }
    checkSize(value, origin);
    const granted = this.#lease?.();
    const lease = granted instanceof Promise ? await granted : granted;
    const alongside = this.#alongside?.of(undefined, object, origin);
    const { succeeded, revision } = await this.#store.txn({
      compare: [{ key, modRevision: 0 }, ...absent(alongside)],
      success: [...operationsOf(alongside), { type: 'put', key, value, attachment: value, lease }],
    });
    if (!succeeded) {
      const existing = await this.#live(key);
      if (existing === undefined && alongside !== undefined) {
        this.#alongside?.refused(alongside.create.map((one) => one.key));
        throw new AlongsideRefused();
      }
      throw existing === undefined
        ? alreadyExists(this.resource, name)
        : alreadyThere(this.resource, existing);
    }
    const created = value.at(revision);
    this.#record(origin, undefined, created);
    return created;
  }

  /**
   * Puts what `mutate` makes of the object as it is now, or removes it where that is REMOVE. `mutate` is called again
   * when the object has moved, and may throw, or return its argument to leave everything as it is. Rejects with
   * NotFound if there is no such object.
   */
  async update(namespace: string, name: string, mutate: Mutation, origin: WriteOrigin): Promise<Updated> {
    const key = this.#prefix + makeKey(namespace, name);
    const update: PendingUpdate = { key, name, mutate, origin };
    const first = await this.#attempt(update, this.#hint(key) ?? (await this.#live(key)));
    return first.done ?? this.#inTurn(key, () => this.#retry(update, first.moved));
  }

  async #retry(update: PendingUpdate, moved: StoredObject | undefined): Promise<Updated> {
    let current = moved;
    for (let attempt = 1; attempt < updateAttemptsMax; attempt++) {
      const { done, moved: again }: Attempt = await this.#attempt(update, current);
      if (done !== undefined) return done;
      current = again;
    }
    throw conflict(this.resource, update.name);
  }

  /** Updates of one object that came too late once go one after another, so that none is overtaken for ever. */
  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#turns.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(key) === mine) this.#turns.delete(key);
    }
  }

  /** One try on the object as it is thought to be; what it really is, if that has moved. */
  async #attempt(
    { key, name, mutate, origin }: PendingUpdate,
    current: StoredObject | undefined,
  ): Promise<Attempt> {
    if (current === undefined) throw notFound(this.resource, name);
    const { object, error } = await attemptMutation(mutate, current.object);
    const changes = object !== undefined && object !== current.object;
    if (changes && !origin.dryRun) return this.#write(key, current, object, origin);
    const live = await this.#live(key);
    if (live?.revision !== current.revision) return { moved: live };
    if (error !== undefined) throw error;
    return { done: changes ? unwritten(current, object) : { stored: current, removed: false } };
  }

  /** The object as the store has it, whatever the cache says. */
  async live(namespace: string, name: string): Promise<StoredObject | undefined> {
    return this.#live(this.#prefix + makeKey(namespace, name));
  }

  async #live(key: string): Promise<StoredObject | undefined> {
    const kv: KeyValue | undefined = await this.#store.get(key);
    return kv && decode(kv);
  }

  #hint(key: string): StoredObject | undefined {
    return this.cache.get(key.slice(this.#prefix.length));
  }

  /** Writes if the object is still `current`; else says what it is now. */
  async #write(
    key: string,
    current: StoredObject,
    next: KubeObject | typeof removeObject,
    origin: WriteOrigin,
  ): Promise<Attempt> {
    const value = next === removeObject ? undefined : new UncommittedObject(next);
    if (value !== undefined) checkSize(value, origin);
    const granted = value && this.#lease?.();
    const lease = granted instanceof Promise ? await granted : granted;
    const after = next === removeObject ? undefined : next;
    const alongside = this.#alongside?.of(current.object, after, origin);
    const { succeeded, revision, results } = await this.#store.txn({
      compare: [{ key, modRevision: current.revision }, ...absent(alongside)],
      success: [
        ...operationsOf(alongside),
        value ? { type: 'put', key, value, attachment: value, lease } : { type: 'delete', key },
      ],
      failure: [{ type: 'get', key }],
    });
    if (!succeeded) {
      const moved = results[0] && decode(results[0]);
      if (moved?.revision === current.revision) {
        this.#alongside?.refused(alongside?.create.map((one) => one.key) ?? []);
      }
      return { moved };
    }
    const stored = value?.at(revision);
    this.#record(stored ? origin : { ...origin, verb: 'delete' }, current, stored, revision);
    return { done: { stored: stored ?? current, removed: stored === undefined } };
  }

  #record(
    origin: WriteOrigin,
    before: StoredObject | undefined,
    after: StoredObject | undefined,
    revision = after?.revision ?? 0,
  ): void {
    if (!this.#trace.enabled) return;
    const { kind = '', metadata = {} } = (after ?? before)?.object ?? {};
    // An undefined field is an absent one. The order is the digest's.
    const fields = {
      by: origin.by,
      changes: before && after && changesBetween(before.object, after.object),
      group: this.resource.group,
      kind,
      name: metadata.name ?? '',
      namespace: metadata.namespace,
      owner: controllerOf(metadata),
      resource: this.resource.resource,
      revision,
      subresource: origin.subresource || undefined,
      verb: origin.verb,
    };
    this.#trace.record('write', fields, origin.cause);
  }
}

function absent(alongside: Alongside | undefined): readonly Compare[] {
  return alongside?.create.map(({ key }) => ({ key, modRevision: 0 })) ?? nothing;
}

function operationsOf(alongside: Alongside | undefined): readonly Operation[] {
  if (alongside === undefined) return nothing;
  return [
    ...alongside.delete.map((key) => ({ type: 'delete', key }) as const),
    ...alongside.create.map(({ key, object }): Operation => {
      const value = new UncommittedObject(object);
      return { type: 'put', key, value, attachment: value };
    }),
  ];
}

const nothing: readonly never[] = Object.freeze([]);

/**
 * Mirrors etcd (--max-request-bytes). Differs: what is measured is the JSON, which of a built-in kind is longer than what
 * Kubernetes stores.
 */
const storedLengthMax = 1.5 * 1024 * 1024;

function checkSize(value: UncommittedObject, { isMeasured }: WriteOrigin): void {
  if (isMeasured && value.text.length > storedLengthMax) {
    throw unclassified('etcdserver: request is too large');
  }
}

/** Mirrors kubernetes apiserver pkg/registry/generic/registry (Store.Create). */
function alreadyThere(resource: StorageResource, { object }: StoredObject): StatusError {
  const error = alreadyExists(resource, object.metadata?.name ?? '');
  if (object.metadata?.deletionTimestamp === undefined) return error;
  return new StatusError({ ...error.status, message: `object is being deleted: ${error.status.message}` });
}

function controllerOf({ ownerReferences = [] }: ObjectMeta): WriteFields['owner'] {
  const owner = ownerReferences.find(({ controller }) => controller === true);
  return owner && { kind: owner.kind, name: owner.name };
}

/** What a dry run answers. */
function unwritten(current: StoredObject, next: KubeObject | typeof removeObject): Updated {
  if (next === removeObject) return { stored: current, removed: true };
  return { stored: new UncommittedObject(next).at(current.revision), removed: false };
}

async function attemptMutation(
  mutate: Mutation,
  current: KubeObject,
): Promise<{ readonly object?: KubeObject | typeof removeObject; readonly error?: unknown }> {
  try {
    return { object: await mutate(current) };
  } catch (error) {
    return { error };
  }
}
