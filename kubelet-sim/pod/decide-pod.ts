import { advancePod, mainsAreOver } from './advance-pod.ts';
import { killGivenUp } from './kill-given-up.ts';
import { mountVolumes } from './mount-volumes.ts';
import type { PodPlan } from './pod-plan.ts';
import type { ContainerEvent, ContainerNote, PodHost, PodState } from './pod-state.ts';
import { prepareClaims } from './prepare-claims.ts';
import { lookForPullSecrets } from './pull-secrets.ts';
import { asksForAll, beginRestart, completeRestart } from './restart-all.ts';
import { askInTurn, isStopped, type Stopped, stopPod } from './stop-pod.ts';

/** What is decided on. */
export interface PodFacts {
  readonly plan: PodPlan;
  readonly state: PodState;
  readonly nowMs: number;
  readonly host: PodHost;
  /** `web-1_default(uid)` */
  readonly podText: string;
  /** How long its containers have when it is to end, as it is deleted; absent: it is not to. */
  readonly stopGraceMs?: number;
  /** When the pod has been active for longer than it may. */
  readonly activeUntilMs?: number;
}

/** What becomes of a pod. */
export interface Decision {
  /** The very same object when nothing happened. */
  readonly state: PodState;
  readonly events: readonly ContainerEvent[];
  readonly notes: readonly ContainerNote[];
  /** When to decide again if nothing happens; undefined: never by itself. */
  readonly wakeAtMs: number | undefined;
  /** Until then only what goes on for ever is due. */
  readonly background: boolean;
}

/**
 * Everything that is due in a pod: it is stopped where it is deleted or has taken too long, its containers go on, and
 * its sidecars are stopped once they alone are left.
 */
export function decidePod(facts: PodFacts): Decision {
  const { plan, nowMs, host, stopGraceMs, activeUntilMs = Infinity } = facts;
  const events: ContainerEvent[] = [];
  let { state } = facts;
  const notes: ContainerNote[] = [];
  const take = (result: Stopped): void => {
    state = result.state;
    for (const event of result.events) events.push(event);
    for (const note of result.notes) notes.push(note);
  };
  if (activeUntilMs <= nowMs && !isEnding(state)) {
    events.push({ container: undefined, type: 'Normal', ...tooLong });
    take(stopPod(plan, { ...state, failure: tooLong }, nowMs, plan.graceMs, host));
  }
  if (plan.mayRestartAll && !isEnding(state)) {
    if (state.restarting !== true && asksForAll(plan, state)) take(beginRestart(plan, state, nowMs, host));
    if (state.restarting === true && isStopped(state)) take(completeRestart(plan, state, facts));
  }
  if (stopGraceMs !== undefined) take(stopPod(plan, state, nowMs, stopGraceMs, host));
  if (plan.waits && !isEnding(state)) take(mountVolumes(plan, state, nowMs, host.objects));
  if (plan.claimsOf !== undefined && !isEnding(state)) take(prepareClaims(plan, state, nowMs, host));
  if (plan.pullSecrets.length > 0 && !isEnding(state)) take(lookForPullSecrets(plan, state, host));
  const advance = advancePod(plan, state, nowMs, host, facts.podText);
  take(advance);
  const restarting = state.restarting === true;
  const completes = !isEnding(state) && !restarting && mainsAreOver(plan, state.containers);
  if (completes) take(stopPod(plan, state, nowMs, plan.graceMs, host));
  const before = state;
  if (plan.watched && !isEnding(state) && !restarting) take(killGivenUp(plan, state, nowMs, host));
  take(askInTurn(plan, state, nowMs, host));
  const isDueAgain = completes || state !== before || (restarting && !isEnding(state) && isStopped(state));
  const untilMs = isEnding(state)
    ? Infinity
    : Math.min(activeUntilMs, state.mountFailure?.untilMs ?? Infinity, preparedAtMs(state));
  const dueMs = isDueAgain ? nowMs : Math.min(advance.wakeAtMs, untilMs);
  const wakeAtMs = Math.min(dueMs, advance.lastingAtMs);
  return {
    state,
    events,
    notes,
    wakeAtMs: wakeAtMs === Infinity ? undefined : wakeAtMs,
    background: dueMs === Infinity,
  };
}

function preparedAtMs({ prepare }: PodState): number {
  return prepare === undefined || prepare === 'done' ? Infinity : prepare.untilMs;
}

/** Whether nothing of the pod runs and nothing will. */
export function isOver(state: PodState): boolean {
  return isEnding(state) && isStopped(state);
}

function isEnding({ stopping, failure }: PodState): boolean {
  return stopping !== undefined || failure !== undefined;
}

/** Mirrors kubernetes pkg/kubelet (active_deadline.go). */
const tooLong = Object.freeze({
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
});
