import type { V1Pod } from '../../api/index.ts';
import { controllerOf, type KubeObject } from '../../apimachinery/index.ts';
import type { Indexer, SharedInformer } from '../../client/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';

const controllerIndex = 'controller';
const namespaceIndex = 'namespace';

/**
 * Makes the informer find objects by the uid of their controller, and those without a controller by their namespace.
 * Controllers that share an informer may each ask. Mirrors kubernetes pkg/controller (AddPodControllerIndexer).
 */
export function indexByController<T extends KubeObject>(informer: SharedInformer<T>): void {
  if (!informer.indexer.hasIndex(controllerIndex)) {
    informer.addIndexers({ [controllerIndex]: (object) => [controllerKey(object)] });
  }
}

/**
 * As `indexByController`, without pods that are over: no controller counts them, and thousands may lie about until they
 * are collected.
 */
export function indexPodsByController(informer: SharedInformer<V1Pod>): void {
  if (!informer.indexer.hasIndex(controllerIndex)) {
    informer.addIndexers({ [controllerIndex]: (pod) => (isPodTerminal(pod) ? [] : [controllerKey(pod)]) });
  }
}

/** Makes the informer find objects by their namespace. Controllers that share an informer may each ask. */
export function indexByNamespace<T extends KubeObject>(informer: SharedInformer<T>): void {
  if (!informer.indexer.hasIndex(namespaceIndex)) {
    informer.addIndexers({ [namespaceIndex]: (object) => [object.metadata?.namespace ?? ''] });
  }
}

/** The objects that a controller owns. */
export function controlledBy<T>(indexer: Indexer<T>, uid: string): readonly T[] {
  return indexer.byIndex(controllerIndex, uid);
}

/** The objects of a namespace that no controller owns. */
export function orphansIn<T>(indexer: Indexer<T>, namespace: string): readonly T[] {
  return indexer.byIndex(controllerIndex, orphanKey(namespace));
}

export function inNamespace<T>(indexer: Indexer<T>, namespace: string): readonly T[] {
  return indexer.byIndex(namespaceIndex, namespace);
}

function controllerKey(object: KubeObject): string {
  return controllerOf(object)?.uid ?? orphanKey(object.metadata?.namespace ?? '');
}

/** No uid has a slash. */
function orphanKey(namespace: string): string {
  return `orphans/${namespace}`;
}
