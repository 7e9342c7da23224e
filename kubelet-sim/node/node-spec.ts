import type { V1Taint } from '../../api/index.ts';
import { parseQuantity } from '../../apimachinery/index.ts';

/** A node to simulate. Only its name has no default. */
export interface NodeSpec {
  readonly name: string;
  /** Default 4 cpus, 16Gi of memory, 110 pods, 100Gi of ephemeral storage; what is given is added or replaces. */
  readonly capacity?: Readonly<Record<string, string>>;
  /** What pods may use. Default: the capacity. */
  readonly allocatable?: Readonly<Record<string, string>>;
  /** Added to those every node has. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly V1Taint[];
  /** Makes addresses unique: the node is 172.18.0.(index + 2), its pods are in 10.244.index.0/24. Default 0. */
  readonly index?: number;
  /** True: its pods are in the networks that somebody writes into the node, and wait until then. Default: false. */
  readonly waitsForPodCidr?: boolean;
  /** Where its kubelet really listens. Default: nowhere, and it says an address of the node's own, and the usual port. */
  readonly endpoint?: KubeletEndpoint;
}

export interface KubeletEndpoint {
  readonly address: string;
  readonly port: number;
}

/** A NodeSpec with everything decided. */
export interface NodeFacts {
  readonly name: string;
  readonly capacity: Readonly<Record<string, string>>;
  readonly allocatable: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly V1Taint[];
  readonly internalIP: string;
  readonly kubeletPort: number;
  /** Whether others find it by its name. */
  readonly hasHostname: boolean;
  /** Absent: not known before somebody writes it. */
  readonly podCIDR?: string;
}

const capacityDefault = { cpu: '4', 'ephemeral-storage': '100Gi', memory: '16Gi', pods: '110' };
const kubeletPort = 10250;
/** 256 networks of /24 in each of the /16 from 10.244 to 10.255. */
const indexMax = 12 * 256 - 1;
/** A /24 without its own, the bridge's and the broadcast address. */
const podsMax = 253;

/** Throws RangeError for an index without a network, InvalidValueError for a quantity that is none. */
export function nodeFacts(spec: NodeSpec): NodeFacts {
  const { name, taints = [], index = 0, waitsForPodCidr = false, endpoint } = spec;
  if (!Number.isInteger(index) || index < 0 || index > indexMax) {
    throw new RangeError(`node ${name}: index must be a whole number from 0 to ${indexMax}, is ${index}`);
  }
  const capacity = { ...capacityDefault, ...spec.capacity };
  const allocatable = { ...capacity, ...spec.allocatable };
  for (const quantity of Object.values({ ...capacity, ...allocatable })) parseQuantity(quantity);
  if (!waitsForPodCidr && parseQuantity(allocatable.pods).value() > podsMax) {
    throw new RangeError(
      `node ${name}: a /24 network has addresses for ${podsMax} pods, not ${allocatable.pods}`,
    );
  }
  return {
    name,
    capacity,
    allocatable,
    labels: { ...labelsOf(name), ...spec.labels },
    taints,
    kubeletPort: endpoint?.port ?? kubeletPort,
    hasHostname: endpoint === undefined,
    internalIP: endpoint?.address ?? `172.18.${(index + 2) >> 8}.${(index + 2) & 255}`,
    ...(waitsForPodCidr ? {} : { podCIDR: `10.${244 + (index >> 8)}.${index & 255}.0/24` }),
  };
}

/** Mirrors kubernetes pkg/kubelet (initialNode): the labels every node has. */
function labelsOf(name: string): Readonly<Record<string, string>> {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  };
}
