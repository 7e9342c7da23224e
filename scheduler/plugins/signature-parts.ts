import type { PodInfo } from '../cache/pod-info.ts';
import { type SignatureParts, unordered } from '../framework/pod-signature.ts';
import type { ExtendedResources } from './dynamic-resources/extended-resources.ts';

/** What several plugins look at in pods. Mirrors kube-scheduler framework (signers.go). */

/** Undefined where it asks for something that a node may give as devices: which it does depends on others. */
export function signedRequests(
  { requests }: PodInfo,
  extended: Pick<ExtendedResources, 'classOf'>,
): SignatureParts | undefined {
  const { milliCpu, memory, ephemeralStorage, scalars = [] } = requests;
  for (const [name, amount] of scalars)
    if (amount !== 0 && extended.classOf(name) !== undefined) return undefined;
  return { requests: [milliCpu, memory, ephemeralStorage, Object.fromEntries(scalars)] };
}

export function signedTolerations({ tolerations }: PodInfo): SignatureParts {
  return { tolerations: unordered(tolerations) };
}

/** Without those that are of no account for where a pod goes, but differ from pod to pod. */
export function signedVolumes({ pod: { spec } }: PodInfo): SignatureParts {
  const volumes = (spec?.volumes ?? []).filter(
    ({ configMap, secret }) => configMap === undefined && secret === undefined,
  );
  return { volumes: unordered(volumes.map(({ name: _name, ...source }) => source)) };
}
