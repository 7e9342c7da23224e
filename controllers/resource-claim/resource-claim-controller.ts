import {
  coreV1,
  type ResourceV1ResourceClaim,
  resourceV1,
  type V1Pod,
  type V1ResourceClaimTemplate,
} from '../../api/index.ts';
import { keyOf, makeKey } from '../../apimachinery/index.ts';
import type { Indexer, SharedInformer, WorkQueue } from '../../client/index.ts';
import { resourceClaimKeysOf } from '../../component-helpers/index.ts';
import {
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import { indexByController } from '../kit/controller-index.ts';
import { ClaimReconciler } from './claim-reconciler.ts';
import { MadeClaims } from './made-claims.ts';
import { isPodDone, needsWork } from './pod-needs.ts';
import { PodReconciler } from './pod-reconciler.ts';

const byClaim = 'resourceClaim';
const byTemplate = 'resourceClaimTemplate';
const userAgent = 'resource-claim-controller';
/** How many pods, and how many claims, are worked on at once: what upstream does for both together. */
const maxConcurrentReconciles = 50;

/**
 * Adds the controllers that make claims for pods and take them back. Mirrors kubernetes pkg/controller/resourceclaim.
 * Differs: pods and claims have a queue each.
 */
export function addResourceClaimController(manager: Manager): void {
  const { informers, environment } = manager;
  const pods = informers.informer(coreV1.pods);
  const claims = informers.informer(resourceV1.resourceClaims);
  const templates = informers.informer(resourceV1.resourceClaimTemplates);
  indexPods(pods);
  indexByController(claims);
  addClaims(manager, new ClaimReconciler({ pods: pods.indexer, claims: claims.indexer }));
  const recorder = manager.eventRecorderFor('resource_claim');
  const made = new MadeClaims(environment.clock, claims.indexer);
  const parts = { pods: pods.indexer, claims: claims.indexer, templates: templates.indexer, made, recorder };
  addPods(manager, new PodReconciler(parts));
}

function indexPods(pods: SharedInformer<V1Pod>): void {
  pods.addIndexers({ [byClaim]: resourceClaimKeysOf, [byTemplate]: templateKeysOf });
}

function templateKeysOf({ metadata, spec }: V1Pod): readonly string[] {
  const entries = spec?.resourceClaims;
  if (entries === undefined) return none;
  return entries.flatMap(({ resourceClaimTemplateName: name }) =>
    name === undefined ? [] : [makeKey(metadata?.namespace ?? '', name)],
  );
}

const none: readonly string[] = [];

/** A pod that is over, or seen to go, needs its claims no longer. */
function addClaims(manager: Manager, reconciler: ClaimReconciler): void {
  const claims = manager.informers.informer(resourceV1.resourceClaims);
  const addOf = (pod: V1Pod, queue: WorkQueue<string>): void => {
    for (const key of resourceClaimKeysOf(pod)) queue.add(key, causeOf(pod));
  };
  const seen = ({ object }: { readonly object: V1Pod }, queue: WorkQueue<string>): void => {
    if (isPodDone(object)) addOf(object, queue);
  };
  const podEvents: EventHandler<V1Pod> = {
    create: seen,
    update: seen,
    delete({ object }, queue) {
      if (!usesClaims(object)) return;
      reconciler.podGone(object);
      addOf(object, queue);
    },
  };
  const changed = ({ object }: { readonly object: ResourceV1ResourceClaim }, queue: WorkQueue<string>) =>
    queue.add(keyOf(object), causeOf(object));
  controllerManagedBy(manager)
    .named('resource-claim')
    .watches(coreV1.pods, podEvents)
    .watches(resourceV1.resourceClaims, { create: changed, update: changed })
    .withOptions({ userAgent, maxConcurrentReconciles, known: (key) => claims.indexer.get(key) })
    .complete(reconciler);
}

function usesClaims({ spec, status }: V1Pod): boolean {
  return spec?.resourceClaims !== undefined || status?.extendedResourceClaimStatus !== undefined;
}

function addPods(manager: Manager, reconciler: PodReconciler): void {
  const pods = manager.informers.informer(coreV1.pods);
  const claims = manager.informers.informer(resourceV1.resourceClaims).indexer;
  controllerManagedBy(manager)
    .named('resource-claim-of-pod')
    .watches(coreV1.pods, podEvents(claims))
    .watches(resourceV1.resourceClaims, usersOf(byClaim, pods.indexer, claims))
    .watches(resourceV1.resourceClaimTemplates, usersOf(byTemplate, pods.indexer, claims))
    .withOptions({ userAgent, maxConcurrentReconciles, known: (key) => pods.indexer.get(key) })
    .complete(reconciler);
}

function podEvents(claims: Indexer<ResourceV1ResourceClaim>): EventHandler<V1Pod> {
  const seen = ({ object }: { readonly object: V1Pod }, queue: WorkQueue<string>): void => {
    if (needsWork(object, claims)) queue.add(keyOf(object), causeOf(object));
  };
  return { create: seen, update: seen };
}

/** The pods that use a claim or a template, of which something was seen. A template that is gone wakes nobody. */
function usersOf<T extends ResourceV1ResourceClaim | V1ResourceClaimTemplate>(
  index: string,
  pods: Indexer<V1Pod>,
  claims: Indexer<ResourceV1ResourceClaim>,
): EventHandler<T> {
  const seen = ({ object }: { readonly object: T }, queue: WorkQueue<string>): void => {
    for (const pod of pods.byIndex(index, keyOf(object)))
      if (needsWork(pod, claims)) queue.add(keyOf(pod), causeOf(object));
  };
  return { create: seen, update: seen, ...(index === byClaim && { delete: seen }) };
}
