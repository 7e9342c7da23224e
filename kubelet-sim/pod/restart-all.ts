import type { ContainerView } from '../container/container-step.ts';
import { reaction } from '../container/reaction.ts';
import { ruleFor } from '../container/restart-rules.ts';
import { type ContainerPlan, type PodPlan, restartAllAction } from './pod-plan.ts';
import type { ContainerEvent, ContainerNote, ContainerState, PodHost, PodState } from './pod-state.ts';
import { waiting } from './pod-state.ts';
import { type Stopped, stopRunning } from './stop-pod.ts';

/**
 * Whether a container has ended in a way that a rule answers by restarting them all. Mirrors kubernetes
 * pkg/kubelet/container (ShouldAllContainersRestart).
 */
export function asksForAll(plan: PodPlan, state: PodState): boolean {
  return plan.containers.some((container, at) => {
    const found = state.containers[at] as ContainerState;
    return found.step.at === 'exited' && !found.step.noticed && isSource(container, found);
  });
}

/** What runs is stopped; what was about to run waits, and what has ended stays so until nothing runs. */
export function beginRestart(plan: PodPlan, state: PodState, nowMs: number, host: PodHost): Stopped {
  const stopped = stopRunning(plan, state, nowMs, plan.graceMs, host);
  const containers = stopped.state.containers.map((container): ContainerState => {
    const { step } = container;
    if (step.at === 'running') return container;
    return { ...container, step: step.at === 'exited' ? { ...step, noticed: true } : waiting };
  });
  return { ...stopped, state: { ...state, containers, restarting: true } };
}

/**
 * Nothing runs any more: everything begins again, init containers first, whatever became of it before. The one whose end
 * it was backs off as it would alone, and with it whatever has to wait for it.
 */
export function completeRestart(
  plan: PodPlan,
  state: PodState,
  facts: Pick<ContainerView, 'nowMs' | 'host' | 'podText'>,
): Stopped {
  const events: ContainerEvent[] = [];
  const notes: ContainerNote[] = [];
  const containers = state.containers.map((container, at): ContainerState => {
    const planned = plan.containers[at] as ContainerPlan;
    if (container.step.at !== 'exited') return container;
    if (!isSource(planned, container)) return { ...container, step: waiting };
    const seen: ContainerState = { ...container, step: { ...container.step, noticed: false } };
    return reaction(seen, {
      ...facts,
      plan: planned,
      addedMs: state.addedMs,
      podIP: state.ip,
      tell: (type, reason, message) => events.push({ container: at, type, reason, message }),
      act: (action) => notes.push({ container: at, action }),
    });
  });
  const { restarting: _, ...rest } = state;
  return { state: { ...rest, containers }, events, notes };
}

function isSource(plan: ContainerPlan, { terminated }: ContainerState): boolean {
  return ruleFor(plan, terminated?.exitCode ?? 0)?.action === restartAllAction;
}
