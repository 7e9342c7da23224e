import type { ResourceV1ResourceClaim, V1Pod } from '../../api/index.ts';
import {
  claimEntriesOf,
  claimNotForPod,
  claimOfEntry,
  isReservedFor,
} from '../../component-helpers/index.ts';
import type { DelayMs } from '../behaviours/behaviours.ts';
import type { PodPlan } from './pod-plan.ts';
import type { PodHost, PodState } from './pod-state.ts';
import type { Stopped } from './stop-pod.ts';

/** A kubelet looks at a pod again after so long. Mirrors pkg/kubelet (SyncFrequency, workerResyncIntervalJitterFactor). */
const retryMs: DelayMs = [60_000, 90_000];

/**
 * Devices are prepared before a pod has a sandbox: the API server is asked for its claims, and then the drivers. What is
 * wrong is told in an event, and tried again after a while. Mirrors kubernetes pkg/kubelet/cm/dra (PrepareResources).
 */
export function prepareClaims(
  { claimsOf: pod }: PodPlan,
  state: PodState,
  nowMs: number,
  host: PodHost,
): Stopped {
  const { prepare, ...rest } = state;
  const unchanged = { state, events: [], notes: [] };
  if (pod === undefined || state.mounted !== true || prepare === 'done') return unchanged;
  if (prepare !== undefined && prepare.untilMs > nowMs) return unchanged;
  const claims = claimsFor(pod, host);
  const drivers = typeof claims === 'string' ? [] : driversFor(claims);
  const problem = typeof claims === 'string' ? claims : unknownDriver(drivers, host);
  if (typeof claims === 'string' || problem !== undefined) return failed(rest, problem ?? '', nowMs, host);
  if (prepare?.at === 'driver') {
    const failure = failureOf(claims, host);
    if (failure !== undefined) return failed(rest, failure, nowMs, host);
    return { ...unchanged, state: { ...rest, prepare: 'done' } };
  }
  const delays = drivers.map((driver) => host.draw(host.drivers.get(driver)?.prepare?.delayMs ?? 0));
  const untilMs = nowMs + Math.max(0, ...delays);
  return { ...unchanged, state: { ...rest, prepare: { at: 'driver', untilMs } } };
}

function failed(state: PodState, problem: string, nowMs: number, host: PodHost): Stopped {
  const message = `Failed to prepare dynamic resources: prepare dynamic resources: ${problem}`;
  const untilMs = nowMs + host.draw(retryMs);
  return {
    state: { ...state, prepare: { at: 'failed', untilMs } },
    events: [{ container: undefined, type: 'Warning', reason: 'FailedPrepareDynamicResources', message }],
    notes: [],
  };
}

/** The claims of a pod, or why it cannot have them. */
function claimsFor(pod: V1Pod, { objects }: PodHost): readonly ResourceV1ResourceClaim[] | string {
  const { name: podName, namespace, uid } = pod.metadata ?? {};
  const claims: ResourceV1ResourceClaim[] = [];
  for (const entry of claimEntriesOf(pod)) {
    const named = claimOfEntry(pod, entry);
    if (named === undefined) continue;
    if (named === 'absent') return `pod "${namespace}/${podName}": ResourceClaim not created yet`;
    const claim = objects.deviceClaim(named.name);
    if (claim === undefined)
      return `fetch ResourceClaim ${named.name}: resourceclaims.resource.k8s.io "${named.name}" not found`;
    const problem = named.generated ? claimNotForPod(pod, claim) : undefined;
    if (problem !== undefined) return problem;
    if (!isReservedFor(pod, claim))
      return `pod ${podName} (${uid}) is not allowed to use ResourceClaim ${named.name} (${claim.metadata?.uid})`;
    claims.push(claim);
  }
  return claims;
}

function driversFor(claims: readonly ResourceV1ResourceClaim[]): readonly string[] {
  const results = claims.flatMap(({ status }) => status?.allocation?.devices?.results ?? []);
  return [...new Set(results.map(({ driver }) => driver))];
}

function unknownDriver(drivers: readonly string[], { drivers: known }: PodHost): string | undefined {
  const missing = drivers.find((driver) => !known.has(driver));
  return missing === undefined ? undefined : `DRA driver ${missing} is not registered`;
}

function failureOf(claims: readonly ResourceV1ResourceClaim[], { drivers }: PodHost): string | undefined {
  for (const claim of claims) {
    for (const driver of driversFor([claim])) {
      const fail = drivers.get(driver)?.prepare?.fail;
      if (fail !== undefined)
        return `NodePrepareResources failed for ResourceClaim ${claim.metadata?.name}: ${fail}`;
    }
  }
  return undefined;
}
