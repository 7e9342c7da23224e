import { begin, type ContainerView, dueStep, endOf } from '../container/container-step.ts';
import { reaction } from '../container/reaction.ts';
import { restarts } from '../container/restart-rules.ts';
import type { ContainerPlan, PodPlan } from './pod-plan.ts';
import {
  type ContainerAction,
  type ContainerEvent,
  type ContainerNote,
  type ContainerState,
  type ContainerStep,
  hasStarted,
  type PodHost,
  type PodState,
} from './pod-state.ts';

/** What becomes of a pod at one moment. */
export interface Advance {
  /** The very same object when nothing happened. */
  readonly state: PodState;
  readonly events: readonly ContainerEvent[];
  readonly notes: readonly ContainerNote[];
  /** When to look again; Infinity: never by itself. */
  readonly wakeAtMs: number;
  /** When a probe is answered as it will be for ever, or an image is looked for that nobody pulls; Infinity: never. */
  readonly lastingAtMs: number;
}

/**
 * Everything that is due in a pod by `nowMs`, and when the next is. What ended in this call is reacted to in the next
 * one, which is due at once: so that it is seen in the pod's status first. Mirrors kubernetes pkg/kubelet/kuberuntime
 * (SyncPod, computePodActions): containers of a pod are pulled and started one after the other.
 */
export function advancePod(
  plan: PodPlan,
  state: PodState,
  nowMs: number,
  host: PodHost,
  podText: string,
): Advance {
  const events: ContainerEvent[] = [];
  const notes: ContainerNote[] = [];
  const { addedMs, ip: podIP } = state;
  const containers = state.containers.slice();
  const views = plan.containers.map((container, at): ContainerView => {
    const tell: ContainerView['tell'] = (type, reason, message) =>
      events.push({ container: at, type, reason, message });
    const act = (action: ContainerAction) => notes.push({ container: at, action });
    return { plan: container, nowMs, host, addedMs, podIP, podText, tell, act };
  });
  const halted = state.stopping !== undefined || state.failure !== undefined || state.restarting === true;
  if (!halted) applyToAll(containers, views, reaction);
  // No container begins twice at one moment.
  for (let begun = 0; begun <= containers.length; begun++) {
    applyToAll(containers, views, dueStep);
    const next = halted || isHeld(plan, state, host) ? -1 : nextToBegin(plan, containers, nowMs);
    const view = views[next];
    if (view === undefined) break;
    containers[next] = begin(containers[next] as ContainerState, view);
  }
  const changed = containers.some((container, at) => container !== state.containers[at]);
  const next = changed
    ? { ...state, containers, sandbox: state.sandbox || containers.some(hasSandbox) }
    : state;
  const wakeAtMs = wakeAt(next, halted, nowMs);
  const lastingAtMs = plan.watched ? lastingAt(next, halted) : Infinity;
  return {
    state: next,
    events,
    notes,
    wakeAtMs: plan.watched ? Math.min(wakeAtMs, answeredAtMs(next, false)) : wakeAtMs,
    lastingAtMs,
  };
}

function applyToAll(
  containers: ContainerState[],
  views: readonly ContainerView[],
  change: (state: ContainerState, view: ContainerView) => ContainerState,
): void {
  for (let at = 0; at < containers.length; at++) {
    containers[at] = change(containers[at] as ContainerState, views[at] as ContainerView);
  }
}

/** Nothing begins before what the pod refers to is known, its volumes are made, and its devices are prepared. */
function isHeld({ waits, claimsOf }: PodPlan, { mounted, prepare }: PodState, { objects }: PodHost): boolean {
  if (claimsOf !== undefined && prepare !== 'done') return true;
  return waits && (mounted !== true || !objects.known);
}

/** The index of the container whose turn it is, or -1. */
function nextToBegin(plan: PodPlan, containers: readonly ContainerState[], nowMs: number): number {
  if (containers.some(({ step }) => isUnderWay(step))) return -1;
  if (mainsAreOver(plan, containers)) return -1;
  const ephemeral = plan.ephemeralCount === 0 ? -1 : nextEphemeral(plan, containers, nowMs);
  if (ephemeral >= 0) return ephemeral;
  for (let at = 0; at < containers.length; at++) {
    const container = containers[at] as ContainerState;
    const { role } = plan.containers[at] as ContainerPlan;
    if (isDue(container, nowMs)) return at;
    // What stands after an init container waits until that is done.
    if (role !== 'main' && !isInitialized(plan, containers, at)) return -1;
  }
  return -1;
}

/** Ephemeral containers come first: they are to help where the others do not start. */
function nextEphemeral(plan: PodPlan, containers: readonly ContainerState[], nowMs: number): number {
  return containers.findIndex(
    (container, at) => plan.containers[at]?.role === 'ephemeral' && isDue(container, nowMs),
  );
}

/** While one is pulled, made, or runs its postStart hook, no other begins. */
function isUnderWay(step: ContainerStep): boolean {
  if (step.at === 'running') return step.postStart !== undefined;
  return step.at === 'pulling' || step.at === 'starting';
}

function isDue({ step }: ContainerState, nowMs: number): boolean {
  if (step.at === 'waiting') return true;
  switch (step.at) {
    case 'back-off':
    case 'pull-failed':
    case 'unconfigured':
    case 'refused':
      return (step.untilMs ?? Infinity) <= nowMs;
    default:
      return false;
  }
}

/** A sidecar does not hold up the others when it starts again, once one of them has begun. */
function isInitialized(plan: PodPlan, containers: readonly ContainerState[], at: number): boolean {
  const { step, terminated } = containers[at] as ContainerState;
  if (plan.containers[at]?.role === 'sidecar') {
    const end = containers.length - plan.ephemeralCount;
    return (
      (step.at === 'running' && hasStarted(step)) ||
      containers.some((other, later) => later > at && later < end && other.step.at !== 'waiting')
    );
  }
  return step.at === 'exited' && terminated?.exitCode === 0;
}

/** Whether all that is not a sidecar has ended and stays so (or can never begin, as an init container failed). */
export function mainsAreOver(plan: PodPlan, containers: readonly ContainerState[]): boolean {
  return plan.containers.every((container, at) => {
    if (container.role === 'sidecar' || container.role === 'ephemeral') return true;
    const { step, terminated, again } = containers[at] as ContainerState;
    if (step.at === 'exited') return again === undefined && !restarts(container, terminated?.exitCode ?? 0);
    return step.at === 'waiting' && initFailed(plan, containers);
  });
}

/** Whether an init container has failed for good, and with it the pod. */
export function initFailed(plan: PodPlan, containers: readonly ContainerState[]): boolean {
  return plan.containers.some((container, at) => {
    if (container.role !== 'init') return false;
    const { step, terminated } = containers[at] as ContainerState;
    const code = terminated?.exitCode ?? 0;
    return step.at === 'exited' && code !== 0 && !restarts(container, code);
  });
}

/** The sandbox is there when the first image is looked for; it is told with what becomes of that, not by itself. */
function hasSandbox({ step }: ContainerState): boolean {
  return step.at !== 'waiting' && step.at !== 'pulling' && step.at !== 'starting';
}

function wakeAt({ containers, stopping }: PodState, halted: boolean, nowMs: number): number {
  let earliest = Infinity;
  for (const { step } of containers) {
    if (step.at === 'running') {
      earliest = Math.min(earliest, endOf(step)?.atMs ?? Infinity);
      if (stopping !== undefined && step.killAtMs === undefined)
        earliest = Math.min(earliest, stopping.deadlineMs);
      const hook = step.killAtMs === undefined ? (step.preStop ?? step.postStart) : undefined;
      if (hook !== undefined && hook.untilMs > nowMs) earliest = Math.min(earliest, hook.untilMs);
      if (!step.ready && step.postStart === undefined && hasStarted(step))
        earliest = Math.min(earliest, step.readyAtMs ?? Infinity);
    } else if (!halted) {
      if (step.at === 'pulling' || step.at === 'starting') earliest = Math.min(earliest, step.untilMs);
      else if (step.at === 'pull-failed') earliest = Math.min(earliest, step.untilMs ?? nowMs);
      else if (step.at === 'back-off' && step.untilMs > nowMs) earliest = Math.min(earliest, step.untilMs);
      else if (step.at === 'unconfigured') earliest = Math.min(earliest, step.untilMs ?? Infinity);
      else if (step.at === 'exited' && !step.noticed) earliest = nowMs;
    }
  }
  return earliest;
}

/** When the next probe is answered, of those whose answers are `lasting` or of the others. */
function answeredAtMs({ containers }: PodState, lasting: boolean): number {
  let earliest = Infinity;
  for (const { step } of containers) {
    if (step.at !== 'running') continue;
    for (const probe of step.probing?.probes ?? []) {
      if (probe.lasting === lasting) earliest = Math.min(earliest, probe.answerMs);
    }
  }
  return earliest;
}

function lastingAt(state: PodState, halted: boolean): number {
  return Math.min(answeredAtMs(state, true), halted ? Infinity : lookedForAtMs(state));
}

/** When an image is looked for again that is not pulled for this pod. */
function lookedForAtMs({ containers }: PodState): number {
  return containers.reduce(
    (earliest, { step }) => (step.at === 'refused' ? Math.min(earliest, step.untilMs ?? Infinity) : earliest),
    Infinity,
  );
}
