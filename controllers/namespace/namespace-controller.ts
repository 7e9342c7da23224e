import { coreV1, type V1Namespace } from '../../api/index.ts';
import { isBeingDeleted, keyOf } from '../../apimachinery/index.ts';
import { exponentialRateLimiter } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import { ContentWatch } from './content-watch.ts';
import { NamespaceReconciler } from './namespace-reconciler.ts';

export interface NamespaceControllerOptions {
  /**
   * How long after its deletion a namespace is first looked at, so that every API server has heard of it and nothing
   * is created there any more. Default 5 s, as in Kubernetes.
   */
  readonly deletionGraceMs?: number;
  /** How many namespaces are emptied at once. Default 10, as in Kubernetes. */
  readonly maxConcurrentReconciles?: number;
}

/** Mirrors namespaceDeletionGracePeriod. */
const deletionGraceMsDefault = 5000;
/** Mirrors nsControllerRateLimiter. */
const backoffMsMin = 5;
const backoffMsMax = 60_000;

/** Adds the controller that empties namespaces that are being deleted. Mirrors kubernetes pkg/controller/namespace. */
export function addNamespaceController(
  manager: Manager,
  options: NamespaceControllerOptions = {},
): Controller {
  const content = new ContentWatch(manager.informers, (namespace, cause) =>
    controller.queue.addRateLimited(namespace, cause),
  );
  const controller: Controller = controllerManagedBy(manager)
    .named('namespace')
    .watches(coreV1.namespaces, terminating(options.deletionGraceMs ?? deletionGraceMsDefault))
    .withOptions({
      maxConcurrentReconciles: options.maxConcurrentReconciles ?? 10,
      rateLimiter: exponentialRateLimiter(backoffMsMin, backoffMsMax),
    })
    .complete(
      new NamespaceReconciler({
        environment: manager.environment,
        content,
      }),
    );
  return controller;
}

/** Wakes the controller for a namespace whose deletion begins, or that was found being deleted. */
function terminating(delayMs: number): EventHandler<V1Namespace> {
  return {
    create: ({ object }, queue) => {
      if (isBeingDeleted(object)) queue.addAfter(keyOf(object), delayMs, causeOf(object));
    },
    update: ({ oldObject, object }, queue) => {
      const begins =
        isBeingDeleted(object) &&
        (!isBeingDeleted(oldObject) || oldObject.metadata?.uid !== object.metadata?.uid);
      if (begins) queue.addAfter(keyOf(object), delayMs, causeOf(object));
    },
  };
}
