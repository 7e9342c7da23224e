import type { V1Node, V1NodeCondition, V1NodeStatus, V1NodeSystemInfo } from '../api/index.ts';
import { formatTime } from '../apimachinery/index.ts';
import { deriveKey } from '../environment/index.ts';
import type { NodeFacts } from './node-spec.ts';

/** The node as it registers itself. Mirrors kubernetes pkg/kubelet (initialNode). Differs: it is ready from the start. */
export function initialNode(facts: NodeFacts, nowMs: number, bootId: string): V1Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: facts.name,
      labels: facts.labels,
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: {
      podCIDR: facts.podCIDR,
      podCIDRs: [facts.podCIDR],
      ...(facts.taints.length === 0 ? {} : { taints: facts.taints }),
    },
    status: nodeStatus(facts, undefined, nowMs, bootId),
  };
}

/**
 * The status a kubelet reports, over the one that is there: conditions of others stay, times of transition too.
 * Mirrors kubernetes pkg/kubelet/nodestatus.
 */
export function nodeStatus(
  facts: NodeFacts,
  before: V1NodeStatus | undefined,
  nowMs: number,
  bootId: string,
): V1NodeStatus {
  const now = formatTime(nowMs);
  const old = before?.conditions ?? [];
  const own = ownConditions.map((condition): V1NodeCondition => {
    const known = old.find(({ type }) => type === condition.type);
    const since = known?.status === condition.status ? known.lastTransitionTime : undefined;
    return { ...condition, lastHeartbeatTime: now, lastTransitionTime: since ?? now };
  });
  const others = old.filter(({ type }) => ownConditions.every((condition) => condition.type !== type));
  return {
    ...before,
    capacity: facts.capacity,
    allocatable: facts.allocatable,
    conditions: [...others, ...own],
    addresses: [
      { type: 'InternalIP', address: facts.internalIP },
      { type: 'Hostname', address: facts.name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: systemInfo(facts.name, bootId),
  };
}

/** The events of a kubelet that starts, in upstream's order. */
export function startEvents(name: string, before: V1NodeStatus | undefined): readonly NodeEvent[] {
  const changed = ownConditions.filter(
    ({ type, status }) => before?.conditions?.find((known) => known.type === type)?.status !== status,
  );
  return [
    { reason: 'Starting', message: 'Starting kubelet.' },
    ...changed.map(({ type, reason }) =>
      statusEvent(name, type === 'Ready' ? 'NodeReady' : `Node${nodeWord(reason)}`),
    ),
    { reason: 'NodeAllocatableEnforced', message: 'Updated Node Allocatable limit across pods' },
  ];
}

export interface NodeEvent {
  readonly reason: string;
  readonly message: string;
}

function statusEvent(name: string, reason: string): NodeEvent {
  return { reason, message: `Node ${name} status is now: ${reason}` };
}

function nodeWord(reason: string): string {
  return reason.replace(/^Kubelet/, '');
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

/** The ids stay with the name, as a machine's do; the boot id is new with each start. */
function systemInfo(name: string, bootId: string): V1NodeSystemInfo {
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
