import { isExtended, isHugePages, isNative } from '../../component-helpers/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { ResourceSpec } from './args.ts';

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

/** What the pods on a node ask for, in the same way. */
export function nonZeroRequested(
  { nonZeroMilliCpu, nonZeroMemory, requested }: NodeInfo,
  name: string,
): number {
  if (name === 'cpu') return nonZeroMilliCpu;
  return name === 'memory' ? nonZeroMemory : requested.get(name);
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
