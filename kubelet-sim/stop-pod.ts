import type { ContainerPlan, PodPlan } from './pod-plan.ts';
import type {
  ContainerEvent,
  ContainerNote,
  ContainerState,
  Exit,
  PodHost,
  PodState,
  Running,
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

/**
 * The containers are asked to stop, and killed `graceMs` from now; what did not run yet never will. Asked again with
 * less time, only the end comes nearer. Mirrors kubernetes pkg/kubelet/kuberuntime (killContainer).
 */
export function stopPod(
  plan: PodPlan,
  state: PodState,
  nowMs: number,
  graceMs: number,
  host: PodHost,
): Stopped {
  const deadlineMs = nowMs + graceMs;
  const { stopping } = state;
  if (stopping !== undefined && stopping.deadlineMs <= deadlineMs) return { state, events: [], notes: [] };
  const events: ContainerEvent[] = [];
  const containers = state.containers.map((container, at) => {
    const { step } = container;
    if (step.at !== 'running') return unstarted(container);
    const known = stopping === undefined ? undefined : step.exit;
    if (stopping === undefined) events.push(killing(plan, at));
    const exit = known ?? exitOnTerm(plan.containers[at] as ContainerPlan, nowMs, deadlineMs, host);
    return stoppingContainer(container, step, exit, deadlineMs);
  });
  return { state: { ...state, containers, stopping: { deadlineMs } }, events, notes: notesOf(events) };
}

/** The same for the sidecars of a pod whose containers have all ended. */
export function stopSidecars(plan: PodPlan, state: PodState, nowMs: number, host: PodHost): Stopped {
  const events: ContainerEvent[] = [];
  const deadlineMs = nowMs + plan.graceMs;
  const containers = state.containers.map((container, at) => {
    const sidecar = plan.containers[at] as ContainerPlan;
    if (sidecar.role !== 'sidecar') return container;
    if (container.step.at !== 'running') return unstarted(container);
    events.push(killing(plan, at));
    const exit = exitOnTerm(sidecar, nowMs, deadlineMs, host);
    return stoppingContainer(container, container.step, exit, deadlineMs);
  });
  return { state: { ...state, containers, completing: true }, events, notes: notesOf(events) };
}

/** All that run, where nothing else is decided about the pod. */
export function stopRunning(
  plan: PodPlan,
  state: PodState,
  nowMs: number,
  graceMs: number,
  host: PodHost,
): Stopped {
  const events: ContainerEvent[] = [];
  const deadlineMs = nowMs + graceMs;
  const containers = state.containers.map((container, at) => {
    if (container.step.at !== 'running') return container;
    events.push(killing(plan, at));
    const exit = exitOnTerm(plan.containers[at] as ContainerPlan, nowMs, deadlineMs, host);
    return stoppingContainer(container, container.step, exit, deadlineMs);
  });
  return { state: { ...state, containers }, events, notes: notesOf(events) };
}

function notesOf(events: readonly ContainerEvent[]): readonly ContainerNote[] {
  return events.map(({ container }) => ({ container, action: 'kill' }));
}

function killing(plan: PodPlan, at: number): ContainerEvent {
  const message = `Stopping container ${plan.containers[at]?.name ?? ''}`;
  return { container: at, type: 'Normal', reason: 'Killing', message };
}

/** When and how a running container ends that is asked to at `nowMs`. */
export function exitOnTerm(
  { behaviour }: ContainerPlan,
  nowMs: number,
  deadlineMs: number,
  host: PodHost,
): Exit {
  const { ignoresSigterm, delayMs, exitCode } = behaviour.stop;
  if (ignoresSigterm) return { atMs: deadlineMs, code: killedCode };
  const atMs = nowMs + host.draw(delayMs);
  return atMs <= deadlineMs ? { atMs, code: exitCode } : { atMs: deadlineMs, code: killedCode };
}

function stoppingContainer(
  container: ContainerState,
  step: Running,
  exit: Exit,
  deadlineMs: number,
): ContainerState {
  const own = step.exit !== undefined && step.exit.atMs < exit.atMs ? step.exit : exit;
  const inTime = own.atMs <= deadlineMs ? own : { atMs: deadlineMs, code: killedCode };
  return { ...container, step: { ...step, exit: inTime } };
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
