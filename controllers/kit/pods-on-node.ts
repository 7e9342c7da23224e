import type { V1Pod } from '../../api/index.ts';
import type { Indexer, SharedInformer } from '../../client/index.ts';

const nodeIndex = 'node';
const byNode = { [nodeIndex]: (pod: V1Pod) => [nodeOf(pod)] };

/**
 * Makes the informer find pods by the node they are bound to, and those that are bound to none. Controllers that share
 * an informer may each ask. Mirrors kubernetes pkg/controller (AddPodNodeNameIndexer).
 */
export function indexByNode(pods: SharedInformer<V1Pod>): void {
  pods.addIndexers(byNode);
}

/** The pods of a node; with '' those of none. */
export function podsOnNode(pods: Indexer<V1Pod>, node: string): readonly V1Pod[] {
  return pods.byIndex(nodeIndex, node);
}

/** '' while the pod is not bound. */
export function nodeOf(pod: V1Pod): string {
  return pod.spec?.nodeName ?? '';
}
