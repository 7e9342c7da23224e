/**
 * The only writer: turns requests into validated objects in the store, and the store's changes into watch events.
 * `handle` is a plain function; HTTP (`apiserver/http/`) is one caller of it and the in-process client another.
 */
export type { AggregatedApi, AggregatedRequest } from './aggregated-api.ts';
export { type ApiServer, type ApiServerOptions, createApiServer, type OwnDocuments } from './api-server.ts';
export type { HttpServer, HttpServerOptions } from './http/http-server.ts';
export type { InMemoryServer } from './http/in-memory-connections.ts';
export { connectInMemory, refuseInMemory, type ServedEnd } from './http/in-memory-socket.ts';
export type { KubeletPorts } from './http/kubelet-ports.ts';
export { remoteKubelet } from './http/remote-kubelet.ts';
export { serveHttp, serveInMemory } from './http/serve-http.ts';
export { serveKubelets } from './http/serve-kubelets.ts';
export { httpLocalPorts } from './http/streams/local-ports.ts';
export { httpWebhooks, type WebhookServices } from './http/webhook-client.ts';
export type { Authenticator } from './pipeline/access/authenticator.ts';
export type { Authorizer, Decision, UserRules } from './pipeline/access/authorizer.ts';
export type { AccessControl } from './pipeline/access/index.ts';
export type {
  AdmissionPlugin,
  AdmissionPlugins,
  MutatingPlugin,
  RequestMatch,
  ValidatingPlugin,
} from './pipeline/admission/admission-plugin.ts';
export type { Attributes } from './pipeline/admission/attributes.ts';
export type { RequestInfo } from './request/request-info.ts';
export { type WebhookLimits, type Webhooks, type WebhookTarget, webhookUrl } from './request/webhooks.ts';
export { problemOfServiceCidrs } from './service-addresses/service-addresses.ts';
export type { LocalPort, LocalPorts } from './subresources/streams/local-ports.ts';
