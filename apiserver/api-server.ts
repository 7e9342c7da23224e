import { isCustom } from '../api/index.ts';
import {
  type ApiRequest,
  type ApiResponse,
  type Encoder,
  internalError,
  type Kubelets,
  type Status,
  StatusError,
  type UserInfo,
  unclassified,
} from '../apimachinery/index.ts';
import type { Environment } from '../environment/index.ts';
import { type Store, StoreError } from '../store/index.ts';
import { type AggregatedApi, answerAggregated } from './aggregated-api.ts';
import { bootstrap } from './bootstrap/index.ts';
import { Cacher } from './cache/cacher.ts';
import { CustomResources } from './custom-resources/custom-resources.ts';
import { isInScope } from './custom-resources/custom-route.ts';
import { handleDocument, noSuchPage } from './documents/documents.ts';
import { FlowClassifier } from './flow-control/flow-classifier.ts';
import { RequestMetrics, serveMetrics } from './metrics/index.ts';
import { type AccessControl, alwaysAllow, anybody, enter } from './pipeline/access/index.ts';
import { AdmissionChain, type AdmissionPlugins } from './pipeline/admission/index.ts';
import { FieldManagers } from './pipeline/field-management/index.ts';
import { warningHeaders } from './pipeline/warnings/warning-headers.ts';
import { builtInKinds } from './registry/built-in-kinds.ts';
import { ResourceRegistry } from './registry/resource-registry.ts';
import type { ServedKind } from './registry/served-kind.ts';
import { clientName, type RequestContext, type ServerContext } from './request/request-context.ts';
import { type RequestInfo, requestInfo } from './request/request-info.ts';
import { noWebhooks, type Webhooks } from './request/webhooks.ts';
import { handleResource, handlerOf } from './resource-handler.ts';
import { asItIs, negotiate, type Representation } from './respond/accept.ts';
import { encoders } from './respond/encoders/index.ts';
import { documentInAskedEncoding, inEncoding, refusal } from './respond/encoding.ts';
import { objectResponse, rawJsonResponse } from './respond/responses.ts';
import { ServiceAddresses } from './service-addresses/service-addresses.ts';
import { startCompactor } from './storage/compactor.ts';
import { subresourceOf } from './subresources/index.ts';
import type { LocalPorts } from './subresources/streams/local-ports.ts';
import { createSystemObjects } from './system-objects.ts';

/** The only writer of a store: turns requests into validated objects. */
export interface ApiServer {
  /** Answers any request; never rejects. */
  handle(request: ApiRequest): Promise<ApiResponse>;
  /** What it serves: kinds can be added and taken away while it runs. */
  readonly resources: ResourceRegistry;
  /** The newest revision this server has taken in. */
  readonly revision: number;
  /** Ends all watches. Requests are still answered; the store is the caller's to close. */
  stop(): void;
}

/** By path: what is answered there to a query. May throw StatusError. */
export type OwnDocuments = ReadonlyMap<string, (query: Readonly<Record<string, string>>) => object>;

/** Who is not told otherwise takes everybody for the administrator, who may do everything. */
export interface ApiServerOptions extends Partial<AccessControl> {
  /** Opened by the caller, and closed by it after `stop`. */
  readonly store: Store;
  /**
   * How often history is forgotten: one to two intervals of it are kept. 0: all is. Default: 5 minutes, as in Kubernetes
   * (--etcd-compaction-interval).
   */
  /** What answers can be written in. Default: JSON, YAML and protobuf. */
  readonly encoders?: readonly Encoder[];
  readonly compactionIntervalMs?: number;
  /** False: updates do not say who owns which fields (managedFields). Only benchmarks want that, to tell what it costs. */
  readonly tracksFields?: boolean;
  /** Of `scheduler` and `controller-manager` those that run beside it, as componentstatuses tell. Default: none. */
  readonly components?: readonly string[];
  /**
   * True: each namespace gets its ServiceAccounts from a controller, so a pod's must exist, and its token is mounted. Default:
   * false, as with kube-apiserver's --disable-admission-plugins=ServiceAccount, but that pods are called after `default`.
   */
  readonly serviceAccounts?: boolean;
  /**
   * True: soon after the start there are the roles, flow schemas, priority levels and API services that every cluster has. Default:
   * false, as nobody asks them.
   */
  readonly bootstrap?: boolean;
  /** Told of what nobody foresaw; whoever asked has got a 500. */
  readonly onInternalError?: (error: unknown) => void;
  /** How it reaches webhooks. Default: none can be reached. */
  readonly webhooks?: Webhooks;
  /** What it serves besides what it keeps. Default: nothing. */
  readonly aggregated?: readonly AggregatedApi[];
  /** JSON documents that Kubernetes does not have, by their paths. Default: none. */
  readonly documents?: OwnDocuments;
  /**
   * The ranges of the addresses of services, one of each family at most; the first says the default family. Default:
   * 10.96.0.0/12, as kubeadm has it (--service-cluster-ip-range).
   */
  readonly serviceCidrs?: readonly string[];
  /** How it reaches the kubelets of nodes. Default: none can be reached. */
  readonly kubelets?: Kubelets;
  /** How it reaches the ports of this machine that stand for those of pods. Default: nothing listens there. */
  readonly localPorts?: LocalPorts;
  /** Asked after the built-in plugins. */
  readonly admission?: Partial<AdmissionPlugins>;
}

/** Opens an API server over a store: fills its watch cache and creates what every cluster has. */
export async function createApiServer(
  environment: Environment,
  options: ApiServerOptions,
): Promise<ApiServer> {
  const server = new Server(environment, options);
  await server.start();
  await startCompactor(environment, options.store, options.compactionIntervalMs);
  if (options.bootstrap === true) bootstrap(server);
  return server;
}

const defaultServiceCidrs: readonly string[] = ['10.96.0.0/12'];

/** What a bug here looks like from outside. Mirrors kubernetes apiserver pkg/server/filters (WithPanicRecovery). */
const panicked = 'This request caused apiserver to panic. Look in the logs for details.';

class Server implements ApiServer, ServerContext {
  readonly environment: Environment;
  readonly store: Store;
  readonly cacher: Cacher;
  readonly admission: AdmissionChain;
  readonly encoders: readonly Encoder[];
  readonly authenticator: AccessControl['authenticator'];
  readonly authorizer: AccessControl['authorizer'];
  readonly resources: ResourceRegistry;
  readonly webhooks: Webhooks;
  readonly fieldManagers: FieldManagers;
  readonly tracksFields: boolean;
  readonly components: readonly string[];
  readonly addresses: ServiceAddresses;
  readonly serviceAccounts: boolean;
  readonly kubelets: Kubelets;
  readonly localPorts: LocalPorts | undefined;
  readonly requests = new RequestMetrics();
  readonly #flows: FlowClassifier;
  readonly #serviceCidrs: readonly string[];
  readonly #onInternalError: (error: unknown) => void;
  readonly #startedMs: number;
  readonly #aggregated: readonly AggregatedApi[];
  readonly #documents: OwnDocuments;

  constructor(environment: Environment, options: ApiServerOptions) {
    const { store, onInternalError = () => {}, authenticator = anybody, authorizer = alwaysAllow } = options;
    this.environment = environment;
    this.#startedMs = environment.clock.now();
    this.#aggregated = options.aggregated ?? [];
    this.#documents = options.documents ?? new Map();
    this.store = store;
    this.encoders = options.encoders ?? encoders;
    this.authenticator = authenticator;
    this.authorizer = authorizer;
    this.admission = new AdmissionChain(options.admission);
    this.webhooks = options.webhooks ?? noWebhooks;
    this.#onInternalError = onInternalError;
    this.cacher = new Cacher(environment, store);
    this.resources = new ResourceRegistry({ environment, store, cacher: this.cacher });
    this.#flows = new FlowClassifier(this.resources);
    this.tracksFields = options.tracksFields ?? true;
    this.components = options.components ?? [];
    this.#serviceCidrs = options.serviceCidrs ?? defaultServiceCidrs;
    this.addresses = new ServiceAddresses(this, this.#serviceCidrs);
    this.serviceAccounts = options.serviceAccounts ?? false;
    this.kubelets = options.kubelets ?? (() => undefined);
    this.localPorts = options.localPorts;
    this.fieldManagers = new FieldManagers(environment.clock, this.resources);
  }

  namespaceLabels(name: string): Readonly<Record<string, string>> | undefined {
    return this.resources.preferred('', 'namespaces')?.storage.cache.get(name)?.object.metadata?.labels;
  }

  get revision(): number {
    return this.cacher.revision;
  }

  async start(): Promise<void> {
    this.resources.announce(this.#aggregated.flatMap(({ resources }) => resources));
    await this.resources.start(builtInKinds());
    this.addresses.start();
    await new CustomResources(this).start();
    await createSystemObjects(this, this.#serviceCidrs);
  }

  stop(): void {
    this.cacher.stop();
  }

  async handle(request: ApiRequest): Promise<ApiResponse> {
    const warnings: string[] = [];
    const startedMs = this.environment.clock.now();
    let response: ApiResponse;
    let info: RequestInfo | undefined;
    let kind: ServedKind | undefined;
    let flow: Readonly<Record<string, string>> | undefined;
    try {
      info = requestInfo(request.method, request.path, request.query);
      const entering = enter(this, request, info);
      const user = entering instanceof Promise ? await entering : entering;
      // Who is known by other means than the request is of this process.
      if (request.user === undefined) flow = this.#flows.headersFor(user, info);
      kind = info.isResourceRequest ? this.#kindAt(info) : undefined;
      if (kind?.deprecation !== undefined) warnings.push(kind.deprecation);
      if (kind !== undefined) {
        const handler = handlerOf(kind, info, request.method);
        const context = contextOf(this, request, user, info, kind, warnings);
        response = inEncoding(await handleResource(context, handler), context.asked.encoder);
      } else if (info.isResourceRequest) {
        const answer = answerAggregated(this.#aggregated, this, info, request.query);
        response =
          answer === undefined ? noSuchPage(request.path, this.resources.resources) : objectResponse(answer);
      } else
        response = documentInAskedEncoding(
          request,
          this.#ownDocument(request) ??
            (await serveMetrics(request, this)) ??
            (await handleDocument(request, this.store, this.resources.resources, {
              startedMs: this.#startedMs,
              nowMs: startedMs,
            })),
          this.encoders,
        );
    } catch (error) {
      const status = error instanceof StatusError ? error.status : this.#internal(error);
      this.#recordRefusal(request, status);
      response = refusal(request, status, this.encoders);
    }
    const tookMs = this.environment.clock.now() - startedMs;
    if (kind !== undefined && info !== undefined) {
      this.requests.observe(kind, request, info, response.status, tookMs);
    } else this.requests.observeDocument(request, response.status, tookMs);
    if (this.environment.trace.isFollowed('request')) this.#recordRequest(request, info, response);
    if (warnings.length === 0 && flow === undefined) return response;
    const warning = warningHeaders(warnings).join('\n');
    const more = warning === '' ? flow : { ...flow, warning };
    return { ...response, headers: { ...response.headers, ...more } };
  }

  /** What answers at the path. A custom resource is served where its scope has a place for it. */
  #kindAt(info: RequestInfo): ServedKind | undefined {
    const kind = this.resources.get(info);
    return kind !== undefined && isCustom(kind.resource) && !isInScope(kind, info) ? undefined : kind;
  }

  #ownDocument({ method, path, query }: ApiRequest): ApiResponse | undefined {
    const document = method === 'GET' ? this.#documents.get(path) : undefined;
    return document && rawJsonResponse(document(query));
  }

  #recordRequest(
    { method, path, headers, cause }: ApiRequest,
    info: RequestInfo | undefined,
    { status: code }: ApiResponse,
  ): void {
    const by = clientName(headers['user-agent']);
    const fields = { by, method, path, code };
    if (!info?.isResourceRequest) this.environment.trace.detail('request', fields, cause);
    else {
      const { verb, group, resource, subresource, namespace } = info;
      const asked = { verb, group, resource, subresource, namespace };
      this.environment.trace.detail('request', { ...fields, asked }, cause);
    }
  }

  #recordRefusal(request: ApiRequest, { code, reason, message }: Status): void {
    const { trace } = this.environment;
    if (!trace.enabled || request.method === 'GET') return;
    const by = clientName(request.headers['user-agent']);
    const { method, path, cause } = request;
    trace.record('refused', { by, method, path, code, reason, message }, cause);
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

/** What clients of Kubernetes are told when etcd's quota is used up; where its disk is full etcd ends. */
const noSpace = unclassified('etcdserver: mvcc: database space exceeded').status;

function contextOf(
  server: ServerContext,
  request: ApiRequest,
  user: UserInfo,
  info: RequestInfo,
  kind: ServedKind,
  warnings: string[],
): RequestContext {
  const origin = {
    verb: info.verb,
    subresource: info.subresource,
    by: clientName(request.headers['user-agent']),
    cause: request.cause,
    dryRun: (request.query.dryRun ?? '') !== '',
    isMeasured: request.body instanceof Uint8Array,
  };
  const asked = representation(server, request, info, kind);
  return { server, request, user, info, kind, origin, asked, warnings, empties: undefined };
}

/** Throws the 406 StatusError of a header that asks for nothing that there is; what streams is in a form of its own. */
function representation(
  { encoders }: ServerContext,
  { headers: { accept } }: ApiRequest,
  { verb, subresource }: RequestInfo,
  kind: ServedKind,
): Representation {
  if (subresource !== '' && subresourceOf(kind, subresource)?.streams) return asItIs;
  const custom = isCustom(kind.resource);
  return negotiate(accept, { verb, isCustom: custom, isRouted: !custom }, encoders);
}
