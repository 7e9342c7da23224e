import { expect, test } from 'vitest';
import { clusterNetworks, type NodeCidrOptions, problemOfNodeCidrs } from './node-cidr-options.ts';

const dual = '10.244.0.0/16,fd00:10:244::/56';

// In the words of kube-controller-manager 1.36, which does not start then.
test.each<[NodeCidrOptions, string | undefined]>([
  [{ clusterCidr: '10.244.0.0/16' }, undefined],
  [{ clusterCidr: dual }, undefined],
  [{ clusterCidr: dual, nodeCidrMaskSizeIpv4: 25, nodeCidrMaskSizeIpv6: 72 }, undefined],
  [{ clusterCidr: '10.244.0.0/16', nodeCidrMaskSize: 16 }, undefined],
  [{ clusterCidr: '10.244.0.0' }, 'invalid CIDR[0]: invalid CIDR address: 10.244.0.0'],
  [
    { clusterCidr: '10.0.0.0/16,10.1.0.0/16' },
    'len of ClusterCIDRs==2 and they are not configured as dual stack',
  ],
  [{ clusterCidr: `${dual},10.1.0.0/16` }, 'length of clusterCIDRs is:3 more than max allowed of 2'],
  [
    { clusterCidr: dual, nodeCidrMaskSize: 24 },
    'usage of --node-cidr-mask-size is not allowed with dual-stack',
  ],
  [
    { clusterCidr: '10.244.0.0/16', nodeCidrMaskSize: 24, nodeCidrMaskSizeIpv4: 24 },
    'usage of --node-cidr-mask-size-ipv4 and --node-cidr-mask-size-ipv6 is not allowed if --node-cidr-mask-size is set.',
  ],
  [
    { clusterCidr: '10.244.0.0/16', nodeCidrMaskSizeIpv6: 64 },
    'usage of --node-cidr-mask-size-ipv6 is not allowed for a single-stack IPv4 cluster',
  ],
  [
    { clusterCidr: 'fd00::/56', nodeCidrMaskSizeIpv4: 24 },
    'usage of --node-cidr-mask-size-ipv4 is not allowed for a single-stack IPv6 cluster',
  ],
  [
    { clusterCidr: '10.244.0.0/25' },
    'Controller: Invalid --cluster-cidr, mask size of cluster CIDR must be less',
  ],
  [{ clusterCidr: '10.244.0.0/16', nodeCidrMaskSize: 33 }, 'Controller: Invalid --cluster-cidr'],
  [{ clusterCidr: 'fd00::/47' }, 'New CIDR set failed; the node CIDR size is too big'],
])('%j: %s', (options, problem) => {
  if (problem === undefined) expect(problemOfNodeCidrs(options)).toBeUndefined();
  else expect(problemOfNodeCidrs(options)).toContain(problem);
});

test.each<[NodeCidrOptions, readonly number[]]>([
  [{ clusterCidr: dual }, [24, 64]],
  [{ clusterCidr: dual, nodeCidrMaskSizeIpv6: 72 }, [24, 72]],
  [{ clusterCidr: 'fd00::/56', nodeCidrMaskSize: 60 }, [60]],
  [{ clusterCidr: '10.244.0.0/16', nodeCidrMaskSizeIpv4: 26 }, [26]],
])('%j: networks of %j bits', (options, sizes) => {
  expect(clusterNetworks(options).map(({ maskSize }) => maskSize)).toEqual(sizes);
});
