import type { V1Pod, V1Toleration } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import { type HostPort, hostPortsOf } from '../../component-helpers/index.ts';
import { type PodAffinity, podAffinity } from './pod-affinity.ts';
import { type PodNodeAffinity, podNodeAffinity } from './pod-node-affinity.ts';
import { countRequests, sameRequests } from './pod-requests.ts';
import { type PodSpread, podSpread } from './pod-spread.ts';
import type { Resource } from './resource.ts';

/** A pod with what the scheduler computes from it, once: cycles only look it up. Immutable. */
export class PodInfo {
  readonly pod: V1Pod;
  /** `namespace/name`. */
  readonly key: string;
  readonly uid: string;
  readonly priority: number;
  readonly requests: Resource;
  readonly nonZeroMilliCpu: number;
  readonly nonZeroMemory: number;
  readonly hostPorts: readonly HostPort[];
  readonly tolerations: readonly V1Toleration[];
  /** Absent: any node will do, and none is preferred. */
  readonly nodeAffinity: PodNodeAffinity | undefined;
  /** Absent: it does not care who is where. */
  readonly podAffinity: PodAffinity | undefined;
  /** Absent: it does not say how it is to be spread. */
  readonly spread: PodSpread | undefined;

  /** What `before` computed is taken over where the pod still has what it was computed from. */
  constructor(pod: V1Pod, before?: PodInfo) {
    const { spec } = pod;
    this.pod = pod;
    this.key = keyOf(pod);
    this.uid = uidOf(pod);
    this.priority = spec?.priority ?? 0;
    this.tolerations = spec?.tolerations ?? noTolerations;
    const same = before !== undefined && sameRequests(before.pod, pod);
    const { requests, nonZeroMilliCpu, nonZeroMemory } = same ? before : countRequests(pod);
    this.requests = requests;
    this.nonZeroMilliCpu = nonZeroMilliCpu;
    this.nonZeroMemory = nonZeroMemory;
    this.hostPorts = same ? before.hostPorts : hostPortsOf(pod);
    const old = before?.pod.spec;
    const sameAffinity =
      before !== undefined && old?.affinity === spec?.affinity && old?.nodeSelector === spec?.nodeSelector;
    this.nodeAffinity = sameAffinity ? before.nodeAffinity : podNodeAffinity(pod);
    this.podAffinity = sameAffinity ? before.podAffinity : podAffinity(pod);
    const sameSpread =
      before !== undefined &&
      old?.topologySpreadConstraints === spec?.topologySpreadConstraints &&
      before.pod.metadata?.labels === pod.metadata?.labels;
    this.spread = sameSpread ? before.spread : podSpread(pod);
  }
}

/** What names a pod as long as it lives. */
export function uidOf(pod: V1Pod): string {
  return pod.metadata?.uid ?? keyOf(pod);
}

const noTolerations: readonly V1Toleration[] = Object.freeze([]);
