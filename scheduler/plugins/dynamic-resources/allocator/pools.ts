import type {
  V1CounterSet,
  V1Device,
  V1NodeSelector,
  V1ResourceSlice,
  V1ResourceSliceSpec,
} from '../../../../api/index.ts';
import { compareStrings, groupBy } from '../../../../apimachinery/index.ts';
import { type MatchedNode, nodeSelectorMatcher } from '../../../../component-helpers/index.ts';

/**
 * The slices of one pool of devices that concern a node. Mirrors k8s.io/dynamic-resource-allocation
 * structured/internal/incubating (Pool).
 */
export interface Pool {
  readonly driver: string;
  readonly name: string;
  /** Nothing is allocated from a pool that is `incomplete` (its driver is about to publish it) or `invalid`. */
  readonly state?: 'incomplete' | 'invalid';
  /** Those with devices for this node. */
  readonly slices: readonly V1ResourceSlice[];
  /** Those whose devices are for other nodes: they use up counters all the same. */
  readonly otherSlices: readonly V1ResourceSlice[];
  /** What its devices share, by name. */
  readonly counterSets: ReadonlyMap<string, V1CounterSet>;
}

/** The slices of a cluster, sorted once for all nodes and pods. */
export interface SortedSlices {
  readonly ofPool: ReadonlyMap<string, readonly V1ResourceSlice[]>;
  /** Those of one node alone. */
  readonly onNode: ReadonlyMap<string, readonly V1ResourceSlice[]>;
  /** Those that concern several nodes, and those with counters. */
  readonly shared: readonly V1ResourceSlice[];
}

export function sortSlices(all: readonly V1ResourceSlice[]): SortedSlices {
  const isOfOne = (slice: V1ResourceSlice) => (slice.spec.nodeName ?? '') !== '' && !hasCounters(slice);
  return {
    ofPool: groupBy(all, poolKey),
    onNode: groupBy(all.filter(isOfOne), ({ spec }) => spec.nodeName ?? ''),
    shared: all.filter((slice) => !isOfOne(slice)),
  };
}

function poolKey({ spec: { driver, pool } }: V1ResourceSlice): string {
  return `${driver}/${pool.name}`;
}

/**
 * The pools with devices for a node, by driver and name; those last whose devices must be prepared before a pod is bound.
 * Mirrors GatherPools.
 */
export function poolsFor(node: MatchedNode, slices: SortedSlices): readonly Pool[] {
  const newest = new Map<string, V1ResourceSlice[]>();
  for (const slice of [...(slices.onNode.get(node.name) ?? []), ...slices.shared])
    if (concerns(slice, node)) addNewest(newest, slice);
  const pools = [...newest].flatMap(([key, found]) => poolOf(found, slices.ofPool.get(key) ?? []) ?? []);
  const [bound, others] = [pools.filter(isBoundLater), pools.filter((pool) => !isBoundLater(pool))];
  return [...others.sort(byName), ...bound.sort(byName)];
}

/** Whether a node is the one that is named, or one of those that are selected. Mirrors NodeMatches. */
export function nodeMatches(
  node: MatchedNode,
  { nodeName = '', allNodes, nodeSelector }: Pick<V1Device, 'nodeName' | 'allNodes' | 'nodeSelector'>,
): boolean {
  if (nodeName !== '') return node.name === nodeName;
  return allNodes === true || (nodeSelector !== undefined && isSelected(nodeSelector, node));
}

function isSelected(selector: V1NodeSelector, node: MatchedNode): boolean {
  return nodeSelectorMatcher(selector)(node);
}

function hasCounters({ spec: { sharedCounters = [] } }: V1ResourceSlice): boolean {
  return sharedCounters.length > 0;
}

function concerns(slice: V1ResourceSlice, node: MatchedNode): boolean {
  if (hasCounters(slice)) return true;
  const { nodeName = '', allNodes, nodeSelector, perDeviceNodeSelection, devices = [] } = slice.spec;
  if (nodeName !== '' || allNodes === true || nodeSelector !== undefined)
    return nodeMatches(node, slice.spec);
  return perDeviceNodeSelection === true && devices.some((device) => nodeMatches(node, device));
}

function addNewest(newest: Map<string, V1ResourceSlice[]>, slice: V1ResourceSlice): void {
  const { pool } = slice.spec;
  const key = poolKey(slice);
  const known = newest.get(key);
  const generation = known?.[0]?.spec.pool.generation ?? Number.NEGATIVE_INFINITY;
  if (pool.generation > generation) newest.set(key, [slice]);
  else if (pool.generation === generation) known?.push(slice);
}

/** Of `all` slices of a pool, those that concern a node. Undefined where there is a newer generation, elsewhere. */
function poolOf(slices: readonly V1ResourceSlice[], all: readonly V1ResourceSlice[]): Pool | undefined {
  const spec = slices[0]?.spec;
  if (spec === undefined) return undefined;
  if (slices.length === spec.pool.resourceSliceCount) return buildPool(spec, slices, []);
  if (all.some(({ spec: { pool } }) => pool.generation > spec.pool.generation)) return undefined;
  const current = all.filter(({ spec: { pool } }) => pool.generation === spec.pool.generation);
  if (current.length !== spec.pool.resourceSliceCount) return { ...emptyPool(spec), state: 'incomplete' };
  const names = new Set(slices.map(nameOf));
  const others = current.filter((slice) => !names.has(nameOf(slice)));
  return buildPool(spec, slices, others);
}

function emptyPool({ driver, pool }: V1ResourceSliceSpec): Pool {
  return { driver, name: pool.name, slices: [], otherSlices: [], counterSets: new Map() };
}

function buildPool(
  spec: V1ResourceSliceSpec,
  found: readonly V1ResourceSlice[],
  otherSlices: readonly V1ResourceSlice[],
): Pool {
  const sorted = found.toSorted((a, b) => compareStrings(nameOf(a), nameOf(b)));
  const slices = sorted.filter((slice) => !hasCounters(slice));
  const sets = sorted.flatMap(({ spec: { sharedCounters = [] } }) => sharedCounters);
  const counterSets = new Map(sets.map((set) => [set.name, set]));
  const names = slices.flatMap(({ spec: { devices = [] } }) => devices.map(({ name }) => name));
  const isValid =
    new Set(names).size === names.length &&
    counterSets.size === sets.length &&
    [...sorted, ...otherSlices].every((slice) => consumesWhatIsThere(slice, counterSets));
  return isValid
    ? { ...emptyPool(spec), slices, otherSlices, counterSets }
    : { ...emptyPool(spec), state: 'invalid' };
}

function consumesWhatIsThere(
  { spec: { devices = [] } }: V1ResourceSlice,
  counterSets: ReadonlyMap<string, V1CounterSet>,
): boolean {
  return devices.every(({ consumesCounters = [] }) =>
    consumesCounters.every(({ counterSet, counters }) => {
      const known = counterSets.get(counterSet)?.counters;
      return known !== undefined && Object.keys(counters).every((name) => Object.hasOwn(known, name));
    }),
  );
}

function isBoundLater({ slices }: Pool): boolean {
  return slices.some(({ spec }) =>
    spec.devices?.some(({ bindingConditions }) => bindingConditions !== undefined),
  );
}

function byName(a: Pool, b: Pool): number {
  return compareStrings(a.driver, b.driver) || compareStrings(a.name, b.name);
}

function nameOf({ metadata }: V1ResourceSlice): string {
  return metadata?.name ?? '';
}
