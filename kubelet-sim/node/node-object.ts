import type {
  V1ContainerImage,
  V1Node,
  V1NodeCondition,
  V1NodeStatus,
  V1NodeSystemInfo,
} from '../../api/index.ts';
import { findCondition, formatTime, semanticEqual, setCondition } from '../../apimachinery/index.ts';
import { managedAttachAnnotation } from '../../component-helpers/index.ts';
import { deriveKey } from '../../environment/index.ts';
import type { PressureCondition } from '../eviction/signals.ts';
import type { NodeFacts } from './node-spec.ts';

/** As events name a node: the kubelet says its name where others give its uid. */
export function nodeReference({ name }: Pick<NodeFacts, 'name'>) {
  return { kind: 'Node', name, uid: name };
}

/**
 * The node as it registers itself. Mirrors kubernetes pkg/kubelet (initialNode). Differs: it is ready from the start, but for one without a
 * network for its pods.
 */
export function initialNode(facts: NodeFacts, nowMs: number, info: V1NodeSystemInfo): V1Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: facts.name,
      labels: facts.labels,
      annotations: { [managedAttachAnnotation]: 'true' },
    },
    spec: {
      ...(facts.podCIDR === undefined ? {} : { podCIDR: facts.podCIDR, podCIDRs: [facts.podCIDR] }),
      ...(facts.taints.length === 0 ? {} : { taints: facts.taints }),
    },
    status: nodeStatus(facts, undefined, nowMs, info, { hasNetwork: facts.podCIDR !== undefined }),
  };
}

/** What a kubelet reports of what may change while its machine stays the same. */
export interface NodeState {
  /** Pods can have addresses. Default: true. */
  readonly hasNetwork?: boolean;
  /** Default: none. */
  readonly pressures?: readonly PressureCondition[];
  /** What nodes call them. Default: as they are. */
  readonly volumesInUse?: readonly string[];
  /** Default: as they are. */
  readonly images?: readonly V1ContainerImage[];
}

/**
 * The status a kubelet reports, over the one that is there: conditions keep their places, those of others stay as they
 * are, and so do times of transition. Capacity that others have added (extended resources) stays, and all of it is
 * allocatable. Mirrors kubernetes pkg/kubelet/nodestatus (MachineInfo and the conditions).
 */
export function nodeStatus(
  facts: NodeFacts,
  before: V1NodeStatus | undefined,
  nowMs: number,
  info: V1NodeSystemInfo,
  state: NodeState = {},
): V1NodeStatus {
  const { volumesInUse = before?.volumesInUse ?? [], images = before?.images ?? [] } = state;
  const now = formatTime(nowMs);
  let conditions: readonly V1NodeCondition[] = before?.conditions ?? [];
  for (const condition of conditionsOf(state)) {
    conditions = setCondition(conditions, { ...condition, lastHeartbeatTime: now }, now);
  }
  const { volumesInUse: _volumes, images: _images, ...others } = before ?? {};
  const capacity = { ...before?.capacity, ...facts.capacity };
  return {
    ...others,
    capacity,
    allocatable: { ...capacity, ...facts.allocatable },
    conditions,
    addresses: [
      { type: 'InternalIP', address: facts.internalIP },
      ...(facts.hasHostname ? [{ type: 'Hostname', address: facts.name }] : []),
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: facts.kubeletPort } },
    nodeInfo: info,
    declaredFeatures,
    ...(images.length > 0 && { images }),
    ...(volumesInUse.length > 0 && { volumesInUse }),
  };
}

/** What a kubelet 1.36 declares by itself. Mirrors k8s.io/component-helpers nodedeclaredfeatures (DiscoverNodeFeatures). */
const declaredFeatures: readonly string[] = [
  'ExtendWebSocketsToKubelet',
  'InPlacePodLevelResourcesVerticalScaling',
  'InPlacePodVerticalScalingInitContainers',
  'RestartAllContainersOnContainerExits',
];

/**
 * Whether what a kubelet would report differs from what is known, the time of its heartbeat aside. Mirrors kubernetes
 * pkg/kubelet (nodeStatusHasChanged).
 */
export function nodeStatusHasChanged(before: V1NodeStatus | undefined, status: V1NodeStatus): boolean {
  return !semanticEqual(withoutHeartbeats(before), withoutHeartbeats(status));
}

function withoutHeartbeats(status: V1NodeStatus | undefined): V1NodeStatus {
  const conditions = (status?.conditions ?? []).map(({ lastHeartbeatTime: _, ...condition }) => condition);
  return { ...status, conditions };
}

/** The events of a kubelet that starts, in upstream's order. */
export function startEvents(
  name: string,
  before: V1NodeStatus | undefined,
  bootId: string,
  state: NodeState = {},
): readonly NodeEvent[] {
  const known = before?.nodeInfo?.bootID;
  const rebooted = `Node ${name} has been rebooted, boot id: ${bootId}`;
  return [
    { reason: 'Starting', message: 'Starting kubelet.' },
    ...(known && known !== bootId
      ? [{ type: 'Warning', reason: 'Rebooted', message: rebooted } as const]
      : []),
    ...conditionEvents(name, before, state),
    { reason: 'NodeAllocatableEnforced', message: 'Updated Node Allocatable limit across pods' },
  ];
}

/** The events of conditions that a report changes. Mirrors kubernetes pkg/kubelet/nodestatus (recordEventFunc). */
export function conditionEvents(
  name: string,
  before: V1NodeStatus | undefined,
  state: NodeState,
): readonly NodeEvent[] {
  return conditionsOf(state)
    .filter(({ type, status }) => type !== 'Ready' || status === 'True')
    .filter(({ type, status }) => findCondition(before?.conditions, type)?.status !== status)
    .map(({ reason }) => statusEvent(name, reason.replace('Kubelet', 'Node')));
}

/** A node was cordoned, or is no more. Mirrors kubernetes pkg/kubelet (recordNodeSchedulableEvent). */
export function schedulableEvent(name: string, unschedulable: boolean): NodeEvent {
  return statusEvent(name, unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable');
}

export interface NodeEvent {
  /** Default Normal. */
  readonly type?: 'Warning';
  readonly reason: string;
  readonly message: string;
}

function statusEvent(name: string, reason: string): NodeEvent {
  return { reason, message: `Node ${name} status is now: ${reason}` };
}

const ownConditions = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
  },
  { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
] as const;

const noPressures = ownConditions.slice(0, -1);

/** As the container runtime tells it before a network is configured. */
const conditionsWithoutNetwork = [
  ...noPressures,
  {
    type: 'Ready',
    status: 'False',
    reason: 'KubeletNotReady',
    message:
      'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
  },
];

const underPressure: Readonly<
  Record<PressureCondition, { readonly reason: string; readonly message: string }>
> = {
  MemoryPressure: {
    reason: 'KubeletHasInsufficientMemory',
    message: 'kubelet has insufficient memory available',
  },
  DiskPressure: { reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure' },
  PIDPressure: { reason: 'KubeletHasInsufficientPID', message: 'kubelet has insufficient PID available' },
};

/** Mirrors kubernetes pkg/kubelet/nodestatus (MemoryPressureCondition and the like). */
function conditionsOf({ hasNetwork = true, pressures = [] }: NodeState) {
  const calm = hasNetwork ? ownConditions : conditionsWithoutNetwork;
  if (pressures.length === 0) return calm;
  return calm.map((condition) => {
    const pressure = pressures.find((one) => one === condition.type);
    return pressure === undefined
      ? condition
      : { type: pressure, status: 'True', ...underPressure[pressure] };
  });
}

/** The ids stay with the name, as a machine's do; the boot id is new with each start. */
export function systemInfo(name: string, bootId: string): V1NodeSystemInfo {
  const machine = deriveKey('machine', name);
  return {
    machineID: machine.slice(0, 32),
    systemUUID: uuidOf(machine.slice(32)),
    bootID: bootId,
    kernelVersion: '6.12.0-homeostat',
    osImage: 'homeostat simulated node',
    containerRuntimeVersion: 'containerd://2.2.0',
    kubeletVersion: 'v1.36.0',
    kubeProxyVersion: '',
    operatingSystem: 'linux',
    architecture: 'amd64',
  };
}

function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
