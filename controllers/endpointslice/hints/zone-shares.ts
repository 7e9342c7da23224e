import type { V1Node } from '../../../api/index.ts';
import { isConditionTrue } from '../../../apimachinery/index.ts';
import { amountsOf } from '../../../component-helpers/index.ts';

/** The part of all CPUs that each zone has; undefined where nothing can be shared out by it. */
export type ZoneShares = ReadonlyMap<string, number>;

const excludedLabels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

export const zoneLabel = 'topology.kubernetes.io/zone';

/**
 * Undefined where a node that is ready says nothing of its zone or its CPUs, or all are in one zone. Mirrors
 * k8s.io/endpointslice topologycache (SetNodes).
 */
export function zoneShares(nodes: readonly V1Node[]): ZoneShares | undefined {
  const milliCpus = new Map<string, number>();
  let total = 0;
  for (const node of nodes) {
    if (isExcluded(node) || !isNodeReady(node)) continue;
    const zone = node.metadata?.labels?.[zoneLabel] ?? '';
    const milli = milliCpusOf(node);
    if (zone === '' || milli === 0) return undefined;
    milliCpus.set(zone, (milliCpus.get(zone) ?? 0) + milli);
    total += milli;
  }
  if (milliCpus.size < 2) return undefined;
  return new Map([...milliCpus].map(([zone, milli]) => [zone, milli / total]));
}

export function isNodeReady({ status }: V1Node): boolean {
  return isConditionTrue(status?.conditions, 'Ready');
}

function isExcluded({ metadata }: V1Node): boolean {
  return excludedLabels.some((label) => metadata?.labels?.[label] !== undefined);
}

function milliCpusOf({ status }: V1Node): number {
  return amountsOf(status?.allocatable).get('cpu')?.milliValue() ?? 0;
}
