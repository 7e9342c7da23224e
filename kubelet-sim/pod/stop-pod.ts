import { killedCode } from '../container/container-step.ts';
import { stopProbing } from '../probes/schedule-probes.ts';
import type { ContainerPlan, PodPlan } from './pod-plan.ts';
import type {
  ContainerEvent,
  ContainerNote,
  ContainerState,
  Exit,
  PodHost,
  PodState,
  PreStop,
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
    const planned = plan.containers[at] as ContainerPlan;
    const step = stopProbing(container.step, planned.probes);
    const killed = killedBy({ ...container, step }, step, nowMs + Math.max(effectiveMs, termMsMin));
    return withPreStop(planned, killed, nowMs, effectiveMs, host);
  });
  const asked = askInTurn(plan, { ...state, containers, stopping }, nowMs, host);
  return { ...asked, events: [...events, ...asked.events] };
}

/**
 * Those containers are asked to stop whose turn it is: one that is stopped alone when its preStop hook has ended; of a pod
 * that is to end all but sidecars at once or after their hooks, these after all main containers have ended and the
 * sidecars behind them, or when the time is over. The very same state where there is none. Mirrors kubernetes
 * pkg/kubelet/kuberuntime (killContainer, kuberuntime_termination_order.go).
 */
export function askInTurn(plan: PodPlan, state: PodState, nowMs: number, host: PodHost): Stopped {
  const { stopping } = state;
  if (stopping === undefined && !plan.watched) return { state, events: [], notes: [] };
  const events: ContainerEvent[] = [];
  const notes: ContainerNote[] = [];
  const containers = state.containers.map((container, at) => {
    const { step } = container;
    if (step.at !== 'running' || step.killAtMs !== undefined) return container;
    const { preStop } = step;
    if (preStop === undefined ? stopping === undefined : preStop.untilMs > nowMs) return container;
    const planned = plan.containers[at] as ContainerPlan;
    if (planned.hooks.preStop?.fail !== undefined && hasEnded(preStop)) {
      const message = 'PreStopHook failed';
      events.push({ container: at, type: 'Warning', reason: 'FailedPreStopHook', message });
    }
    const isEarly = stopping !== undefined && nowMs < stopping.deadlineMs;
    if (isEarly && !isTurnOf(plan, state, at)) return afterHook(container, step);
    notes.push({ container: at, action: 'kill' });
    const graceMs = graceLeftMs(stopping ?? allowedBy(preStop), nowMs);
    return askToStop(planned, container, step, nowMs, graceMs, host);
  });
  const changed = containers.some((container, at) => container !== state.containers[at]);
  return { state: changed ? { ...state, containers } : state, events, notes };
}

/** Whether a hook has just come to its end, and not to that of the time there was. */
function hasEnded(hook: PreStop | undefined): boolean {
  return hook !== undefined && hook.done !== true && hook.untilMs - hook.sinceMs < hook.graceMs;
}

/** Its hook has ended, and it waits for its turn. */
function afterHook(container: ContainerState, step: Running): ContainerState {
  const { preStop } = step;
  if (preStop === undefined || preStop.done === true) return container;
  return { ...container, step: { ...step, preStop: { ...preStop, done: true } } };
}

function allowedBy({ sinceMs = 0, graceMs = 0 }: Partial<PreStop> = {}): Stopping {
  return { sinceMs, deadlineMs: sinceMs + graceMs };
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
    return beginStop(plan.containers[at] as ContainerPlan, container, step, nowMs, graceMs, host);
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

/** The same container, that is to stop within `graceMs`: after its preStop hook, if it has one and there is time for it. */
export function beginStop(
  plan: ContainerPlan,
  container: ContainerState,
  step: Running,
  nowMs: number,
  graceMs: number,
  host: PodHost,
): ContainerState {
  if (step.preStop !== undefined) return container;
  const asked = withPreStop(plan, container, nowMs, graceMs, host);
  return asked === container ? askToStop(plan, container, step, nowMs, graceMs, host) : asked;
}

/** Its preStop hook runs from now on, or less long if it runs already. The very same container where there is none to run. */
function withPreStop(
  { hooks }: ContainerPlan,
  container: ContainerState,
  nowMs: number,
  graceMs: number,
  host: PodHost,
): ContainerState {
  const { step } = container;
  const hook = hooks.preStop;
  if (hook === undefined || graceMs <= 0 || step.at !== 'running' || step.killAtMs !== undefined)
    return container;
  const known = step.preStop ?? { sinceMs: nowMs, graceMs, untilMs: nowMs + host.draw(hook.takesMs) };
  const preStop = { ...known, untilMs: Math.min(known.untilMs, nowMs + graceMs) };
  return { ...container, step: { ...step, preStop } };
}

/** The same container, that gets SIGTERM now and SIGKILL when its time is over. */
function askToStop(
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
