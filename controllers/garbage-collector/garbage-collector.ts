import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';
import {
  type Client,
  createRestMapper,
  type EventRecorder,
  exponentialRateLimiter,
  type HandlerRegistration,
  type RateLimiter,
  type SharedInformer,
} from '../../client/index.ts';
import {
  type Controller,
  createController,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
} from '../../controller-runtime/index.ts';
import type { Cause } from '../../environment/index.ts';
import { AbsentOwners } from './absent-owners.ts';
import { type AttemptParts, attemptToDelete } from './attempt-to-delete.ts';
import { attemptToOrphan } from './attempt-to-orphan.ts';
import type { GraphNode } from './graph-node.ts';
import { describeIdentity, identityOfReference } from './identity.ts';
import { KindIndex, UnknownKindError } from './kind-index.ts';
import { LiveObjects, NamespacedOwnerError } from './live-objects.ts';
import { OwnerGraph } from './owner-graph.ts';
import { ResourceMonitors } from './resource-monitors.ts';

export interface GarbageCollectorOptions {
  /** How many objects are deleted, and how many orphaned, at once. Default 20, as in Kubernetes. */
  readonly workers?: number;
}

const component = 'garbage-collector-controller';
const userAgent = 'garbage-collector';
/** As controllers back off. */
const lookAgainMsMin = 5;
const lookAgainMsMax = 1_000_000;

/**
 * Adds the controller that deletes what nothing owns any more, and carries out deletions in the foreground and those
 * that orphan. It deletes only after it has asked the API server for every owner, and only the very object it looked
 * at. What there is, it learns by discovery. Mirrors kubernetes pkg/controller/garbagecollector.
 */
export function addGarbageCollector(manager: Manager, options: GarbageCollectorOptions = {}): OwnerGraph {
  const mapper = createRestMapper(manager.clientFor(userAgent));
  const monitors = new ResourceMonitors(manager.environment.fork('garbage-collector-monitors'), {
    mapper,
    informers: manager.informers,
    watch: (type) => watch(graph, manager.informers.informer(type)),
  });
  const kinds = new KindIndex(mapper, monitors.watched);
  const absentOwners = new AbsentOwners();
  const lookAgain = exponentialRateLimiter<GraphNode>(lookAgainMsMin, lookAgainMsMax);
  const shared = { userAgent, maxConcurrentReconciles: options.workers ?? 20, keyOf };
  const deleting: Controller<GraphNode> = createController(manager, 'garbage-collector', {
    ...shared,
    reconciler: {
      reconcile: (node, context) =>
        deleteNode({ graph, kinds, absentOwners, lookAgain, attemptToDelete: deleting.queue }, node, context),
    },
  });
  const orphaning = createController<GraphNode>(manager, 'garbage-collector-orphan', {
    ...shared,
    reconciler: {
      async reconcile(node, { client }) {
        await attemptToOrphan(new LiveObjects(client, kinds), node);
        return undefined;
      },
    },
  });
  const recorder = manager.eventRecorderFor(component);
  const graph = new OwnerGraph({
    attemptToDelete: deleting.queue,
    attemptToOrphan: orphaning.queue,
    absentOwners,
    onInvalidNamespace: (dependent, ownerUid) => reportInvalidNamespace(recorder, dependent, ownerUid),
  });
  manager.add(monitors);
  for (const controller of [deleting, orphaning]) {
    controller.watch(() => monitors);
    manager.add(controller);
  }
  return graph;
}

function watch<T extends KubeObject>(graph: OwnerGraph, informer: SharedInformer<T>): HandlerRegistration {
  const type: ResourceType = informer.type;
  return informer.addEventHandler({
    onAdd: (object) => graph.added(type, object),
    onUpdate: (before, object) => graph.updated(type, before, object),
    onDelete: (object) => graph.deleted(type, object),
  });
}

/** What traces name a node by. */
function keyOf({ identity: { kind, namespace, name } }: GraphNode): string {
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

interface DeleteParts extends Omit<AttemptParts, 'objects' | 'cause'> {
  /** For what may come to be found, and nothing tells when. */
  readonly lookAgain: RateLimiter<GraphNode>;
}

/** Mirrors attemptToDeleteWorker. */
async function deleteNode(
  parts: DeleteParts,
  node: GraphNode,
  { client, cause }: ReconcileContext,
): Promise<ReconcileResult> {
  const { graph, lookAgain } = parts;
  // What has left the graph since it was queued is gone.
  const outcome = graph.get(node.identity.uid) === node ? await attempt(parts, node, client, cause) : 'done';
  if (outcome === 'look-again') return { requeueAfterMs: lookAgain.whenMs(node), background: true };
  lookAgain.forget(node);
  return outcome === 'retry' ? { requeue: true } : undefined;
}

/** What is to become of a node that was looked at: forgotten, tried again, or looked at now and then. */
type Outcome = 'done' | 'retry' | 'look-again';

async function attempt(parts: DeleteParts, node: GraphNode, client: Client, cause: Cause): Promise<Outcome> {
  try {
    const objects = new LiveObjects(client, parts.kinds);
    const found = await attemptToDelete({ ...parts, objects, cause }, node);
    if (!found || !node.virtual) return 'done';
    // It is there, but no informer has shown it yet: one that comes and goes between two watches never will be shown.
    return parts.kinds.isWatched(node.identity) ? 'retry' : 'look-again';
  } catch (error) {
    if (error instanceof NamespacedOwnerError) return 'done';
    // The kind may be served one day; nothing tells when.
    if (error instanceof UnknownKindError) return 'look-again';
    throw error;
  }
}

/** Mirrors reportInvalidNamespaceOwnerRef. */
function reportInvalidNamespace(recorder: EventRecorder, dependent: GraphNode, ownerUid: string): void {
  const { apiVersion, kind, namespace, name, uid } = dependent.identity;
  const reference = dependent.owners.find((owner) => owner.uid === ownerUid);
  if (reference === undefined) return;
  const target = { apiVersion, kind, name, uid, ...(namespace === '' ? {} : { namespace }) };
  const owner = describeIdentity(identityOfReference(reference, namespace));
  recorder.event(
    target,
    'Warning',
    'OwnerRefInvalidNamespace',
    `ownerRef ${owner} does not exist in namespace "${namespace}"`,
  );
}
