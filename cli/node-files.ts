import { Option } from 'commander';
import type { DeclaredDevices, DeclaredNodeUsage, KubeletConfiguration } from '../cluster/index.ts';

/** Files that say what nodes are like. */
export interface NodeFiles {
  readonly devices?: string;
  readonly kubeletConfig?: string;
  readonly nodeUsage?: string;
}

export function devicesOption(): Option {
  return new Option(
    '--devices <file>',
    'what devices the nodes have: a list of drivers, as in spec.cluster of a scenario',
  );
}

export function kubeletConfigOption(): Option {
  return new Option('--kubelet-config <file>', 'when kubelets evict pods: a KubeletConfiguration');
}

export function nodeUsageOption(): Option {
  return new Option(
    '--node-usage <file>',
    'what machines use besides their pods: a list, as in spec.cluster of a scenario',
  );
}

/** What nodes are like, as `startCluster` takes it. */
export interface DeclaredNodes {
  readonly devices?: readonly DeclaredDevices[];
  readonly kubeletConfiguration?: KubeletConfiguration;
  readonly nodeUsage?: readonly DeclaredNodeUsage[];
}

/** What the files say. Rejects with ScenarioError, which says where one is wrong. */
export async function declaredNodes({
  devices,
  kubeletConfig,
  nodeUsage,
}: NodeFiles): Promise<DeclaredNodes> {
  if ((devices ?? kubeletConfig ?? nodeUsage) === undefined) return {};
  const { readDevices, readKubeletConfiguration, readNodeUsage } = await import('../scenarios/index.ts');
  return {
    ...(devices !== undefined && { devices: readDevices(devices) }),
    ...(kubeletConfig !== undefined && { kubeletConfiguration: readKubeletConfiguration(kubeletConfig) }),
    ...(nodeUsage !== undefined && { nodeUsage: readNodeUsage(nodeUsage) }),
  };
}
