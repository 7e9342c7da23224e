import { nextSyncMs } from '../container/reaction.ts';
import type { PodPlan } from './pod-plan.ts';
import { type PodClaims, type PodObjects, volumeProblem } from './pod-references.ts';
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
  const unchanged = { state, events: [], notes: [] };
  if (state.mounted === true || !objects.known) return unchanged;
  const { mountFailure: failure, ...rest } = state;
  if (objects.claims.exhausted) return rejected(plan, state, objects);
  const messages = failuresOf(plan, objects);
  if (failure !== undefined) {
    if (messages.join() === failure.messages.join()) {
      return failure.untilMs === undefined
        ? unchanged
        : failing(rest, { sinceMs: failure.sinceMs, messages });
    }
    const untilMs = failure.untilMs ?? nextTryMs(failure, nowMs);
    if (untilMs > nowMs) return failing(rest, { ...failure, untilMs });
  }
  const waits = objects.claims.unattached.length > 0;
  if (messages.length === 0 && waits)
    return failure === undefined ? unchanged : { ...unchanged, state: rest };
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

/** Mirrors kubernetes pkg/kubelet (SyncPod: VolumeAttachmentLimitExceededReason). */
function rejected(plan: PodPlan, state: PodState, objects: PodObjects): Stopped {
  const others = problemsOf(plan, objects).map(({ volume }) => volume);
  const lists = volumeLists(objects.claims, others);
  const message = `Node has reached its volume attachment limit, rejecting pod. ${lists}: context deadline exceeded`;
  const reason = 'VolumeAttachmentLimitExceeded';
  const failure = { reason, message: `Pod was rejected: ${message}`, admitted: true } as const;
  return {
    state: { ...state, failure },
    events: [{ container: undefined, type: 'Warning', reason, message }],
    notes: [],
  };
}

function problemsOf({ volumes }: PodPlan, objects: PodObjects) {
  return volumes.flatMap((sources) => {
    const problem = volumeProblem(sources, objects);
    return problem === undefined ? [] : [{ volume: sources.volume, problem }];
  });
}

function failuresOf(plan: PodPlan, objects: PodObjects): readonly string[] {
  const failed = problemsOf(plan, objects);
  const messages = failed.map(
    ({ volume, problem }) => `MountVolume.SetUp failed for volume "${volume}" : ${problem}`,
  );
  if (objects.claims.problems.length === 0) return messages;
  return [
    ...messages,
    claimsMessage(
      objects.claims,
      failed.map(({ volume }) => volume),
    ),
  ];
}

const unprocessed = 'Unable to attach or mount volumes';

function claimsMessage(claims: PodClaims, others: readonly string[]): string {
  return `${unprocessed}: ${volumeLists(claims, others)}: ${claims.problems.join('; ')}`;
}

/** Mirrors kubernetes pkg/kubelet/volumemanager (WaitForAttachAndMount). `others` could not be mounted either. */
function volumeLists({ failed, unattached }: PodClaims, others: readonly string[]): string {
  const list = (names: readonly string[]) => `[${[...names].sort().join(' ')}]`;
  const unmounted = list([...failed, ...unattached, ...others]);
  return `unmounted volumes=${unmounted}, unattached volumes=${list(unattached)}, failed to process volumes=${list(failed)}`;
}

/** The first moment from `nowMs` on at which what failed is tried again: with its claims, a pod as a whole. */
function nextTryMs({ sinceMs, messages }: MountFailure, nowMs: number): number {
  if (messages.some((message) => message.startsWith(unprocessed))) return nextSyncMs(sinceMs, nowMs);
  let delayMs = retryMsFirst;
  let atMs = sinceMs + delayMs;
  while (atMs < nowMs && delayMs < retryMsMax) {
    delayMs = Math.min(2 * delayMs, retryMsMax);
    atMs += delayMs;
  }
  return atMs + retryMsMax * Math.ceil((nowMs - atMs) / retryMsMax);
}
