/**
 * How a controller is built. A pod's event on its way: an informer puts the pod into its indexer and tells the
 * controller's event handler; predicates may drop the event; the handler turns it into the key of an object to look
 * at (the pod's owner, say); the queue holds that key once, however often it is added; a worker takes it and calls
 * the Reconciler, which reads what is, decides, and writes. Mirrors sigs.k8s.io/controller-runtime.
 */
export {
  type ControllerBuilder,
  controllerManagedBy,
  matchEveryOwner,
  onlyMetadata,
  type WatchOption,
} from './builder.ts';
export { type CachedClientOptions, cachedClient, indexField } from './cached-client.ts';
export { type Controller, type ControllerState, createController } from './controller.ts';
export type {
  ControllerDefaults,
  ControllerOptions,
  GroupKindConcurrency,
  TypedControllerOptions,
} from './controller-options.ts';
export { type CreateOrPatchResult, createOrPatch } from './create-or-patch.ts';
export { type CreateOrUpdateResult, createOrUpdate, type Draft } from './create-or-update.ts';
export { EventChannel } from './event-channel.ts';
export {
  type CreateEvent,
  type DeleteEvent,
  type EventHandler,
  enqueueRequestForObject,
  enqueueRequestForOwner,
  enqueueRequestsFromMapFunc,
  type GenericEvent,
  type UpdateEvent,
} from './event-handler.ts';
export { type FinalizeResult, type Finalizer, FinalizerError, Finalizers } from './finalizer-registry.ts';
export { addFinalizer, containsFinalizer, removeFinalizer } from './finalizers.ts';
export {
  environmentLogger,
  type JsonLoggerOptions,
  jsonLogger,
  type Logger,
  type LogLevel,
  silentLogger,
} from './logger.ts';
export { lowPriority, withPriority } from './low-priority.ts';
export { createManager, type Manager } from './manager.ts';
export type { LeaderElectionOptions, ManagerOptions, MetricsOptions } from './manager-options.ts';
export { introspectionPath } from './manager-serving.ts';
export type { ControllerView, ManagerState } from './manager-state.ts';
export { informersOfNamespaces } from './namespaced-informers.ts';
export { asReconciler, type ObjectReconciler } from './object-reconciler.ts';
export {
  AlreadyOwnedError,
  hasControllerReference,
  hasOwnerReference,
  type OwnerReferenceOptions,
  removeControllerReference,
  removeOwnerReference,
  setControllerReference,
  setOwnerReference,
} from './owner-references.ts';
export {
  and,
  annotationChanged,
  generationChanged,
  labelChanged,
  labelSelectorPredicate,
  not,
  or,
  type Predicate,
  predicateOf,
  resourceVersionChanged,
} from './predicate.ts';
export type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
  TypedReconciler,
} from './reconcile.ts';
export type { LastReconcile, ReconcileOutcome } from './reconcile-stats.ts';
export { causeOf, requestOfKey } from './request-key.ts';
export type { Runnable, RunnableGroupName } from './runnable-group.ts';
export type { CertificateFilesOptions } from './serving/certificate-files.ts';
export { type HealthCheck, healthHandler, ping } from './serving/health-checks.ts';
export {
  type HttpAnswer,
  type HttpHandler,
  HttpMux,
  type HttpRequest,
  jsonAnswer,
  textAnswer,
} from './serving/http-handler.ts';
export { channel, kind, type Source, type SourceRegistration } from './source.ts';
export { TerminalError } from './terminal-error.ts';
export {
  allowed,
  denied,
  errored,
  patched,
  patchedTo,
  withAdmissionWarnings,
} from './webhook/admission-answers.ts';
export {
  type Defaulter,
  defaultingHandler,
  multiMutatingHandler,
  multiValidatingHandler,
  type Validator,
  validatingHandler,
  WarnedError,
  type Warnings,
} from './webhook/admission-handlers.ts';
export type {
  AdmissionAnswer,
  AdmissionHandler,
  AdmissionRequest,
  GroupVersionKind,
} from './webhook/admission-review.ts';
export { type AdmissionWebhookOptions, admissionWebhook } from './webhook/admission-webhook.ts';
export {
  type Converter,
  ConverterRegistry,
  conversionHandler,
  hubSpokeConverter,
  type SpokeConverter,
} from './webhook/conversion.ts';
export { type WebhookBuilder, webhookManagedBy } from './webhook/webhook-builder.ts';
export { WebhookServer, type WebhookServerOptions, type WebhookTarget } from './webhook/webhook-server.ts';
