import type { PodPlan } from './pod-plan.ts';
import { type PodObjects, volumeProblem } from './pod-references.ts';
import type { MountFailure, PodState } from './pod-state.ts';
import type { Stopped } from './stop-pod.ts';

/** Mirrors kubernetes pkg/volume/util/nestedpendingoperations (exponentialbackoff). */
const retryMsFirst = 500;
const retryMsMax = 122_000;

/**
 * The volumes of a pod are made, before any container is. What is missing is told of once; when that has changed they are
 * tried again as soon as the back-off is over. Mirrors kubernetes pkg/kubelet/volumemanager. Differs: volumes of a pod
 * back off together.
 */
export function mountVolumes(plan: PodPlan, state: PodState, nowMs: number, objects: PodObjects): Stopped {
  const { mountFailure: failure, ...rest } = state;
  const unchanged = { state, events: [], notes: [] };
  if (state.mounted === true || !objects.known) return unchanged;
  const messages = failuresOf(plan, objects);
  if (failure !== undefined) {
    if (messages.join() === failure.messages.join()) {
      return failure.untilMs === undefined
        ? unchanged
        : failing(rest, { sinceMs: failure.sinceMs, messages });
    }
    const untilMs = failure.untilMs ?? nextTryMs(failure.sinceMs, nowMs);
    if (untilMs > nowMs) return failing(rest, { ...failure, untilMs });
  }
  if (messages.length === 0) return { ...unchanged, state: { ...rest, mounted: true } };
  const known = failure?.messages ?? [];
  const events = messages
    .filter((message) => !known.includes(message))
    .map((message) => ({ container: undefined, type: 'Warning', reason: 'FailedMount', message }) as const);
  return { ...failing(rest, { sinceMs: failure?.sinceMs ?? nowMs, messages }), events };
}

function failing(state: PodState, mountFailure: MountFailure): Stopped {
  return { state: { ...state, mountFailure }, events: [], notes: [] };
}

function failuresOf({ volumes }: PodPlan, objects: PodObjects): readonly string[] {
  return volumes.flatMap((sources) => {
    const problem = volumeProblem(sources, objects);
    return problem === undefined
      ? []
      : [`MountVolume.SetUp failed for volume "${sources.volume}" : ${problem}`];
  });
}

/** The first moment from `nowMs` on at which what failed at `sinceMs` is tried again. */
function nextTryMs(sinceMs: number, nowMs: number): number {
  let delayMs = retryMsFirst;
  let atMs = sinceMs + delayMs;
  while (atMs < nowMs && delayMs < retryMsMax) {
    delayMs = Math.min(2 * delayMs, retryMsMax);
    atMs += delayMs;
  }
  return atMs + retryMsMax * Math.ceil((nowMs - atMs) / retryMsMax);
}
