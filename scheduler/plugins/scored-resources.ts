import { isExtended, isHugePages, isNative } from '../../component-helpers/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { ResourceSpec } from './args.ts';
import type { Devices } from './dynamic-resources/devices.ts';

/** A resource that scores are about. */
export interface ScoredResource extends ResourceSpec {
  /** It does not count for pods that do not ask for it. Mirrors kubernetes pkg/scheduler/util (IsScalarResourceName). */
  readonly isScalar: boolean;
}

export function scoredResources(resources: readonly ResourceSpec[]): readonly ScoredResource[] {
  return resources
    .filter(({ name }) => isCounted(name))
    .map((spec) => ({ ...spec, isScalar: isScalar(spec.name) }));
}

/** What a pod asks for, with the little that counts for those who ask for nothing. */
export function nonZeroRequest({ nonZeroMilliCpu, nonZeroMemory, requests }: PodInfo, name: string): number {
  if (name === 'cpu') return nonZeroMilliCpu;
  return name === 'memory' ? nonZeroMemory : requests.get(name);
}

/** How much a node has of a resource, and how much of that the pods on it ask for. */
export interface ResourceUse {
  readonly capacity: number;
  readonly taken: number;
}

/**
 * Of a resource other than cpu and memory; where the node has none, but devices that give it, these are counted. Mirrors
 * calculateResourceAllocatableRequest.
 */
export function scalarUse({ name, isScalar }: ScoredResource, node: NodeInfo, devices: Devices): ResourceUse {
  const capacity = node.allocatable.get(name);
  const ofDevices = capacity === 0 && isScalar ? devices.useOn(node, name) : undefined;
  return ofDevices ?? { capacity, taken: node.requested.get(name) };
}

const ofEveryNode: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** Of others nothing is known of a node; how many pods it takes is no resource that pods ask for. */
function isCounted(name: string): boolean {
  return ofEveryNode.has(name) || isScalar(name);
}

function isScalar(name: string): boolean {
  if (isExtended(name) || isHugePages(name) || name.startsWith('attachable-volumes-')) return true;
  return name.includes('/') && isNative(name);
}
