import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { PluginHandle } from '../framework/handle.ts';
import { nodeScoreMax, type Plugin } from '../framework/plugin.ts';
import type { NodeResourcesBalancedAllocationArgs } from './args.ts';
import type { Devices } from './dynamic-resources/devices.ts';
import { type ScoredResource, scalarUse, scoredResources } from './scored-resources.ts';
import { signedRequests } from './signature-parts.ts';

/**
 * Prefers nodes whose resources are used to the same degree, and become more so by the pod.
 * Mirrors kubernetes plugins/noderesources (BalancedAllocation).
 */
export function nodeResourcesBalancedAllocation(
  args: NodeResourcesBalancedAllocationArgs,
  handle: Pick<PluginHandle, 'devices'>,
): Plugin {
  const devices = handle.devices();
  const resources = scoredResources(args.resources);
  const isUsual = resources.map(({ name }) => name).join() === 'cpu,memory';
  return {
    name: 'NodeResourcesBalancedAllocation',
    sign: (pod) => signedRequests(pod, devices.extended),
    preScore(_state, { requests }) {
      // Pods that ask for nothing balance everywhere alike: without this all of them would go to one node.
      for (const { name } of resources) if (requests.get(name) !== 0) return undefined;
      return 'skip';
    },
    score: (_state, pod, node) => balancedScore(resources, isUsual, pod, node, devices),
  };
}

/** Between 50 and 100 for pods that make the balance no worse, less for others. Runs for each pod on each node. */
function balancedScore(
  resources: readonly ScoredResource[],
  isUsual: boolean,
  pod: PodInfo,
  node: NodeInfo,
  devices: Devices,
): number {
  const { allocatable, requested } = node;
  const half = nodeScoreMax / 2;
  if (!isUsual || allocatable.milliCpu === 0 || allocatable.memory === 0) {
    const [without, withPod] = degreesOf(resources, pod, node, devices);
    return half + Math.trunc((half + balance(withPod) - balance(without)) / 2);
  }
  const { milliCpu, memory } = pod.requests;
  const withPod = balanceOfTwo(
    Math.min(1, (requested.milliCpu + milliCpu) / allocatable.milliCpu),
    Math.min(1, (requested.memory + memory) / allocatable.memory),
  );
  const without = balanceOfTwo(
    Math.min(1, requested.milliCpu / allocatable.milliCpu),
    Math.min(1, requested.memory / allocatable.memory),
  );
  return half + Math.trunc((half + withPod - without) / 2);
}

/** 100 when both are used to the same degree, 50 when one is full and the other empty. */
function balanceOfTwo(one: number, other: number): number {
  return Math.trunc((1 - Math.abs((one - other) / 2)) * nodeScoreMax);
}

/** The same for any number: how far the degrees lie apart, as their standard deviation. */
function balance(degrees: readonly number[]): number {
  const [one, other] = degrees;
  if (one === undefined || other === undefined) return nodeScoreMax;
  if (degrees.length === 2) return balanceOfTwo(one, other);
  let sum = 0;
  for (const degree of degrees) sum += degree;
  const mean = sum / degrees.length;
  let squares = 0;
  for (const degree of degrees) squares += (degree - mean) * (degree - mean);
  return Math.trunc((1 - Math.sqrt(squares / degrees.length)) * nodeScoreMax);
}

/** To which degree, from 0 to 1, a node's resources are used, without the pod and with it: of those that count. */
function degreesOf(
  resources: readonly ScoredResource[],
  { requests }: PodInfo,
  node: NodeInfo,
  devices: Devices,
): readonly [without: readonly number[], withPod: readonly number[]] {
  const without: number[] = [];
  const withPod: number[] = [];
  for (const resource of resources) {
    const request = requests.get(resource.name);
    if (resource.isScalar && request === 0) continue;
    const { capacity, taken } = scalarUse(resource, node, devices);
    if (capacity === 0) continue;
    without.push(Math.min(1, taken / capacity));
    withPod.push(Math.min(1, (taken + request) / capacity));
  }
  return [without, withPod];
}
