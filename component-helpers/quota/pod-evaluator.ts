import type {
  V1Container,
  V1Pod,
  V1PodAffinityTerm,
  V1ScopedResourceSelectorRequirement,
} from '../../api/index.ts';
import { deepEqual, parseTimeOrUndefined, quantityOf } from '../../apimachinery/index.ts';
import { isPodTerminal } from '../pod/readiness.ts';
import { type Amounts, amountsOf } from '../resource/amounts.ts';
import { podLevelList } from '../resource/pod-level.ts';
import { podLimits, podRequests } from '../resource/pod-resources.ts';
import { qosClass } from '../resource/qos-class.ts';
import { isDeviceResource, isHugePages, limitsExtended } from '../resource/resource-names.ts';
import type { Asked, QuotaEvaluator } from './evaluator.ts';
import { selectsClass } from './matching.ts';

const counted = 'count/pods';
const computed = ['cpu', 'memory', 'ephemeral-storage'];
const names = new Set([
  counted,
  'pods',
  ...computed.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
]);
/** What every container must say when it is limited. */
const mustBeSaid = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

/** Counts pods and what they ask for, until they are over. Mirrors kubernetes pkg/quota/v1/evaluator/core (pods). */
export const podEvaluator: QuotaEvaluator = {
  group: '',
  resource: 'pods',
  matching: (asked) => asked.filter(isOfPods),
  isInScope,
  usage,
  missing,
  handles,
  replenishes: (before: V1Pod, after: V1Pod, nowMs) =>
    changesResources(before, after) ||
    isTerminating(before) !== isTerminating(after) ||
    (isCounted(before, nowMs) && !isCounted(after, nowMs)),
};

function isOfPods(name: string): boolean {
  if (names.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-')) return true;
  return limitsExtended(name);
}

/** Mirrors podMatchesScopeFunc. */
function isInScope(selector: V1ScopedResourceSelectorRequirement, pod: V1Pod): boolean {
  switch (selector.scopeName) {
    case 'Terminating':
      return isTerminating(pod);
    case 'NotTerminating':
      return !isTerminating(pod);
    case 'BestEffort':
      return isBestEffort(pod);
    case 'NotBestEffort':
      return !isBestEffort(pod);
    case 'PriorityClass':
      return selectsClass(selector, [pod.spec?.priorityClassName ?? ''].filter(Boolean));
    case 'CrossNamespacePodAffinity':
      return reachesOtherNamespaces(pod);
    default:
      return false;
  }
}

function isTerminating({ spec }: V1Pod): boolean {
  return (spec?.activeDeadlineSeconds ?? -1) >= 0;
}

function isBestEffort({ spec }: V1Pod): boolean {
  return spec !== undefined && qosClass(spec) === 'BestEffort';
}

/** Mirrors usesCrossNamespacePodAffinity. */
function reachesOtherNamespaces({ spec }: V1Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {};
  const terms = [podAffinity, podAntiAffinity].flatMap((affinity): readonly V1PodAffinityTerm[] => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((one) => one.podAffinityTerm),
  ]);
  return terms.some(
    ({ namespaces = [], namespaceSelector }) => namespaces.length > 0 || namespaceSelector !== undefined,
  );
}

/** Mirrors PodUsageFunc. */
function usage(pod: V1Pod, nowMs: number): Amounts {
  const used: Amounts = new Map([[counted, quantityOf(1)]]);
  if (!isCounted(pod, nowMs)) return used;
  return askedFor(podRequests(pod, { useStatus: true }), podLimits(pod), used);
}

/** What there is of requests and limits by the names that quotas have for them. Mirrors podComputeUsageHelper. */
function askedFor(requests: Amounts, limits: Amounts, used: Amounts = new Map()): Amounts {
  used.set('pods', quantityOf(1));
  for (const name of computed) {
    const request = requests.get(name);
    const limit = limits.get(name);
    if (request !== undefined) used.set(name, request).set(`requests.${name}`, request);
    if (limit !== undefined) used.set(`limits.${name}`, limit);
  }
  for (const [name, request] of requests) {
    if (isHugePages(name)) used.set(name, request);
    if (isHugePages(name) || isDeviceResource(name)) used.set(`requests.${name}`, request);
  }
  return used;
}

/** Whether the pod still uses anything: it is neither over nor late in going. Mirrors QuotaV1Pod. */
function isCounted(pod: V1Pod, nowMs: number): boolean {
  if (isPodTerminal(pod)) return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata ?? {};
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return nowMs <= (parseTimeOrUndefined(deletionTimestamp) ?? 0) + deletionGracePeriodSeconds * 1000;
}

/** Mirrors Constraints: `must specify limits.cpu for: web,side; memory for: web`. */
function missing(asked: readonly string[], pod: V1Pod): string | undefined {
  if (podLevelList(pod, 'requests') !== undefined || podLevelList(pod, 'limits') !== undefined)
    return undefined;
  const required = asked.filter((name) => mustBeSaid.includes(name)).toSorted();
  const { containers = [], initContainers = [] } = pod.spec ?? {};
  const all = [...containers, ...initContainers];
  const complaints = required.flatMap((name) => {
    const silent = all.filter((container) => !says(container, name)).map((container) => container.name);
    return silent.length === 0 ? [] : [`${name} for: ${[...new Set(silent)].toSorted().join(',')}`];
  });
  return complaints.length === 0 ? undefined : `must specify ${complaints.join('; ')}`;
}

function says({ resources }: V1Container, name: string): boolean {
  return askedFor(amountsOf(resources?.requests), amountsOf(resources?.limits)).has(name);
}

function handles({ operation, subresource, object, oldObject }: Asked): boolean {
  if (subresource === 'resize') return operation === 'UPDATE';
  if (subresource !== '') return false;
  if (operation !== 'UPDATE') return operation === 'CREATE';
  return (
    object !== undefined && oldObject !== undefined && isTerminating(object) !== isTerminating(oldObject)
  );
}

/** Mirrors hasResourcesChanged of kubernetes pkg/quota/v1/install. */
function changesResources(before: V1Pod, after: V1Pod): boolean {
  const lists = ['containerStatuses', 'initContainerStatuses'] as const;
  return lists.some((list) =>
    (before.status?.[list] ?? []).some((old) => {
      const now = after.status?.[list]?.find(({ name }) => name === old.name);
      return now !== undefined && now !== old && !deepEqual(old.resources, now.resources);
    }),
  );
}
