import { isBeingDeleted, type KubeObject, makeKey, type ResourceType } from '../../apimachinery/index.ts';
import type { Client, Indexer, WorkQueue } from '../../client/index.ts';
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

/** What protects the objects of a kind while others use them. */
export interface Protection<T extends KubeObject> {
  readonly name: string;
  readonly type: ResourceType<T>;
  readonly finalizer: string;
  isUsed(object: T, client: Client): boolean | Promise<boolean>;
  /** Adds what may use them to what is watched. */
  watch?(builder: ReturnType<typeof controllerManagedBy>): void;
}

/**
 * Adds a controller that lets objects go which are being deleted when nothing uses them any more, and protects those that
 * are not protected. Mirrors kubernetes pkg/controller/volume (pvcprotection, pvprotection, vacprotection).
 */
export function addProtectionController<T extends KubeObject>(
  manager: Manager,
  protection: Protection<T>,
): Controller {
  const { name, type, finalizer, watch } = protection;
  const builder = controllerManagedBy(manager).named(name).watches(type, candidates<T>(finalizer));
  watch?.(builder);
  return builder.complete(new ProtectionReconciler(protection, manager.informers.informer(type).indexer));
}

/** Those that are deleted and protected, or neither. */
function candidates<T extends KubeObject>(finalizer: string): EventHandler<T> {
  const add = ({ object }: { readonly object: T }, queue: WorkQueue<string>): void => {
    if (isBeingDeleted(object) !== isProtected(object, finalizer)) return;
    queue.add(makeKey(object.metadata?.namespace ?? '', object.metadata?.name ?? ''), causeOf(object));
  };
  return { create: add, update: add };
}

function isProtected({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata?.finalizers?.includes(finalizer) === true;
}

class ProtectionReconciler<T extends KubeObject> implements Reconciler {
  readonly #protection: Protection<T>;
  readonly #objects: Indexer<T>;

  constructor(protection: Protection<T>, objects: Indexer<T>) {
    this.#protection = protection;
    this.#objects = objects;
  }

  async reconcile({ namespace, name }: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    const { type, finalizer, isUsed } = this.#protection;
    const object = this.#objects.get(makeKey(namespace, name));
    if (object === undefined || isBeingDeleted(object) !== isProtected(object, finalizer)) return undefined;
    if (isBeingDeleted(object) && (await isUsed(object, client))) return undefined;
    const { metadata } = object;
    const others = (metadata?.finalizers ?? []).filter((one) => one !== finalizer);
    const finalizers = isBeingDeleted(object) ? others : [...others, finalizer];
    await client.update(type, { ...object, metadata: { ...metadata, finalizers } });
    return undefined;
  }
}
