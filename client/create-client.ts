import {
  type ApiRequest,
  type ApiResponse,
  apiVersionOf,
  type KubeList,
  type KubeObject,
  type ObjectKey,
  type RequestCause,
  type ResourceType,
  readJson,
  type Transport,
} from '../apimachinery/index.ts';
import type {
  ApplyOptions,
  Client,
  ClientDefaults,
  ClientWatch,
  ClientWatchSink,
  DeleteOptions,
  GetOptions,
  ListOptions,
  Patch,
  PatchOptions,
  RawRequest,
  WatchOptions,
  WriteOptions,
} from './client.ts';
import { getQuery, listQuery, noQuery, type Query, watchQuery, writeQuery } from './request-query.ts';
import { collectionPath, objectPath } from './resource-path.ts';
import { responseError } from './response-error.ts';
import { TransportError } from './transport-error.ts';

export interface ClientOptions {
  /** Names who asks, in traces and in `managedFields`. */
  readonly userAgent: string;
  /**
   * Once aborted, nothing is sent any more and answers under way are dropped (TransportError): what a crashed
   * process had begun must not write after its crash. Give the environment's signal.
   */
  readonly signal?: AbortSignal;
  /** Told of each answer, as it comes; code 0: none came. */
  readonly onResponse?: (method: ApiRequest['method'], code: number) => void;
}

/** A client over `transport`. Cheap to make; holds no connection and no cache. */
export function createClient(transport: Transport, options: ClientOptions): Client {
  return new TransportClient(
    { transport, headers: headersFor(options.userAgent), defaults: {}, ...options },
    undefined,
  );
}

type Method = ApiRequest['method'];
type Headers = Readonly<Record<string, string>>;

/** The header objects a client sends, made once per user agent. */
interface HeaderSet {
  readonly read: Headers;
  readonly metadata: Headers;
  readonly metadataList: Headers;
  readonly write: Headers;
  readonly patch: Readonly<Record<Patch['type'], Headers>>;
  readonly apply: Headers;
}

type OutgoingRequest = { -readonly [K in keyof Omit<ApiRequest, 'user' | 'program'>]: ApiRequest[K] };

interface ClientParts extends Omit<ClientOptions, 'userAgent'> {
  readonly transport: Transport;
  readonly headers: HeaderSet;
  readonly defaults: ClientDefaults;
}

class TransportClient implements Client {
  readonly #parts: ClientParts;
  readonly #headers: HeaderSet;
  readonly #defaults: ClientDefaults;
  readonly #cause: RequestCause | undefined;

  constructor(parts: ClientParts, cause: RequestCause | undefined) {
    this.#parts = parts;
    this.#cause = cause;
    this.#headers = parts.headers;
    this.#defaults = parts.defaults;
  }

  get<T extends KubeObject>(type: ResourceType<T>, key: ObjectKey, options?: GetOptions): Promise<T> {
    return this.#object<T>('GET', this.#objectPath(type, key), getQuery(options));
  }

  list<T extends KubeObject>(type: ResourceType<T>, options?: ListOptions): Promise<KubeList<T>> {
    const path = collectionPath(type, this.#namespaceOf(type, options?.namespace));
    const headers = options?.metadataOnly === true ? this.#headers.metadataList : this.#headers.read;
    return this.#object<KubeList<T>>('GET', path, listQuery(options), undefined, headers);
  }

  async watch<T extends KubeObject>(
    type: ResourceType<T>,
    options: WatchOptions,
    sink: ClientWatchSink,
  ): Promise<ClientWatch> {
    const path = collectionPath(type, this.#namespaceOf(type, options.namespace));
    const headers = options.metadataOnly === true ? this.#headers.metadata : this.#headers.read;
    const response = await this.#send('GET', path, watchQuery(options), headers, undefined);
    if (response.body.type !== 'watch') {
      throw new TransportError(`GET ${path} asked for a watch and got a document`, { definite: false });
    }
    return response.body.subscribe(sink);
  }

  create<T extends KubeObject>(type: ResourceType<T>, object: T, options?: WriteOptions): Promise<T> {
    const namespace = this.#namespaceOf(type, object.metadata?.namespace);
    if (type.namespaced && (namespace === undefined || namespace === '')) {
      throw new TypeError('an empty namespace may not be set during creation');
    }
    const body = withTypeMeta(type, object);
    return this.#object<T>('POST', collectionPath(type, namespace), this.#writeQuery(options), body);
  }

  update<T extends KubeObject>(type: ResourceType<T>, object: T, options?: WriteOptions): Promise<T> {
    return this.#object<T>(
      'PUT',
      this.#pathOf(type, object),
      this.#writeQuery(options),
      withTypeMeta(type, object),
    );
  }

  updateStatus<T extends KubeObject>(type: ResourceType<T>, object: T, options?: WriteOptions): Promise<T> {
    const path = `${this.#pathOf(type, object)}/status`;
    return this.#object<T>('PUT', path, this.#writeQuery(options), withTypeMeta(type, object));
  }

  patch<T extends KubeObject>(
    type: ResourceType<T>,
    key: ObjectKey,
    patch: Patch,
    options?: PatchOptions,
  ): Promise<T> {
    const path = this.#objectPath(type, key, options?.subresource);
    const headers = this.#headers.patch[patch.type];
    return this.#object<T>('PATCH', path, this.#writeQuery(options), patch.body, headers);
  }

  apply<T extends KubeObject>(type: ResourceType<T>, object: T, options?: ApplyOptions): Promise<T> {
    const path = this.#pathOf(type, object, options?.subresource);
    const body = withTypeMeta(type, object);
    return this.#object<T>('PATCH', path, this.#writeQuery(options), body, this.#headers.apply);
  }

  delete(type: ResourceType, key: ObjectKey, options?: DeleteOptions): Promise<KubeObject> {
    const body = deleteBody(options, this.#defaults.dryRun);
    return this.#object<KubeObject>('DELETE', this.#objectPath(type, key), noQuery, body);
  }

  async deleteCollection(type: ResourceType, options?: ListOptions & DeleteOptions): Promise<void> {
    const path = collectionPath(type, this.#namespaceOf(type, options?.namespace));
    await this.#object<object>(
      'DELETE',
      path,
      listQuery(options),
      deleteBody(options, this.#defaults.dryRun),
    );
  }

  getSubresource<S extends KubeObject>(type: ResourceType, key: ObjectKey, subresource: string): Promise<S> {
    return this.#object<S>('GET', this.#objectPath(type, key, subresource), noQuery);
  }

  createSubresource<S extends KubeObject>(
    type: ResourceType,
    key: ObjectKey,
    subresource: string,
    body: S,
    options?: WriteOptions,
  ): Promise<S> {
    return this.#object<S>('POST', this.#objectPath(type, key, subresource), this.#writeQuery(options), body);
  }

  updateSubresource<S extends KubeObject>(
    type: ResourceType,
    key: ObjectKey,
    subresource: string,
    body: S,
    options?: WriteOptions,
  ): Promise<S> {
    return this.#object<S>('PUT', this.#objectPath(type, key, subresource), this.#writeQuery(options), body);
  }

  raw(request: RawRequest): Promise<object> {
    const { method, path, query = noQuery, body, contentType, accept } = request;
    const base = body === undefined ? this.#headers.read : this.#headers.write;
    const headers =
      contentType === undefined && accept === undefined
        ? base
        : {
            ...base,
            ...(contentType === undefined ? {} : { 'content-type': contentType }),
            ...(accept === undefined ? {} : { accept }),
          };
    return this.#object<object>(method, path, query, body, headers);
  }

  withCause(cause: RequestCause | undefined): Client {
    return new TransportClient(this.#parts, cause);
  }

  withUserAgent(userAgent: string): Client {
    return new TransportClient({ ...this.#parts, headers: headersFor(userAgent) }, this.#cause);
  }

  withDefaults(defaults: ClientDefaults): Client {
    return new TransportClient({ ...this.#parts, defaults: { ...this.#defaults, ...defaults } }, this.#cause);
  }

  #namespaceOf(type: ResourceType, namespace: string | undefined): string | undefined {
    const own = this.#defaults.namespace;
    if (own === undefined || !type.namespaced) return namespace;
    if (namespace !== undefined && namespace !== '' && namespace !== own)
      throw new TypeError(
        `namespace ${namespace} of the ${type.resource} does not match the namespace ${own} on the client`,
      );
    return own;
  }

  #objectPath(type: ResourceType, { namespace, name }: ObjectKey, subresource?: string): string {
    const path = objectPath(type, this.#namespaceOf(type, namespace), name);
    return subresource === undefined ? path : `${path}/${subresource}`;
  }

  #pathOf(type: ResourceType, { metadata }: KubeObject, subresource?: string): string {
    const namespace = this.#namespaceOf(type, metadata?.namespace);
    const path = objectPath(type, namespace, metadata?.name ?? '');
    return subresource === undefined ? path : `${path}/${subresource}`;
  }

  #writeQuery(options: WriteOptions | ApplyOptions | undefined): Query {
    return writeQuery(options, this.#defaults);
  }

  async #object<R extends object>(
    method: Method,
    path: string,
    query: Query,
    body?: object,
    headers?: Headers,
  ): Promise<R> {
    const given = headers ?? (body === undefined ? this.#headers.read : this.#headers.write);
    const response = await this.#send(method, path, query, given, body);
    const answer = response.body;
    if (answer.type === 'object') return answer.object as R;
    if (answer.type === 'bytes') return parseDocument(path, answer.bytes) as R;
    if (answer.type === 'watch') answer.subscribe(deafSink).stop();
    throw new TransportError(`${method} ${path} got a stream instead of an object`, {
      definite: false,
    });
  }

  async #send(
    method: Method,
    path: string,
    query: Query,
    headers: Headers,
    body: object | undefined,
  ): Promise<ApiResponse> {
    const { transport, signal, onResponse } = this.#parts;
    const cause = this.#cause;
    if (isAborted(signal)) throw closedError(method, path, true);
    const request: OutgoingRequest = { method, path, query, headers };
    if (body !== undefined) request.body = body;
    if (cause !== undefined) request.cause = cause;
    if (signal !== undefined) request.signal = signal;
    const response = await (onResponse === undefined
      ? transport.request(request)
      : told(transport.request(request), method, onResponse));
    if (isAborted(signal)) throw closedError(method, path, false);
    if (response.status >= 400) throw responseError(method, response);
    return response;
  }
}

const patchContentTypes: Readonly<Record<Patch['type'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

function headersFor(userAgent: string): HeaderSet {
  const read = { accept: 'application/json', 'user-agent': userAgent };
  const typed = (contentType: string): Headers => Object.freeze({ ...read, 'content-type': contentType });
  const metadata = (kind: string): Headers => Object.freeze({ ...read, accept: metadataAs(kind) });
  return {
    read: Object.freeze(read),
    metadata: metadata('PartialObjectMetadata'),
    metadataList: metadata('PartialObjectMetadataList'),
    write: typed('application/json'),
    patch: {
      json: typed(patchContentTypes.json),
      merge: typed(patchContentTypes.merge),
      strategic: typed(patchContentTypes.strategic),
    },
    apply: typed('application/apply-patch+yaml'),
  };
}

/** A server that cannot do that gives the objects as they are. Mirrors client-go metadata. */
function metadataAs(kind: string): string {
  return `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json`;
}

/** A typed client knows what it sends: kind and apiVersion may be left out of an object, as with Go's codecs. */
function withTypeMeta<T extends KubeObject>(type: ResourceType<T>, object: T): KubeObject {
  if (object.kind !== undefined && object.apiVersion !== undefined) return object;
  return { ...object, apiVersion: apiVersionOf(type), kind: type.kind };
}

/** The DeleteOptions document, or nothing where nothing is asked for. */
function deleteBody(
  options: DeleteOptions | undefined,
  dryByDefault: boolean | undefined,
): object | undefined {
  if (options === undefined && dryByDefault !== true) return undefined;
  const { propagationPolicy, gracePeriodSeconds, preconditions, dryRun = dryByDefault } = options ?? {};
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(dryRun === true ? { dryRun: ['All'] } : {}),
  };
  return Object.keys(body).length > 2 ? body : undefined;
}

function parseDocument(path: string, bytes: Uint8Array | string): object {
  const text = typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes);
  try {
    const value: unknown = readJson(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // What is not JSON is reported the same way as JSON that is no object.
  }
  throw new TransportError(`GET ${path} answered with something that is no JSON object`, { definite: false });
}

const deafSink = { events(): void {}, end(): void {} };

async function told(
  coming: Promise<ApiResponse>,
  method: Method,
  onResponse: NonNullable<ClientOptions['onResponse']>,
): Promise<ApiResponse> {
  try {
    const response = await coming;
    onResponse(method, response.status);
    return response;
  } catch (error) {
    onResponse(method, 0);
    throw error;
  }
}

/** A function, because the answer changes across an await. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function closedError(method: Method, path: string, definite: boolean): TransportError {
  return new TransportError(`${method} ${path}: the client was closed`, { definite });
}
