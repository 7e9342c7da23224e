import type { V1Node, V1Pod } from '../../api/index.ts';
import { ImageStates } from './image-states.ts';
import { NodeInfo } from './node-info.ts';
import type { NodeTally } from './node-tally.ts';
import { NodeTree } from './node-tree.ts';
import { PlacedTerms } from './placed-terms.ts';
import { type PlacedPod, PodCounts } from './pod-counts.ts';
import { PodInfo, uidOf } from './pod-info.ts';
import type { PodSet } from './pod-sets.ts';

interface CachedPod extends PlacedPod {
  /** True from the decision until the API says so too. */
  readonly assumed: boolean;
}

/**
 * What runs where, as far as the scheduler knows: what the informers told, and on top of it the pods it has just
 * placed. Every call states how things are now, so that an event missed, repeated or late does no lasting harm.
 * Mirrors kubernetes pkg/scheduler/backend/cache. Differs: cycles read it directly instead of a copy, because a cycle is
 * one synchronous block.
 */
export class SchedulerCache {
  readonly #nodes = new Map<string, NodeInfo>();
  readonly #tree = new NodeTree();
  #nodesRevision = 0;
  readonly #pods = new Map<string, CachedPod>();
  /** How many pods there are of each priority. */
  readonly #priorities = new Map<number, number>();
  readonly #topology = { current: 0 };
  readonly #counts = new PodCounts(this.#topology);
  /** Which images are on nodes. */
  readonly images = new ImageStates();
  /** What the pods that have a node say of others. */
  readonly placedTerms = new PlacedTerms(this.#topology);

  /** Nodes that exist, in the order they are to be looked at. The list itself never changes. */
  nodes(): readonly NodeInfo[] {
    return this.#tree.list();
  }

  node(name: string): NodeInfo | undefined {
    const info = this.#nodes.get(name);
    return info?.node === undefined ? undefined : info;
  }

  pod(uid: string): PodInfo | undefined {
    return this.#pods.get(uid)?.info;
  }

  isAssumed(uid: string): boolean {
    return this.#pods.get(uid)?.assumed ?? false;
  }

  /** The newest revision of a node that it has been told of. */
  get nodesRevision(): number {
    return this.#nodesRevision;
  }

  /** Whether any pod's priority is less. */
  hasPodsBelow(priority: number): boolean {
    for (const one of this.#priorities.keys()) if (one < priority) return true;
    return false;
  }

  get podCount(): number {
    return this.#pods.size;
  }

  /** How many pods of a set are on each node, also on nodes that do not exist. */
  countPods(set: PodSet): NodeTally {
    return this.#counts.of(set, this.#pods.values());
  }

  /** A node is there, as it is now. */
  setNode(node: V1Node): void {
    const info = this.#nodeInfo(node.metadata?.name ?? '');
    this.#change(info, node);
    this.#tree.set(info, node);
    this.#nodesRevision = Math.max(this.#nodesRevision, Number(node.metadata?.resourceVersion ?? 0));
  }

  /** A node is gone. What is known of its pods stays until they are gone too. */
  removeNode(name: string): void {
    const info = this.#nodes.get(name);
    if (info === undefined) return;
    this.#change(info, undefined);
    this.#tree.remove(name);
    this.#dropUnused(info);
  }

  /** A pod is on the node it names, which also confirms that it was assumed there. */
  setPod(pod: V1Pod): PodInfo {
    const uid = uidOf(pod);
    const known = this.#pods.get(uid);
    const info = new PodInfo(pod, known?.info);
    this.#place(info, pod.spec?.nodeName ?? '', false);
    return info;
  }

  /** Counts a pod as placed before the API knows. */
  assumePod(info: PodInfo, nodeName: string): void {
    if (this.#pods.has(info.uid)) throw new Error(`pod ${info.key} is in the scheduler's cache already`);
    this.#place(info, nodeName, true);
  }

  /** Takes an assumption back. False when there was none: it was confirmed, or the pod is gone. */
  forgetPod(uid: string): boolean {
    if (!this.isAssumed(uid)) return false;
    this.removePod(uid);
    return true;
  }

  /** A pod takes no room any more. Returns what was known of it. */
  removePod(uid: string): PodInfo | undefined {
    const known = this.#pods.get(uid);
    if (known === undefined) return undefined;
    this.#pods.delete(uid);
    known.node.removePod(uid);
    this.#count(known, -1);
    this.#dropUnused(known.node);
    return known.info;
  }

  #change(info: NodeInfo, node: V1Node | undefined): void {
    const { labels, node: before } = info;
    info.setNode(node);
    const images = node?.status?.images;
    if (images !== before?.status?.images) info.images = this.images.change(info.images, images);
    if (info.labels !== labels && info.pods.size > 0) this.#topology.current++;
  }

  #place(info: PodInfo, nodeName: string, assumed: boolean): void {
    const known = this.#pods.get(info.uid);
    const node = this.#nodeInfo(nodeName);
    if (known !== undefined && known.node !== node) this.removePod(info.uid);
    node.addPod(info);
    const placed = { info, node, assumed };
    this.#pods.set(info.uid, placed);
    if (known?.node === node) {
      if (countsAs(known.info, info)) return;
      this.#count(known, -1);
    }
    this.#count(placed, 1);
  }

  #count({ info, node }: PlacedPod, by: 1 | -1): void {
    this.#counts.change(info, node, by);
    this.placedTerms.change(info, node, by);
    this.#countPriority(info, by);
  }

  #countPriority({ priority }: PodInfo, by: 1 | -1): void {
    const count = (this.#priorities.get(priority) ?? 0) + by;
    if (count > 0) this.#priorities.set(priority, count);
    else this.#priorities.delete(priority);
  }

  #nodeInfo(name: string): NodeInfo {
    let info = this.#nodes.get(name);
    if (info === undefined) {
      info = new NodeInfo(name);
      this.#nodes.set(name, info);
    }
    return info;
  }

  #dropUnused(info: NodeInfo): void {
    if (info.node === undefined && info.pods.size === 0) this.#nodes.delete(info.name);
  }
}

/** Whether a pod is counted as before: most updates are about its status. */
function countsAs(before: PodInfo, after: PodInfo): boolean {
  const a = before.pod.metadata;
  const b = after.pod.metadata;
  return (
    before.priority === after.priority &&
    a?.labels === b?.labels &&
    a?.deletionTimestamp === b?.deletionTimestamp &&
    before.podAffinity === after.podAffinity
  );
}
