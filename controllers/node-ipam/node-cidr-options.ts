import { type IpNetwork, parseCidr } from '../../apimachinery/index.ts';

/** Which networks nodes get for their pods, in kube-controller-manager's words (--cluster-cidr, --node-cidr-mask-size, ...). */
export interface NodeCidrOptions {
  /** One network, or one of each family: `10.244.0.0/16,fd00:10:244::/56`. */
  readonly clusterCidr: string;
  /** Of a cluster with one family. Default 24, of IPv6 64. */
  readonly nodeCidrMaskSize?: number;
  readonly nodeCidrMaskSizeIpv4?: number;
  readonly nodeCidrMaskSizeIpv6?: number;
}

/** A network of the cluster, and how large those of nodes are in it. */
export interface ClusterNetwork {
  readonly network: IpNetwork;
  readonly maskSize: number;
}

const maskSizeDefault = { 4: 24, 6: 64 };
/** An IPv6 network has no more than 2^16 of nodes. */
const maskDifferenceMax = 16;

/** What is wrong with the options, in one line; undefined: nothing. In Kubernetes' words. */
export function problemOfNodeCidrs(options: NodeCidrOptions): string | undefined {
  const networks = options.clusterCidr.split(',').map(parseCidr);
  const unread = networks.indexOf(undefined);
  if (unread >= 0)
    return `invalid CIDR[${unread}]: invalid CIDR address: ${options.clusterCidr.split(',')[unread]}`;
  const versions = networks.map((network) => network?.address.version);
  const isDual = new Set(versions).size === 2;
  if (versions.length > 1 && !isDual)
    return `len of ClusterCIDRs==${versions.length} and they are not configured as dual stack (at least one from each IPFamily`;
  if (versions.length > 2) return `length of clusterCIDRs is:${versions.length} more than max allowed of 2`;
  return maskProblem(options, isDual ? undefined : versions[0]) ?? sizeProblem(options);
}

/** `only`: the version of a cluster with one. Mirrors kubernetes cmd/kube-controller-manager/app (setNodeCIDRMaskSizes). */
function maskProblem(options: NodeCidrOptions, only: 4 | 6 | undefined): string | undefined {
  const { nodeCidrMaskSize: mask, nodeCidrMaskSizeIpv4: ipv4, nodeCidrMaskSizeIpv6: ipv6 } = options;
  if (only === undefined)
    return mask === undefined
      ? undefined
      : 'usage of --node-cidr-mask-size is not allowed with dual-stack clusters';
  if (mask !== undefined && (ipv4 !== undefined || ipv6 !== undefined))
    return 'usage of --node-cidr-mask-size-ipv4 and --node-cidr-mask-size-ipv6 is not allowed if --node-cidr-mask-size is set. For dual-stack clusters please unset it and use IPFamily specific flags';
  if (ipv4 !== undefined && only === 6)
    return 'usage of --node-cidr-mask-size-ipv4 is not allowed for a single-stack IPv6 cluster';
  if (ipv6 !== undefined && only === 4)
    return 'usage of --node-cidr-mask-size-ipv6 is not allowed for a single-stack IPv4 cluster';
  return undefined;
}

function sizeProblem(options: NodeCidrOptions): string | undefined {
  for (const { network, maskSize } of clusterNetworks(options)) {
    const bits = network.address.bytes.length * 8;
    if (network.prefixLength > maskSize || maskSize > bits)
      return 'Controller: Invalid --cluster-cidr, mask size of cluster CIDR must be less than or equal to --node-cidr-mask-size configured for CIDR family';
    if (network.address.version === 6 && maskSize - network.prefixLength > maskDifferenceMax)
      return 'New CIDR set failed; the node CIDR size is too big';
  }
  return undefined;
}

/** Asserts that there is no problem with the options. */
export function clusterNetworks(options: NodeCidrOptions): readonly ClusterNetwork[] {
  const { nodeCidrMaskSize, nodeCidrMaskSizeIpv4, nodeCidrMaskSizeIpv6 } = options;
  return options.clusterCidr.split(',').map((cidr) => {
    const network = parseCidr(cidr);
    if (network === undefined) throw new Error(`${cidr} is no network`);
    const { version } = network.address;
    const ofFamily = version === 4 ? nodeCidrMaskSizeIpv4 : nodeCidrMaskSizeIpv6;
    return { network, maskSize: nodeCidrMaskSize ?? ofFamily ?? maskSizeDefault[version] };
  });
}
