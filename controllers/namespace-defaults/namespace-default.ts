import { coreV1, type V1Namespace } from '../../api/index.ts';
import {
  hasStatusCause,
  isAlreadyExists,
  isNotFound,
  type KubeObject,
  keyOf,
  makeKey,
  type ResourceType,
} from '../../apimachinery/index.ts';
import type { Indexer, WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
} from '../../controller-runtime/index.ts';

/** An object that every namespace has. */
export interface NamespaceDefault<T extends KubeObject> {
  /** What the API server and the trace know the controller by. */
  readonly userAgent: string;
  readonly type: ResourceType<T>;
  readonly objectName: string;
  /** The object as it is to be, made from the one that is there; that very object where nothing is to be changed. */
  wanted(found: T | undefined, metadata: { readonly name: string; readonly namespace: string }): T;
}

/**
 * Adds a controller that makes an object in each active namespace, and again when it is deleted or changed. It hears of no
 * other objects of the kind. Mirrors kubernetes pkg/controller/serviceaccount (ServiceAccountsController) and
 * pkg/controller/certificates/rootcacertpublisher.
 */
export function addNamespaceDefault<T extends KubeObject>(
  manager: Manager,
  wanted: NamespaceDefault<T>,
): Controller {
  const { informers } = manager;
  const fieldSelector = `metadata.name=${wanted.objectName}`;
  const objects = informers.informer(wanted.type, { fieldSelector });
  const namespaces = informers.informer(coreV1.namespaces);
  const namespaceOf = ({ object }: { readonly object: T }, queue: WorkQueue<string>): void =>
    queue.add(object.metadata?.namespace ?? '', causeOf(object));
  const itself = ({ object }: { readonly object: V1Namespace }, queue: WorkQueue<string>): void =>
    queue.add(keyOf(object), causeOf(object));
  const ofObjects: EventHandler<T> = { update: namespaceOf, delete: namespaceOf };
  return controllerManagedBy(manager)
    .named(wanted.userAgent)
    .watches(coreV1.namespaces, { create: itself, update: itself })
    .watchesInformer(objects, ofObjects)
    .withOptions({ userAgent: wanted.userAgent, known: (key) => namespaces.indexer.get(key) })
    .complete(new NamespaceDefaultReconciler(wanted, namespaces.indexer, objects.indexer));
}

class NamespaceDefaultReconciler<T extends KubeObject> implements Reconciler {
  readonly #wanted: NamespaceDefault<T>;
  readonly #namespaces: Indexer<V1Namespace>;
  readonly #objects: Indexer<T>;

  constructor(wanted: NamespaceDefault<T>, namespaces: Indexer<V1Namespace>, objects: Indexer<T>) {
    this.#wanted = wanted;
    this.#namespaces = namespaces;
    this.#objects = objects;
  }

  async reconcile({ name: namespace }: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    if (this.#namespaces.get(namespace)?.status?.phase !== 'Active') return undefined;
    const { type, objectName: name, wanted } = this.#wanted;
    const found = this.#objects.get(makeKey(namespace, name));
    const object = wanted(found, { name, namespace });
    if (object === found) return undefined;
    if (found !== undefined) await client.update(type, object);
    else await client.create(type, object).catch(ignoreNoPlace);
    return undefined;
  }
}

/** Somebody else was faster, or the namespace goes. */
function ignoreNoPlace(error: unknown): void {
  if (!isAlreadyExists(error) && !isNotFound(error) && !hasStatusCause(error, 'NamespaceTerminating'))
    throw error;
}
