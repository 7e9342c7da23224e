import { restarts } from '../container/container-step.ts';
import type { ContainerPlan, PodPlan } from '../pod/pod-plan.ts';
import type { ContainerEvent, ContainerNote, ContainerState, PodHost, PodState } from '../pod/pod-state.ts';
import { askToStop, type Stopped, stopPod } from '../pod/stop-pod.ts';
import type { ProbePlan } from './probe-plan.ts';

/**
 * Containers that a liveness or startup probe has given up are killed: to be started again, where their restart policy lets them;
 * and if nothing else is left to run, the pod ends. Mirrors kubernetes pkg/kubelet/kuberuntime (computePodActions,
 * computeInitContainerActions).
 */
export function killUnhealthy(plan: PodPlan, state: PodState, nowMs: number, host: PodHost): Stopped {
  const givenUp = plan.containers.map((container, at) => verdictOf(container, state.containers[at]));
  if (givenUp.every((probe) => probe === undefined)) return { state, events: [], notes: [] };
  const goesOn = plan.containers.some((container, at) => {
    if (container.role !== 'main') return false;
    return givenUp[at] === undefined ? runsOn(container, state.containers[at]) : isRestarted(container);
  });
  if (!goesOn) return stopPod(plan, state, nowMs, plan.graceMs, host);
  return killEach(plan, state, givenUp, nowMs, host);
}

function killEach(
  plan: PodPlan,
  state: PodState,
  givenUp: readonly (ProbePlan | undefined)[],
  nowMs: number,
  host: PodHost,
): Stopped {
  const events: ContainerEvent[] = [];
  const notes: ContainerNote[] = [];
  const containers = state.containers.map((container, at): ContainerState => {
    const probe = givenUp[at];
    const planned = plan.containers[at];
    if (probe === undefined || planned === undefined || container.step.at !== 'running') return container;
    events.push({ container: at, type: 'Normal', reason: 'Killing', message: killing(planned, probe) });
    notes.push({ container: at, action: 'kill' });
    const again: ContainerState = isRestarted(planned) ? { ...container, again: 'unhealthy' } : container;
    return askToStop(planned, again, container.step, nowMs, probe.graceMs ?? plan.graceMs, host);
  });
  return { state: { ...state, containers }, events, notes };
}

/** The probe that has given it up; undefined: none has, or it is being killed already. */
function verdictOf({ probes }: ContainerPlan, container: ContainerState | undefined): ProbePlan | undefined {
  const step = container?.step;
  if (step?.at !== 'running' || step.killAtMs !== undefined || step.probing === undefined) return undefined;
  const { probing } = step;
  const failed = probes.filter(
    ({ kind }, at) => kind !== 'readiness' && probing.probes[at]?.verdict === 'fail',
  );
  return failed.find(({ kind }) => kind === 'liveness') ?? failed[0];
}

function runsOn(plan: ContainerPlan, container: ContainerState | undefined): boolean {
  if (container?.step.at !== 'exited') return true;
  return restarts(plan, container.terminated?.exitCode ?? 0);
}

/** Exit codes do not count: there is none yet. */
function isRestarted({ restartPolicy }: ContainerPlan): boolean {
  return restartPolicy !== 'Never';
}

function killing(plan: ContainerPlan, { kind }: ProbePlan): string {
  if (plan.role !== 'main') return `Init container ${plan.name} failed ${kind} probe`;
  return `Container ${plan.name} failed ${kind} probe${isRestarted(plan) ? ', will be restarted' : ''}`;
}
