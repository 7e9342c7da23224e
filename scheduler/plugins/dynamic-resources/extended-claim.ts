import { coreV1, type ResourceV1ResourceClaim, type V1Pod } from '../../../api/index.ts';
import { extendedClaimAnnotation, isDeviceResource } from '../../../component-helpers/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import type { Resource } from '../../cache/resource.ts';
import { Status } from '../../framework/status.ts';
import { type ExtendedRequests, extendedRequests } from './extended-requests.ts';
import type { ExtendedResources } from './extended-resources.ts';
import type { ClaimsState } from './pod-state.ts';

const plugin = 'DynamicResources';
const fromBefore = new Status(
  'UnschedulableAndUnresolvable',
  plugin,
  'cannot schedule extended resource claim',
);
const notThere = new Status('UnschedulableAndUnresolvable', plugin, 'cannot fit resource');

/** The name of a claim that nobody has made yet: no object can be called so. */
const unmade = '<extended-resources>';

/** The claim for the extended resources of a pod as it would be on one node, and who uses what of it. */
export interface ExtendedClaim {
  readonly claim: ResourceV1ResourceClaim;
  readonly mappings: ExtendedRequests['mappings'];
}

/** The claim that a pod's extended resources may need, as long as it is not made. What it asks for depends on the node. */
export function unmadeClaim({ metadata }: V1Pod, uid: string): ResourceV1ResourceClaim {
  const { name: podName = '', namespace = '', uid: podUid = '' } = metadata ?? {};
  const owner = { ...ofPod, name: podName, uid: podUid, controller: true };
  return {
    metadata: {
      namespace,
      name: unmade,
      uid,
      generateName: `${podName}-extended-resources-`,
      ownerReferences: [owner],
      annotations: { [extendedClaimAnnotation]: 'true' },
    },
    spec: {},
  };
}

const ofPod = { apiVersion: coreV1.pods.version, kind: coreV1.pods.kind };

export function isUnmade({ metadata }: ResourceV1ResourceClaim): boolean {
  return metadata?.name === unmade;
}

/** Whether it says already what it asks for. */
export function asks({ spec }: ResourceV1ResourceClaim): boolean {
  return (spec.devices?.requests ?? []).length > 0;
}

/** The uids of the pods whose extended resources a claim is for. */
export function extendedOwnersOf({ metadata }: ResourceV1ResourceClaim): readonly string[] {
  if (metadata?.annotations?.[extendedClaimAnnotation] !== 'true') return [];
  return (metadata.ownerReferences ?? []).filter(({ controller }) => controller).map(({ uid }) => uid);
}

/** What a pod asks of its node that may be devices. */
export function deviceResourcesOf({ scalars }: Resource): readonly string[] {
  return [...(scalars ?? [])]
    .filter(([name, amount]) => amount !== 0 && isDeviceResource(name))
    .map(([name]) => name);
}

/**
 * What a node is to give as devices of the extended resources of a pod. Undefined: nothing, and nothing else is wanted of
 * devices. Mirrors filterExtendedResources.
 */
export function extendedClaimOn(
  { extended, namesNone }: ClaimsState,
  pod: V1Pod,
  { allocatable }: NodeInfo,
  given: ExtendedResources,
): ExtendedClaim | Status | undefined {
  if (extended === undefined) return undefined;
  const { claim, resources } = extended;
  if (asks(claim.claim)) return fromBefore;
  const classes = new Map<string, string>();
  for (const name of resources) {
    const deviceClass = given.classOf(name);
    if (deviceClass !== undefined && allocatable.get(name) === 0)
      classes.set(name, deviceClass.metadata?.name ?? '');
    else if (allocatable.scalars?.has(name) !== true) return notThere;
  }
  if (namesNone && classes.size === 0) return undefined;
  const { requests, mappings } = extendedRequests(pod, classes);
  const spec = requests.length === 0 ? {} : { devices: { requests } };
  return { claim: { ...claim.claim, spec }, mappings };
}
