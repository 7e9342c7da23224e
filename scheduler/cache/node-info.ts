import type { V1Node, V1Taint } from '../../api/index.ts';
import { keepsPodsAway, UsedPorts } from '../../component-helpers/index.ts';
import { type NodeImages, noImages } from './image-states.ts';
import type { PodInfo } from './pod-info.ts';
import { Resource } from './resource.ts';

/**
 * A node with what its pods take from it, kept up to date pod by pod. Mirrors kubernetes pkg/scheduler/framework
 * (NodeInfo). Plugins read it; only the cache changes it, and whoever has cloned it.
 */
export class NodeInfo {
  readonly name: string;
  /** Absent while only pods are known of a node. */
  node: V1Node | undefined = undefined;
  labels: Readonly<Record<string, string>> = noLabels;
  unschedulable = false;
  /** Taints that keep pods away, and taints that only put them off. */
  hardTaints: readonly V1Taint[] = noTaints;
  softTaints: readonly V1Taint[] = noTaints;
  allocatable = new Resource();
  /** What the pods ask for, and the same with the little that counts for those who ask for nothing. */
  readonly requested = new Resource();
  nonZeroMilliCpu = 0;
  nonZeroMemory = 0;
  /** By each of their names; the cache sets it. */
  images: NodeImages = noImages;
  readonly usedPorts = new UsedPorts();
  readonly pods = new Map<string, PodInfo>();

  constructor(name: string) {
    this.name = name;
  }

  /** A node of its own with the same on it, for trying what would be. */
  clone(): NodeInfo {
    const copy = new NodeInfo(this.name);
    const { node, labels, unschedulable, hardTaints, softTaints, allocatable } = this;
    Object.assign(copy, { node, labels, unschedulable, hardTaints, softTaints, allocatable });
    for (const pod of this.pods.values()) copy.addPod(pod);
    return copy;
  }

  setNode(node: V1Node | undefined): void {
    const before = this.node;
    this.node = node;
    this.labels = node?.metadata?.labels ?? noLabels;
    this.unschedulable = node?.spec?.unschedulable ?? false;
    const taints = node?.spec?.taints ?? noTaints;
    if (taints !== (before?.spec?.taints ?? noTaints)) {
      this.hardTaints = taints.filter(keepsPodsAway);
      this.softTaints = taints.filter(({ effect }) => effect === 'PreferNoSchedule');
    }
    if (before === undefined || node?.status?.allocatable !== before.status?.allocatable) {
      // Its own, and not one that is shared: what is read of a node for every pod should lie together in memory.
      this.allocatable = Resource.of(node?.status?.allocatable);
    }
  }

  /** A pod known already takes the place of its former self. */
  addPod(pod: PodInfo): void {
    this.removePod(pod.uid);
    this.pods.set(pod.uid, pod);
    this.requested.add(pod.requests);
    this.nonZeroMilliCpu += pod.nonZeroMilliCpu;
    this.nonZeroMemory += pod.nonZeroMemory;
    if (pod.hostPorts.length > 0) this.usedPorts.add(pod.hostPorts);
  }

  removePod(uid: string): PodInfo | undefined {
    const pod = this.pods.get(uid);
    if (pod === undefined) return undefined;
    this.pods.delete(uid);
    this.requested.sub(pod.requests);
    this.nonZeroMilliCpu -= pod.nonZeroMilliCpu;
    this.nonZeroMemory -= pod.nonZeroMemory;
    if (pod.hostPorts.length > 0) this.usedPorts.remove(pod.hostPorts);
    return pod;
  }
}

const noLabels: Readonly<Record<string, string>> = Object.freeze({});
const noTaints: readonly V1Taint[] = Object.freeze([]);
