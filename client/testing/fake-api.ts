import {
  type ApiRequest,
  type ApiResponse,
  type KubeObject,
  keyOf,
  type ObjectBody,
  StatusError,
  type StatusReason,
  type Transport,
  type WatchBody,
  type WatchEvent,
  type WatchStreamSink,
} from '../../apimachinery/index.ts';

type Call = Omit<ApiRequest, 'user'>;
type Kept = KubeObject & { readonly spec?: unknown; readonly status?: unknown };

/**
 * A small API server for tests of clients: real resourceVersions, lists in pages, watches from a version with
 * bookmarks and initial events, conflicts, and faults on demand. Any path is a resource; merge patches only.
 */
export class FakeApi implements Transport {
  /** Every request, as it came. */
  readonly calls: Call[] = [];
  /** Answers the next requests it returns something for; asked for each, in order. */
  intercept: ((call: Call) => StatusError | Error | undefined) | undefined;
  /** Watches from before this version end in 410. */
  compactedTo = 0;
  watchListSupported = true;
  #version = 0;
  readonly #objects = new Map<string, Map<string, Kept>>();
  readonly #log: { readonly collection: string; readonly event: WatchEvent; readonly version: number }[] = [];
  readonly #watchers = new Set<FakeWatcher>();

  get version(): number {
    return this.#version;
  }

  get watcherCount(): number {
    return this.#watchers.size;
  }

  objects(collection: string): Kept[] {
    return [...(this.#objects.get(collection)?.values() ?? [])];
  }

  /** Calls that are lists or watches of a collection, as their query. */
  queries(kind: 'list' | 'watch'): Call['query'][] {
    return this.calls
      .filter((call) => call.method === 'GET' && (call.query.watch === 'true') === (kind === 'watch'))
      .map((call) => call.query);
  }

  async request(call: Call): Promise<ApiResponse> {
    this.calls.push(call);
    const fault = this.intercept?.(call);
    if (fault !== undefined && !(fault instanceof StatusError)) throw fault;
    await Promise.resolve();
    try {
      if (fault !== undefined) throw fault;
      return this.#answer(call);
    } catch (error) {
      if (error instanceof StatusError) return objectAnswer(error.code, error.status);
      throw error;
    }
  }

  /** Writes as another client would; without `notify` the watchers miss it. */
  put(collection: string, object: Kept, options: { readonly notify?: boolean } = {}): Kept {
    const objects = this.#collection(collection);
    const key = keyOf(object);
    const type = objects.has(key) ? 'MODIFIED' : 'ADDED';
    const uid = objects.get(key)?.metadata?.uid ?? object.metadata?.uid ?? `uid-${this.#version + 1}`;
    const kept = this.#stamp({ ...object, metadata: { ...object.metadata, uid } });
    objects.set(key, kept);
    this.#publish(collection, type, kept, options.notify ?? true);
    return kept;
  }

  remove(collection: string, key: string, options: { readonly notify?: boolean } = {}): Kept {
    const kept = this.#collection(collection).get(key);
    if (kept === undefined) throw statusError(404, 'NotFound', `${collection} "${key}" not found`);
    this.#collection(collection).delete(key);
    const last = this.#stamp(kept);
    this.#publish(collection, 'DELETED', last, options.notify ?? true);
    return last;
  }

  /** Ends every watch: in good order, broken (`Error`), or with an ERROR event (`StatusError`). */
  endWatches(error?: Error): void {
    for (const watcher of [...this.#watchers]) {
      this.#watchers.delete(watcher);
      if (error instanceof StatusError) watcher.deliver([watchEvent('ERROR', error.status)]);
      watcher.finish(error instanceof StatusError ? undefined : error);
    }
  }

  bookmark(): void {
    this.#version += 1;
    const object = { metadata: { resourceVersion: String(this.#version) } };
    for (const watcher of this.#watchers) watcher.deliver([watchEvent('BOOKMARK', object)]);
  }

  #answer(call: Call): ApiResponse {
    const { collection, name, subresource, namespace } = parsePath(call.path);
    if (name === undefined) {
      if (call.method === 'POST') return this.#create(collection, call.body as Kept);
      if (call.query.watch === 'true') return this.#watch(collection, namespace, call);
      return this.#list(collection, namespace, call);
    }
    const key = namespace === undefined ? name : `${namespace}/${name}`;
    const kept = this.#collection(collection).get(key);
    if (kept === undefined) throw statusError(404, 'NotFound', `${collection} "${name}" not found`);
    if (call.method === 'DELETE') return objectAnswer(200, this.remove(collection, key));
    if (call.method === 'PUT') return this.#update(collection, kept, call.body as Kept, subresource);
    if (call.method === 'PATCH')
      return objectAnswer(200, this.put(collection, merge(kept, call.body) as Kept));
    return objectAnswer(200, kept);
  }

  #create(collection: string, object: Kept): ApiResponse {
    if (this.#collection(collection).has(keyOf(object))) {
      const message = `${collection} "${object.metadata?.name}" already exists`;
      throw statusError(409, 'AlreadyExists', message);
    }
    return objectAnswer(201, this.put(collection, object));
  }

  #update(collection: string, kept: Kept, given: Kept, subresource: string | undefined): ApiResponse {
    const version = given.metadata?.resourceVersion;
    if (version !== undefined && version !== kept.metadata?.resourceVersion) {
      throw statusError(409, 'Conflict', 'the object has been modified; please apply your changes');
    }
    const next = subresource === 'status' ? { ...kept, status: given.status } : given;
    return objectAnswer(200, this.put(collection, next));
  }

  #list(collection: string, namespace: string | undefined, call: Call): ApiResponse {
    const { limit = '0', continue: token = '' } = call.query;
    const all = this.objects(collection).filter((object) => inNamespace(object, namespace));
    const from = token === '' ? 0 : Number(token);
    const to = limit === '0' ? all.length : Math.min(all.length, from + Number(limit));
    const more = to < all.length ? { continue: String(to), remainingItemCount: all.length - to } : {};
    return objectAnswer(200, {
      kind: 'List',
      apiVersion: 'v1',
      metadata: { resourceVersion: String(this.#version), ...more },
      items: all.slice(from, to),
    });
  }

  #watch(collection: string, namespace: string | undefined, call: Call): ApiResponse {
    const initial = call.query.sendInitialEvents === 'true';
    if (initial && !this.watchListSupported) {
      throw statusError(422, 'Invalid', 'sendInitialEvents is forbidden for watch');
    }
    const from = Number(call.query.resourceVersion ?? '0');
    if (!initial && from < this.compactedTo) {
      throw statusError(410, 'Expired', `too old resource version: ${from} (${this.compactedTo})`);
    }
    const first = initial ? this.#initialEvents(collection, namespace) : this.#eventsAfter(collection, from);
    const body: WatchBody = {
      type: 'watch',
      subscribe: (sink) => {
        const watcher = new FakeWatcher(collection, namespace, sink);
        this.#watchers.add(watcher);
        watcher.deliver(first.filter((event) => inNamespace(event.object, namespace)));
        return {
          stop: () => {
            watcher.stopped = true;
            this.#watchers.delete(watcher);
          },
        };
      },
    };
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }

  #initialEvents(collection: string, namespace: string | undefined): WatchEvent[] {
    const objects = this.objects(collection).filter((object) => inNamespace(object, namespace));
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    const end = {
      metadata: { resourceVersion: String(this.#version), namespace: namespace ?? '', annotations },
    };
    return [...objects.map((object) => watchEvent('ADDED', object)), watchEvent('BOOKMARK', end)];
  }

  #eventsAfter(collection: string, version: number): WatchEvent[] {
    return this.#log
      .filter((entry) => entry.collection === collection && entry.version > version)
      .map((entry) => entry.event);
  }

  #collection(collection: string): Map<string, Kept> {
    const known = this.#objects.get(collection) ?? new Map<string, Kept>();
    this.#objects.set(collection, known);
    return known;
  }

  #stamp(object: Kept): Kept {
    this.#version += 1;
    const resourceVersion = String(this.#version);
    return Object.freeze({ ...object, metadata: { ...object.metadata, resourceVersion } });
  }

  #publish(collection: string, type: WatchEvent['type'], object: Kept, notify: boolean): void {
    if (!notify) return;
    const event = watchEvent(type, object);
    this.#log.push({ collection, event, version: this.#version });
    for (const watcher of this.#watchers) {
      if (watcher.collection === collection && inNamespace(object, watcher.namespace))
        watcher.deliver([event]);
    }
  }
}

class FakeWatcher {
  readonly collection: string;
  readonly namespace: string | undefined;
  stopped = false;
  readonly #sink: WatchStreamSink;

  constructor(collection: string, namespace: string | undefined, sink: WatchStreamSink) {
    this.collection = collection;
    this.namespace = namespace;
    this.#sink = sink;
  }

  deliver(events: readonly WatchEvent[]): void {
    if (events.length > 0) this.#later(() => this.#sink.events(events));
  }

  finish(error: Error | undefined): void {
    this.#later(() => this.#sink.end(error));
  }

  #later(call: () => void): void {
    queueMicrotask(() => {
      if (!this.stopped) call();
    });
  }
}

export function statusError(code: number, reason: StatusReason, message: string): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  });
}

export function watchEvent(type: WatchEvent['type'], object: KubeObject): WatchEvent {
  return { type, object, frame: () => new TextEncoder().encode(`${JSON.stringify({ type, object })}\n`) };
}

export function objectAnswer(status: number, object: object): ApiResponse {
  const body: ObjectBody = { type: 'object', object, pieces: () => [JSON.stringify(object)] };
  return { status, headers: { 'content-type': 'application/json' }, body };
}

/** `/api/v1/namespaces/ns/pods/name/status` or `/apis/group/v1/things/name`; the collection is the plural. */
function parsePath(path: string) {
  const parts = path
    .split('/')
    .slice(path.startsWith('/api/') ? 3 : 4)
    .map(decodeURIComponent);
  const namespaced = parts[0] === 'namespaces' && parts.length > 2;
  const namespace = namespaced ? parts[1] : undefined;
  const [collection = '', name, subresource] = namespaced ? parts.slice(2) : parts;
  return { collection, name, subresource, namespace };
}

function inNamespace(object: KubeObject, namespace: string | undefined): boolean {
  return namespace === undefined || object.metadata?.namespace === namespace;
}

/** RFC 7386. */
function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = typeof target === 'object' ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete result[field];
    else result[field] = merge(result[field], value);
  }
  return result;
}
