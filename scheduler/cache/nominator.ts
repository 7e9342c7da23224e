import type { V1Pod } from '../../api/index.ts';
import type { PodInfo } from './pod-info.ts';

/**
 * Pods that wait and are to come to a certain node: others make way for them there, or somebody wants it so. Until they are
 * placed they count on that node for pods that are not more important. What was decided here counts before the API says so.
 * Mirrors kubernetes pkg/scheduler/backend/queue (nominator).
 */
export class Nominator {
  readonly #nodeOf = new Map<string, string>();
  readonly #byNode = new Map<string, Map<string, PodInfo>>();

  get isEmpty(): boolean {
    return this.#nodeOf.size === 0;
  }

  nodeOf(uid: string): string | undefined {
    return this.#nodeOf.get(uid);
  }

  /** In the order they were nominated. */
  podsOn(nodeName: string): readonly PodInfo[] {
    const pods = this.#byNode.get(nodeName);
    return pods === undefined ? none : [...pods.values()];
  }

  /** The pod is to come to this node, and to no other; '': to none. */
  set(pod: PodInfo, nodeName: string): void {
    this.delete(pod.uid);
    if (nodeName === '') return;
    this.#nodeOf.set(pod.uid, nodeName);
    let pods = this.#byNode.get(nodeName);
    if (pods === undefined) {
      pods = new Map();
      this.#byNode.set(nodeName, pods);
    }
    pods.set(pod.uid, pod);
  }

  /** The pod has changed. A node that only this scheduler knows of so far stays. Mirrors UpdateNominatedPod. */
  update(before: V1Pod, after: PodInfo): void {
    const now = nominatedNodeOf(after.pod);
    const isUntold = now === '' && nominatedNodeOf(before) === '';
    this.set(after, isUntold ? (this.#nodeOf.get(after.uid) ?? '') : now);
  }

  delete(uid: string): void {
    const nodeName = this.#nodeOf.get(uid);
    if (nodeName === undefined) return;
    this.#nodeOf.delete(uid);
    const pods = this.#byNode.get(nodeName);
    pods?.delete(uid);
    if (pods?.size === 0) this.#byNode.delete(nodeName);
  }
}

const none: readonly PodInfo[] = Object.freeze([]);

/** Which node the API says the pod is to come to; '': none. */
export function nominatedNodeOf({ status }: V1Pod): string {
  return status?.nominatedNodeName ?? '';
}
