import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';
import type { Client, SharedInformer, WorkQueue } from '../../client/index.ts';
import {
  createEventRecorder,
  createWorkQueue,
  type EventRecorder,
  type HandlerRegistration,
} from '../../client/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import type { Cause } from '../../environment/index.ts';
import { AbsentOwners } from './absent-owners.ts';
import { attemptToDelete } from './attempt-to-delete.ts';
import { attemptToOrphan } from './attempt-to-orphan.ts';
import { collectedResources, KindIndex, UnknownKindError } from './collected-resources.ts';
import type { GraphNode } from './graph-node.ts';
import { describeIdentity, identityOfReference } from './identity.ts';
import { LiveObjects, NamespacedOwnerError } from './live-objects.ts';
import { NodeWorkers, type Outcome } from './node-workers.ts';
import { OwnerGraph } from './owner-graph.ts';

export interface GarbageCollectorOptions {
  /** How many objects are deleted, and how many orphaned, at once. Default 20, as in Kubernetes. */
  readonly workers?: number;
}

const component = 'garbage-collector-controller';
const userAgent = 'garbage-collector';
const servedKinds = new KindIndex();

/**
 * Adds the controller that deletes what nothing owns any more, and carries out deletions in the foreground and those
 * that orphan. It deletes only after it has asked the API server for every owner, and only the very object it looked
 * at. Mirrors kubernetes pkg/controller/garbagecollector.
 *
 * Differs: the resources are those that are built in, so that nothing has to be discovered.
 */
export function addGarbageCollector(manager: Manager, options: GarbageCollectorOptions = {}): OwnerGraph {
  const { client } = manager;
  const environment = manager.environment.fork(userAgent);
  const parts: CollectorParts = {
    deleteQueue: createWorkQueue<GraphNode>(environment),
    orphanQueue: createWorkQueue<GraphNode>(environment),
    absentOwners: new AbsentOwners(),
    kinds: servedKinds,
  };
  const recorder = createEventRecorder(environment, client.withUserAgent(component), { component });
  const graph = new OwnerGraph({
    attemptToDelete: parts.deleteQueue,
    attemptToOrphan: parts.orphanQueue,
    absentOwners: parts.absentOwners,
    onInvalidNamespace: (dependent, ownerUid) => reportInvalidNamespace(recorder, dependent, ownerUid),
  });
  const registrations = collectedResources.map((type) => watch(graph, manager.informers.informer(type)));
  const shared = { client: client.withUserAgent(userAgent), registrations, workers: options.workers ?? 20 };
  manager.add(
    new NodeWorkers(environment, {
      ...shared,
      name: 'garbage-collector',
      queue: parts.deleteQueue,
      work: (node, causing, cause) => deleteNode(parts, graph, node, causing, cause),
    }),
  );
  manager.add(
    new NodeWorkers(environment, {
      ...shared,
      name: 'garbage-collector-orphan',
      queue: parts.orphanQueue,
      work: async (node, causing) => {
        await attemptToOrphan(new LiveObjects(causing, parts.kinds), node);
        return 'done';
      },
    }),
  );
  return graph;
}

interface CollectorParts {
  readonly deleteQueue: WorkQueue<GraphNode>;
  readonly orphanQueue: WorkQueue<GraphNode>;
  readonly absentOwners: AbsentOwners;
  readonly kinds: KindIndex;
}

function watch<T extends KubeObject>(graph: OwnerGraph, informer: SharedInformer<T>): HandlerRegistration {
  const type: ResourceType = informer.type;
  return informer.addEventHandler({
    onAdd: (object) => graph.added(type, object),
    onUpdate: (before, object) => graph.updated(type, before, object),
    onDelete: (object) => graph.deleted(type, object),
  });
}

/** Mirrors attemptToDeleteWorker. */
async function deleteNode(
  { deleteQueue, absentOwners, kinds }: CollectorParts,
  graph: OwnerGraph,
  node: GraphNode,
  client: Client,
  cause: Cause,
): Promise<Outcome> {
  // What has left the graph since it was queued is gone.
  if (graph.get(node.identity.uid) !== node) return 'done';
  const objects = new LiveObjects(client, kinds);
  try {
    const found = await attemptToDelete(
      { graph, objects, kinds, absentOwners, attemptToDelete: deleteQueue, cause },
      node,
    );
    if (!found || !node.virtual) return 'done';
    // It is there, but no informer has shown it yet: one that comes and goes between two watches never will be shown.
    return kinds.isWatched(node.identity) ? 'retry' : 'look-again';
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
