import type { V1Pod } from '../../api/index.ts';
import { controllerOf, type KubeObject } from '../../apimachinery/index.ts';
import { byNamespace, type Indexer, namespaceIndex, type SharedInformer } from '../../client/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';

const controllerIndex = 'controller';

const byController = { [controllerIndex]: (object: KubeObject) => [controllerKey(object)] };
const podsByController = {
  [controllerIndex]: (pod: V1Pod) => [isPodTerminal(pod) ? overKey(controllerKey(pod)) : controllerKey(pod)],
};

/**
 * Makes the informer find objects by the uid of their controller, and those without a controller by their namespace.
 * Controllers that share an informer may each ask. Mirrors kubernetes pkg/controller (AddPodControllerIndexer).
 */
export function indexByController<T extends KubeObject>(informer: SharedInformer<T>): void {
  informer.addIndexers(byController);
}

/**
 * As `indexByController`, with pods that are over kept apart: most controllers do not count them, and thousands may lie
 * about until they are collected.
 */
export function indexPodsByController(informer: SharedInformer<V1Pod>): void {
  informer.addIndexers(podsByController);
}

/** Makes the informer find objects by their namespace. Controllers that share an informer may each ask. */
export function indexByNamespace<T extends KubeObject>(informer: SharedInformer<T>): void {
  informer.addIndexers(byNamespace);
}

/** The objects that a controller owns; of pods those that are not over. */
export function controlledBy<T>(indexer: Indexer<T>, uid: string): readonly T[] {
  return indexer.byIndex(controllerIndex, uid);
}

/** The objects of a namespace that no controller owns; of pods those that are not over. */
export function orphansIn<T>(indexer: Indexer<T>, namespace: string): readonly T[] {
  return indexer.byIndex(controllerIndex, orphanKey(namespace));
}

/** All pods that a controller owns, those that are over last. */
export function allPodsOf(pods: Indexer<V1Pod>, uid: string): readonly V1Pod[] {
  return withThoseThatAreOver(pods, uid);
}

/** All pods of a namespace that no controller owns, those that are over last. */
export function allOrphanPodsIn(pods: Indexer<V1Pod>, namespace: string): readonly V1Pod[] {
  return withThoseThatAreOver(pods, orphanKey(namespace));
}

function withThoseThatAreOver(pods: Indexer<V1Pod>, key: string): readonly V1Pod[] {
  const alive = pods.byIndex(controllerIndex, key);
  const over = pods.byIndex(controllerIndex, overKey(key));
  return over.length === 0 ? alive : [...alive, ...over];
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

function overKey(key: string): string {
  return `over/${key}`;
}
