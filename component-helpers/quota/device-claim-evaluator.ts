import type {
  ResourceV1ResourceClaim,
  V1DeviceClass,
  V1DeviceRequest,
  V1DeviceSubRequest,
  V1Pod,
} from '../../api/index.ts';
import { controllerOf, parseTimeOrUndefined, quantityOf } from '../../apimachinery/index.ts';
import { extendedClaimAnnotation } from '../devices/pod-claims.ts';
import type { Amounts } from '../resource/amounts.ts';
import { deviceClassPrefix, limitsExtended } from '../resource/resource-names.ts';
import type { QuotaEvaluator } from './evaluator.ts';
import { podEvaluator } from './pod-evaluator.ts';

/** What else there is that decides what a claim is counted by. */
export interface DeviceSurroundings {
  classes(): Iterable<V1DeviceClass>;
  /** Another number once a class is another. Absent: claims are counted once each. */
  classesRevision?(): number;
  pod(namespace: string, name: string): V1Pod | undefined;
  /** The claims that were made for the extended resources of a pod, perhaps among others of its namespace. */
  claimsOf(namespace: string, podUid: string): Iterable<ResourceV1ResourceClaim>;
}

const counted = 'count/resourceclaims.resource.k8s.io';
const ofClass = '.deviceclass.resource.k8s.io/devices';
const requests = 'requests.';
/** What is counted where all devices are asked for: a claim has no more. */
const devicesMax = 32;

/**
 * Counts claims for devices, and by their classes how many devices they may be given; by the extended resources that the classes
 * give too, but for what a pod that the claim was made for is counted with itself. Mirrors kubernetes
 * pkg/quota/v1/evaluator/core (resource_claims).
 */
export function deviceClaimEvaluator(around: DeviceSurroundings): QuotaEvaluator {
  return {
    group: 'resource.k8s.io',
    resource: 'resourceclaims',
    surroundings: () => around.classesRevision?.() ?? 0,
    looksAround: ({ metadata }) => metadata?.annotations?.[extendedClaimAnnotation] === 'true',
    matching(asked) {
      const isGiven = givenBy(around.classes());
      return asked.filter((name) => name === counted || name.endsWith(ofClass) || isGiven(name));
    },
    usage: (claim: ResourceV1ResourceClaim, nowMs) => usage(around, claim, nowMs),
    handles: ({ operation, subresource }) =>
      subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'),
  };
}

/** Whether a name in a quota is that of a resource which one of the classes gives. Reads the classes when it must. */
function givenBy(classes: Iterable<V1DeviceClass>): (name: string) => boolean {
  let given: ReadonlySet<string> | undefined;
  return (name) => {
    if (!limitsExtended(name)) return false;
    given ??= new Set([...classes].flatMap(namesOf));
    return given.has(name);
  };
}

/** The names in quotas of what a class gives: by its own name, and by the one it says. */
function namesOf({ metadata, spec }: V1DeviceClass): readonly string[] {
  const { extendedResourceName: said = '' } = spec;
  return [`${deviceClassPrefix}${metadata?.name}`, said]
    .filter((name) => name !== '')
    .map((name) => requests + name);
}

function usage(around: DeviceSurroundings, claim: ResourceV1ResourceClaim, nowMs: number): Amounts {
  const devices = new Map<string, number>();
  for (const request of claim.spec?.devices?.requests ?? []) {
    for (const [name, count] of mostByClass(request)) devices.set(name, (devices.get(name) ?? 0) + count);
  }
  const amounts: Amounts = new Map([[counted, quantityOf(1)]]);
  for (const [name, count] of devices) amounts.set(`${name}${ofClass}`, quantityOf(count));
  const ofPod = podUsage(around, claim, nowMs);
  for (const [name, count] of extendedResources(around, devices)) {
    const more = quantityOf(count).sub(ofPod?.get(name) ?? none);
    if (more.sign > 0) amounts.set(name, more);
  }
  return amounts;
}

const none = quantityOf(0);

/** Mirrors addExtendedResourceQuota: what classes are asked for counts by their own names, be they there or not. */
function extendedResources(
  around: DeviceSurroundings,
  devices: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [name, count] of devices) counts.set(`${requests}${deviceClassPrefix}${name}`, count);
  for (const one of devices.size === 0 ? [] : around.classes()) {
    const count = devices.get(one.metadata?.name ?? '');
    const { extendedResourceName = '' } = one.spec;
    if (count !== undefined && extendedResourceName !== '')
      counts.set(requests + extendedResourceName, count);
  }
  return counts;
}

/** What the pod is counted with that the claim was made for by the scheduler. Mirrors getVerifiedPodUsage. */
function podUsage(
  around: DeviceSurroundings,
  claim: ResourceV1ResourceClaim,
  nowMs: number,
): Amounts | undefined {
  const { name = '', namespace = '', annotations, creationTimestamp } = claim.metadata ?? {};
  if (annotations?.[extendedClaimAnnotation] !== 'true') return undefined;
  const owner = controllerOf(claim);
  if (owner?.kind !== 'Pod' || owner.apiVersion !== 'v1') return undefined;
  const pod = around.pod(namespace, owner.name);
  if (pod?.metadata?.uid !== owner.uid) return undefined;
  const told = pod.status?.extendedResourceClaimStatus;
  if (told !== undefined) {
    return told.resourceClaimName === name ? podEvaluator.usage(pod, nowMs) : undefined;
  }
  const madeAt = timeOf(creationTimestamp);
  for (const other of around.claimsOf(namespace, owner.uid)) {
    if (!isExtendedClaimOf(other, owner.uid)) continue;
    const otherAt = timeOf(other.metadata?.creationTimestamp);
    if (otherAt < madeAt || (otherAt === madeAt && (other.metadata?.name ?? '') < name)) return undefined;
  }
  return podEvaluator.usage(pod, nowMs);
}

/** One that is not made yet has the zero of times, as in Go. */
function timeOf(text: string | undefined): number {
  return parseTimeOrUndefined(text) ?? Number.NEGATIVE_INFINITY;
}

function isExtendedClaimOf(claim: ResourceV1ResourceClaim, podUid: string): boolean {
  const owner = controllerOf(claim);
  const isOfPod = owner?.kind === 'Pod' && owner.apiVersion === 'v1' && owner.uid === podUid;
  return isOfPod && claim.metadata?.annotations?.[extendedClaimAnnotation] === 'true';
}

/** Of alternatives, the most that any of a class may come to. */
function mostByClass({ exactly, firstAvailable = [] }: V1DeviceRequest): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  const all = firstAvailable.length > 0 || exactly === undefined ? firstAvailable : [exactly];
  for (const one of all) {
    const { deviceClassName: name } = one;
    most.set(name, Math.max(most.get(name) ?? 0, countOf(one)));
  }
  return most;
}

function countOf({
  allocationMode,
  count = 0,
}: Pick<V1DeviceSubRequest, 'allocationMode' | 'count'>): number {
  return allocationMode === 'All' ? devicesMax : Number(count);
}
