import { type ServedResource, schemaFor, selectableFields, servedResources } from '../api/index.ts';
import {
  type ApiRequest,
  type ApiResponse,
  badRequest,
  goQuote,
  internalError,
  type Status,
  StatusError,
  type UserInfo,
  validatePathSegmentName,
} from '../apimachinery/index.ts';
import type { Environment } from '../environment/index.ts';
import { type Store, StoreError } from '../store/index.ts';
import { type CachedResource, Cacher } from './cache/cacher.ts';
import { handleDocument, noSuchMethod, noSuchPage, noSuchPath } from './documents/documents.ts';
import { type AccessControl, alwaysAllow, anybody, enter } from './pipeline/access/index.ts';
import { Claims, strategyOf } from './pipeline/strategies/index.ts';
import { deprecationOf } from './pipeline/warnings/index.ts';
import { warningHeaders } from './pipeline/warnings/warning-headers.ts';
import { conversionFor } from './registry/conversion.ts';
import type { ServedKind } from './registry/served-kind.ts';
import { clientName, type RequestContext, type ServerContext } from './request/request-context.ts';
import { type RequestInfo, requestInfo } from './request/request-info.ts';
import { unclassified } from './request/request-options.ts';
import { triggerField } from './request/selection.ts';
import { handleResource } from './resource-handler.ts';
import { errorResponse } from './respond/responses.ts';
import { inAskedEncoding } from './respond/yaml-response.ts';
import { startCompactor } from './storage/compactor.ts';
import { startEventExpiry } from './storage/event-expiry.ts';
import { ObjectStorage } from './storage/object-storage.ts';
import { createSystemObjects } from './system-objects.ts';

/** The only writer of a store: turns requests into validated objects. */
export interface ApiServer {
  /** Answers any request; never rejects. */
  handle(request: ApiRequest): Promise<ApiResponse>;
  /** The newest revision this server has taken in. */
  readonly revision: number;
  /** Ends all watches. Requests are still answered; the store is the caller's to close. */
  stop(): void;
}

/** Who is not told otherwise takes everybody for the administrator, who may do everything. */
export interface ApiServerOptions extends Partial<AccessControl> {
  /** Opened by the caller, and closed by it after `stop`. */
  readonly store: Store;
  /**
   * How often history is forgotten: one to two intervals of it are kept. 0: all is. Default: 5 minutes, as in Kubernetes
   * (--etcd-compaction-interval).
   */
  readonly compactionIntervalMs?: number;
  /** Told of what nobody foresaw; whoever asked has got a 500. */
  readonly onInternalError?: (error: unknown) => void;
}

/** Opens an API server over a store: fills its watch cache and creates what every cluster has. */
export async function createApiServer(
  environment: Environment,
  options: ApiServerOptions,
): Promise<ApiServer> {
  const server = new Server(environment, options);
  await server.start();
  startCompactor(environment, options.store, options.compactionIntervalMs);
  return server;
}

/** What a bug here looks like from outside. Mirrors kubernetes apiserver pkg/server/filters (WithPanicRecovery). */
const panicked = 'This request caused apiserver to panic. Look in the logs for details.';

class Server implements ApiServer, ServerContext {
  readonly environment: Environment;
  readonly store: Store;
  readonly cacher: Cacher;
  readonly claims = new Claims();
  readonly authenticator: AccessControl['authenticator'];
  readonly authorizer: AccessControl['authorizer'];
  readonly #kinds = new Map<string, ServedKind>();
  readonly #preferred = new Map<string, ServedKind>();
  readonly #onInternalError: (error: unknown) => void;

  constructor(environment: Environment, options: ApiServerOptions) {
    const { store, onInternalError = () => {}, authenticator = anybody, authorizer = alwaysAllow } = options;
    this.environment = environment;
    this.store = store;
    this.authenticator = authenticator;
    this.authorizer = authorizer;
    this.#onInternalError = onInternalError;
    this.cacher = new Cacher(environment, store, cachedResources());
    const storages = new Map<string, ObjectStorage>();
    for (const resource of servedResources) {
      const kind = this.#serve(resource, storages);
      this.#kinds.set(`${resource.group}/${resource.version}/${resource.resource}`, kind);
      const key = `${resource.group}/${resource.resource}`;
      if (!this.#preferred.has(key)) this.#preferred.set(key, kind);
    }
  }

  get revision(): number {
    return this.cacher.revision;
  }

  async start(): Promise<void> {
    await this.cacher.start();
    await createSystemObjects(this);
    const events = this.kind('', 'events');
    if (events !== undefined) startEventExpiry(this.environment, this.cacher, events.storage);
  }

  stop(): void {
    this.cacher.stop();
  }

  kind(group: string, resource: string): ServedKind | undefined {
    return this.#preferred.get(`${group}/${resource}`);
  }

  async handle(request: ApiRequest): Promise<ApiResponse> {
    const warnings: string[] = [];
    let response: ApiResponse;
    try {
      const info = requestInfo(request.method, request.path, request.query);
      const entering = enter(this, request, info);
      const user = entering instanceof Promise ? await entering : entering;
      const kind = info.isResourceRequest ? this.#kindOf(info) : undefined;
      const deprecation = kind && deprecationOf(kind);
      if (deprecation !== undefined) warnings.push(deprecation);
      if (kind !== undefined)
        response = await handleResource(contextOf(this, request, user, info, kind, warnings));
      else if (info.isResourceRequest) response = noSuchPage(request.path);
      else response = await handleDocument(request, this.store);
    } catch (error) {
      response = errorResponse(error, (unexpected) => this.#internal(unexpected));
      this.#recordRefusal(request, response);
    }
    response = inAskedEncoding(request, response);
    if (warnings.length === 0) return response;
    const warning = warningHeaders(warnings).join('\n');
    return warning === '' ? response : { ...response, headers: { ...response.headers, warning } };
  }

  #kindOf({ group, version, resource }: RequestInfo): ServedKind | undefined {
    return this.#kinds.get(`${group}/${version}/${resource}`);
  }

  #serve(resource: ServedResource, storages: Map<string, ObjectStorage>): ServedKind {
    const { storage: place } = resource;
    const key = `${place.group}/${place.resource}`;
    let storage = storages.get(key);
    if (storage === undefined) {
      storage = new ObjectStorage(place, this.store, this.cacher, this.environment.trace);
      storages.set(key, storage);
    }
    return new Kind(resource, storage);
  }

  #recordRefusal(request: ApiRequest, response: ApiResponse): void {
    const { trace } = this.environment;
    if (!trace.enabled || request.method === 'GET') return;
    const { reason, message } = (response.body as { readonly object: Status }).object;
    const by = clientName(request.headers['user-agent']);
    const { method, path, cause } = request;
    trace.record('refused', { by, method, path, code: response.status, reason, message }, cause);
  }

  #internal(error: unknown): Status {
    if (error instanceof StoreError && error.code === 'NO_SPACE') return noSpace;
    // Only what nobody foresaw comes here, so the trace keeps where it came from.
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.environment.trace.record('internal-error', { error: text });
    if (!(error instanceof StoreError)) {
      this.#onInternalError(error);
      return internalError(panicked).status;
    }
    const { status } = internalError(error.message);
    return error.code === 'DAMAGED' ? status : { ...status, reason: 'ServiceUnavailable', code: 503 };
  }
}

/** A served kind whose schema is read when it is first needed: most kinds are never asked for. */
class Kind implements ServedKind {
  readonly resource: ServedResource;
  readonly apiVersion: string;
  readonly strategy: ServedKind['strategy'];
  readonly hasStatus: boolean;
  readonly storage: ObjectStorage;
  readonly conversion?: NonNullable<ServedKind['conversion']>;
  #schema: ServedKind['schema'] | undefined;

  constructor(resource: ServedResource, storage: ObjectStorage) {
    this.resource = resource;
    this.apiVersion = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
    this.strategy = strategyOf(resource.group, resource.resource);
    this.hasStatus = resource.subresources.some(({ name }) => name === 'status');
    this.storage = storage;
    const conversion = conversionFor(resource);
    if (conversion !== undefined) this.conversion = conversion;
  }

  get schema(): ServedKind['schema'] {
    const { group, version, kind } = this.resource;
    this.#schema ??= schemaFor(group, version, kind) ?? {};
    return this.#schema;
  }
}

/** What clients of Kubernetes are told when etcd's quota is used up; where its disk is full etcd ends. */
const noSpace = unclassified('etcdserver: mvcc: database space exceeded').status;

function* cachedResources(): Generator<CachedResource> {
  const seen = new Set<string>();
  for (const resource of servedResources) {
    const { storage } = resource;
    const key = `${storage.group}/${storage.resource}`;
    if (seen.has(key) || !resource.verbs.includes('list')) continue;
    seen.add(key);
    const field = triggerField(resource);
    const read = field === undefined ? undefined : selectableFields(resource)[field];
    yield {
      storage,
      ...(read === undefined ? {} : { trigger: (object) => read(object) ?? '' }),
    };
  }
}

function contextOf(
  server: ServerContext,
  request: ApiRequest,
  user: UserInfo,
  info: RequestInfo,
  kind: ServedKind,
  warnings: string[],
): RequestContext {
  checkTarget(kind, info);
  const origin = {
    verb: info.verb,
    subresource: info.subresource,
    by: clientName(request.headers['user-agent']),
    cause: request.cause,
    dryRun: (request.query.dryRun ?? '') !== '',
  };
  return { server, request, user, info, kind, origin, warnings };
}

/** Collections are created in and deleted from, names are read, replaced and patched; nothing else has a route. */
function checkTarget({ resource }: ServedKind, info: RequestInfo): void {
  const { name, verb, subresource } = info;
  const allNamespaces = resource.namespaced && info.namespace === '';
  if (allNamespaces && name !== '') throw new StatusError(noSuchPath);
  const wrong =
    name === ''
      ? verb === 'update' || verb === 'patch' || (allNamespaces && verb !== 'list' && verb !== 'watch')
      : verb === 'create' && subresource === '';
  if (wrong) throw new StatusError(noSuchMethod);
  const [problem] = name === '' ? [] : validatePathSegmentName(name);
  if (problem !== undefined) throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${problem}`);
}
