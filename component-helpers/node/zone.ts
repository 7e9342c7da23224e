import type { V1Node } from '../../api/index.ts';

/**
 * What names a node's zone among all regions; '' for a node that says nothing of the kind.
 * Mirrors k8s.io/component-helpers node/topology (GetZoneKey).
 */
export function zoneKeyOf({ metadata }: V1Node): string {
  const labels = metadata?.labels ?? {};
  const of = (kind: 'zone' | 'region') =>
    labels[`failure-domain.beta.kubernetes.io/${kind}`] ?? labels[`topology.kubernetes.io/${kind}`] ?? '';
  const zone = of('zone');
  const region = of('region');
  return zone === '' && region === '' ? '' : `${region}:\0:${zone}`;
}
