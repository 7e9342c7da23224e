import { ignoreNotFound, type KubeObject, type ResourceType } from '../apimachinery/index.ts';
import type { ReconcileContext, ReconcileResult, Reconciler } from './reconcile.ts';

/** Drives one object, as it was read. Mirrors controller-runtime pkg/reconcile (ObjectReconciler). */
export interface ObjectReconciler<T extends KubeObject> {
  reconcile(object: T, context: ReconcileContext): Promise<ReconcileResult>;
}

/**
 * Reads the object of a request with the controller's client, and hands it over; one that is gone is nobody's business any more.
 * Mirrors reconcile.AsReconciler.
 */
export function asReconciler<T extends KubeObject>(
  type: ResourceType<T>,
  reconciler: ObjectReconciler<T>,
): Reconciler {
  return {
    async reconcile({ namespace, name }, context) {
      const key = type.namespaced ? { namespace, name } : { name };
      const object = await context.client.get(type, key).catch(ignoreNotFound);
      return object && reconciler.reconcile(object, context);
    },
  };
}
