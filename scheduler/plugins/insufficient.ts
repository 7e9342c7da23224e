import { isExtended } from '../../component-helpers/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { Resource } from '../cache/resource.ts';
import { Status } from '../framework/status.ts';
import type { NodeResourcesFitArgs } from './args.ts';
import type { ExtendedResources } from './dynamic-resources/extended-resources.ts';

const plugin = 'NodeResourcesFit';

/** What may be lacking, as bits of an index into `statuses`. Their order is that of the reasons. */
const pods = 1;
const cpu = 2;
const memory = 4;
const ephemeralStorage = 8;
/** The node could not take the pod even if it were empty. */
const unresolvable = 16;

const reasons: readonly (readonly [bit: number, reason: string])[] = [
  [pods, 'Too many pods'],
  [cpu, 'Insufficient cpu'],
  [memory, 'Insufficient memory'],
  [ephemeralStorage, 'Insufficient ephemeral-storage'],
];

/** One Status for each combination, so that a thousand full nodes cost nothing but a look. */
const statuses: readonly Status[] = Array.from({ length: 32 }, (_, bits) => {
  const lacking = reasons.filter(([bit]) => (bits & bit) !== 0).map(([, reason]) => reason);
  return statusOf((bits & unresolvable) !== 0, lacking);
});

function statusOf(hopeless: boolean, lacking: readonly string[]): Status {
  return new Status(hopeless ? 'UnschedulableAndUnresolvable' : 'Unschedulable', plugin, ...lacking);
}

/** Extended resources that nodes are not asked for, as somebody else gives them. Absent: none. */
export type IgnoredResources = ((name: string) => boolean) | undefined;

export function ignoredResources(args: NodeResourcesFitArgs): IgnoredResources {
  const { ignoredResources: names = [], ignoredResourceGroups: groups = [] } = args;
  if (names.length + groups.length === 0) return undefined;
  const group = (name: string) => name.slice(0, name.indexOf('/'));
  return (name) => isExtended(name) && (names.includes(name) || groups.includes(group(name)));
}

/**
 * What a node lacks for a pod, all of it; undefined when the pod fits. What it has as devices only is looked for elsewhere.
 * Mirrors kubernetes plugins/noderesources (fitsRequest).
 */
export function insufficientResources(
  pod: PodInfo,
  node: NodeInfo,
  isIgnored: IgnoredResources,
  extended: ExtendedResources,
): Status | undefined {
  const { requests } = pod;
  const { allocatable, requested } = node;
  let bits = node.pods.size + 1 > allocatable.allowedPodNumber ? pods : 0;
  const wantsCpu = requests.milliCpu;
  if (wantsCpu > 0 && wantsCpu > allocatable.milliCpu - requested.milliCpu) {
    bits |= wantsCpu > allocatable.milliCpu ? cpu | unresolvable : cpu;
  }
  const wantsMemory = requests.memory;
  if (wantsMemory > 0 && wantsMemory > allocatable.memory - requested.memory) {
    bits |= wantsMemory > allocatable.memory ? memory | unresolvable : memory;
  }
  const wantsStorage = requests.ephemeralStorage;
  if (wantsStorage > 0 && wantsStorage > allocatable.ephemeralStorage - requested.ephemeralStorage) {
    bits |= wantsStorage > allocatable.ephemeralStorage ? ephemeralStorage | unresolvable : ephemeralStorage;
  }
  if (requests.scalars !== undefined) return withScalars(bits, requests.scalars, node, isIgnored, extended);
  return bits === 0 ? undefined : statuses[bits];
}

function withScalars(
  bits: number,
  wanted: ReadonlyMap<string, number>,
  { allocatable, requested }: NodeInfo,
  isIgnored: IgnoredResources,
  extended: ExtendedResources,
): Status | undefined {
  const base = statuses[bits] as Status;
  let hopeless = (bits & unresolvable) !== 0;
  const lacking: string[] = [];
  for (const [name, amount] of wanted) {
    if (amount === 0 || isIgnored?.(name) || extended.areDevices(name, allocatable)) continue;
    if (amount <= allocatable.get(name) - requested.get(name)) continue;
    lacking.push(`Insufficient ${name}`);
    if (amount > allocatable.get(name)) hopeless = true;
  }
  if (lacking.length === 0) return bits === 0 ? undefined : base;
  return statusOf(hopeless, [...base.reasons, ...lacking]);
}

/** Whether an empty node of this size would take the pod. */
export function fitsWhenEmpty(
  requests: Resource,
  allocatable: Resource,
  extended: ExtendedResources,
): boolean {
  if (allocatable.allowedPodNumber < 1) return false;
  if (requests.milliCpu > 0 && requests.milliCpu > allocatable.milliCpu) return false;
  if (requests.memory > 0 && requests.memory > allocatable.memory) return false;
  if (requests.ephemeralStorage > 0 && requests.ephemeralStorage > allocatable.ephemeralStorage) return false;
  for (const [name, amount] of requests.scalars ?? []) {
    if (amount > allocatable.get(name) && !extended.areDevices(name, allocatable)) return false;
  }
  return true;
}
