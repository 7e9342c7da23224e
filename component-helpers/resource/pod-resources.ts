import type { V1Container, V1Pod, V1PodSpec } from '../../api/index.ts';
import { isSidecar } from '../pod/sidecar.ts';
import { type Amounts, addAmounts, amountsOf, raiseAmounts } from './amounts.ts';
import { containerRequests, podLevelRequests } from './effective-requests.ts';
import { podLevelList } from './pod-level.ts';

/** What is counted. Mirrors k8s.io/component-helpers resource (PodResourcesOptions). */
export interface PodRequestsOptions {
  /** While a pod is being resized, it counts with the most of what it wants, has and was granted. Default: what it wants. */
  readonly useStatus?: boolean;
  /** What a container counts for that does not say how much it asks for of these. */
  readonly nonMissing?: Amounts;
}

/**
 * What a pod asks of a node: containers run side by side and are added up; init containers run one after the other,
 * beside the sidecars started before them, and the greatest counts; requests of the whole pod win over those; the
 * overhead comes on top. Mirrors k8s.io/component-helpers resource (PodRequests). Differs: amounts of resource claims do
 * not count, as without the feature gate DRANodeAllocatableResources.
 */
export function podRequests(pod: V1Pod, options: PodRequestsOptions = noOptions): Amounts {
  const { spec } = pod;
  if (spec === undefined) return new Map();
  const sum = total(pod, spec, options, requestsOf);
  if (spec.resources !== undefined) {
    const own = options.useStatus ? podLevelRequests(pod) : amountsOf(podLevelList(pod, 'requests'));
    for (const [name, amount] of own) sum.set(name, amount);
  }
  if (spec.overhead !== undefined) addAmounts(sum, amountsOf(spec.overhead));
  return sum;
}

/**
 * What a pod may use, added up as requests are: a container without a limit adds nothing. The overhead comes on top of
 * limits that are not zero. Mirrors k8s.io/component-helpers resource (PodLimits).
 */
export function podLimits(pod: V1Pod): Amounts {
  const { spec } = pod;
  if (spec === undefined) return new Map();
  const sum = total(pod, spec, noOptions, limitsOf);
  for (const [name, amount] of amountsOf(podLevelList(pod, 'limits'))) sum.set(name, amount);
  for (const [name, amount] of amountsOf(spec.overhead)) {
    const limit = sum.get(name);
    if (limit !== undefined && limit.sign !== 0) sum.set(name, limit.add(amount));
  }
  return sum;
}

const noOptions: PodRequestsOptions = Object.freeze({});

/** What a container counts for. The result may be changed. */
type AmountsOf = (pod: V1Pod, container: V1Container, options: PodRequestsOptions) => Amounts;

function requestsOf(pod: V1Pod, container: V1Container, options: PodRequestsOptions): Amounts {
  const { nonMissing, useStatus } = options;
  const requests = useStatus ? containerRequests(pod, container) : amountsOf(container.resources?.requests);
  if (nonMissing === undefined) return requests;
  for (const [name, amount] of nonMissing) if (!requests.has(name)) requests.set(name, amount);
  return requests;
}

function limitsOf(_pod: V1Pod, { resources }: V1Container): Amounts {
  return amountsOf(resources?.limits);
}

function total(
  pod: V1Pod,
  { containers, initContainers }: V1PodSpec,
  options: PodRequestsOptions,
  of: AmountsOf,
): Amounts {
  const [first, ...others] = containers ?? [];
  const sum: Amounts = first === undefined ? new Map() : of(pod, first, options);
  for (const container of others) addAmounts(sum, of(pod, container, options));
  if (initContainers === undefined) return sum;
  const sidecars: Amounts = new Map();
  const greatest: Amounts = new Map();
  for (const container of initContainers) {
    const amounts = of(pod, container, options);
    if (isSidecar(container)) {
      addAmounts(sum, amounts);
      addAmounts(sidecars, amounts);
      raiseAmounts(greatest, sidecars);
    } else {
      addAmounts(amounts, sidecars);
      raiseAmounts(greatest, amounts);
    }
  }
  raiseAmounts(sum, greatest);
  return sum;
}
