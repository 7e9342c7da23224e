import { noProbes } from '../probes/probe-plan.ts';
import { stopProbing } from '../probes/schedule-probes.ts';
import type { ContainerPlan, PodPlan } from './pod-plan.ts';
import type {
  ContainerEvent,
  ContainerNote,
  ContainerState,
  Exit,
  PodHost,
  PodState,
  Running,
  Stopping,
} from './pod-state.ts';
import { waiting } from './pod-state.ts';

/** What asking containers to stop comes to. */
export interface Stopped {
  readonly state: PodState;
  readonly events: readonly ContainerEvent[];
  readonly notes: readonly ContainerNote[];
}

/** SIGKILL, as 128 + 9. */
const killedCode = 137;
/** Mirrors kubernetes pkg/kubelet (calculateEffectiveGracePeriod): a pod that is stopped has at least this long. */
const podGraceMsMin = 1000;
/** Mirrors kubernetes pkg/kubelet/kuberuntime (minimumGracePeriodInSeconds): from SIGTERM to SIGKILL. */
const termMsMin = 2000;

/**
 * The pod is to end within `graceMs` from now: its containers are asked to stop, its sidecars when it is their turn; what
 * did not run yet never will. Asked again with less time, only the end comes nearer. Mirrors kubernetes
 * pkg/kubelet/kuberuntime (killContainersWithSyncResult).
 */
export function stopPod(
  plan: PodPlan,
  state: PodState,
  nowMs: number,
  graceMs: number,
  host: PodHost,
): Stopped {
  const effectiveMs = Math.max(graceMs, podGraceMsMin);
  const stopping = { sinceMs: nowMs, deadlineMs: nowMs + effectiveMs };
  const former = state.stopping;
  if (former !== undefined && former.deadlineMs <= stopping.deadlineMs)
    return { state, events: [], notes: [] };
  const events = former === undefined ? killings(plan, state) : [];
  const containers = state.containers.map(({ again: _, ...container }, at) => {
    if (container.step.at !== 'running') return unstarted(container);
    const step = stopProbing(container.step, plan.containers[at]?.probes ?? noProbes);
    return killedBy({ ...container, step }, step, nowMs + Math.max(effectiveMs, termMsMin));
  });
  return { ...askInTurn(plan, { ...state, containers, stopping }, nowMs, host), events };
}

/**
 * Those containers of a pod that is to end are asked to stop whose turn it is: all but sidecars at once, these after all
 * main containers have ended and the sidecars behind them, or when the time is over. The very same state where there is
 * none. Mirrors kubernetes pkg/kubelet/kuberuntime (kuberuntime_termination_order.go).
 */
export function askInTurn(plan: PodPlan, state: PodState, nowMs: number, host: PodHost): Stopped {
  const { stopping } = state;
  if (stopping === undefined) return { state, events: [], notes: [] };
  const graceMs = graceLeftMs(stopping, nowMs);
  const notes: ContainerNote[] = [];
  const containers = state.containers.map((container, at) => {
    const { step } = container;
    if (step.at !== 'running' || step.killAtMs !== undefined) return container;
    if (nowMs < stopping.deadlineMs && !isTurnOf(plan, state, at)) return container;
    notes.push({ container: at, action: 'kill' });
    return askToStop(plan.containers[at] as ContainerPlan, container, step, nowMs, graceMs, host);
  });
  return { state: notes.length > 0 ? { ...state, containers } : state, events: [], notes };
}

/** What has been waited counts in whole seconds. */
function graceLeftMs({ sinceMs, deadlineMs }: Stopping, nowMs: number): number {
  return deadlineMs - sinceMs - 1000 * Math.floor((nowMs - sinceMs) / 1000);
}

function isTurnOf({ containers }: PodPlan, state: PodState, at: number): boolean {
  if (containers[at]?.role !== 'sidecar') return true;
  return containers.every(({ role }, other) => {
    const isBefore = role === 'main' || (role === 'sidecar' && other > at);
    return !isBefore || state.containers[other]?.step.at !== 'running';
  });
}

/** All that run, where nothing else is decided about the pod. */
export function stopRunning(
  plan: PodPlan,
  state: PodState,
  nowMs: number,
  graceMs: number,
  host: PodHost,
): Stopped {
  const events = killings(plan, state);
  const containers = state.containers.map((container, at) => {
    const { step } = container;
    if (step.at !== 'running') return container;
    return askToStop(plan.containers[at] as ContainerPlan, container, step, nowMs, graceMs, host);
  });
  const notes = events.map(({ container }): ContainerNote => ({ container, action: 'kill' }));
  return { state: { ...state, containers }, events, notes };
}

function killings(plan: PodPlan, { containers }: PodState): readonly ContainerEvent[] {
  return containers.flatMap(({ step }, at): readonly ContainerEvent[] => {
    if (step.at !== 'running') return [];
    const message = `Stopping container ${plan.containers[at]?.name ?? ''}`;
    return [{ container: at, type: 'Normal', reason: 'Killing', message }];
  });
}

/** The same container, that gets SIGTERM now and SIGKILL when its time is over. */
export function askToStop(
  { behaviour }: ContainerPlan,
  container: ContainerState,
  step: Running,
  nowMs: number,
  graceMs: number,
  host: PodHost,
): ContainerState {
  const { ignoresSigterm, delayMs, exitCode } = behaviour.stop;
  const killAtMs = nowMs + Math.max(graceMs, termMsMin);
  const onTerm = ignoresSigterm ? undefined : { atMs: nowMs + host.draw(delayMs), code: exitCode };
  const exit = earlier(step.exit, onTerm);
  const asked: Running = { ...step, killAtMs, ...(exit === undefined ? {} : { exit }) };
  return killedBy(container, asked, killAtMs);
}

function earlier(a: Exit | undefined, b: Exit | undefined): Exit | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.atMs < b.atMs ? a : b;
}

/** One that was asked to stop does not run for longer than that. */
function killedBy(container: ContainerState, step: Running, latestMs: number): ContainerState {
  if (step.killAtMs === undefined) return container;
  const killAtMs = Math.min(step.killAtMs, latestMs);
  const { exit } = step;
  const inTime = exit !== undefined && exit.atMs <= killAtMs ? exit : { atMs: killAtMs, code: killedCode };
  return { ...container, step: { ...step, killAtMs, exit: inTime } };
}

/** A container between two runs has ended; one before its first never began. */
function unstarted(container: ContainerState): ContainerState {
  const { step, terminated } = container;
  if (step.at === 'exited')
    return step.noticed ? container : { ...container, step: { ...step, noticed: true } };
  if (terminated === undefined) return { ...container, step: waiting };
  return { ...container, step: { at: 'exited', atMs: 0, noticed: true } };
}

/** Whether nothing of a pod runs any more. */
export function isStopped({ containers }: PodState): boolean {
  return containers.every(({ step }) => step.at !== 'running');
}
