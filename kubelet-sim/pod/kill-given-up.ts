import { restarts } from '../container/restart-rules.ts';
import type { ContainerPlan, PodPlan } from './pod-plan.ts';
import type { ContainerEvent, ContainerNote, ContainerState, PodHost, PodState } from './pod-state.ts';
import { beginStop, type Stopped, stopPod } from './stop-pod.ts';

/** Why a container that runs is killed. */
interface GivenUp {
  readonly message: string;
  readonly graceMs: number;
  /** Set where a probe says so: whether it is started again at once. */
  readonly restarts?: boolean;
}

/**
 * Containers are killed that a liveness or startup probe has given up, to be started again where their restart policy lets them,
 * and those whose postStart hook has failed; if nothing else is left to run, the pod ends. Mirrors kubernetes
 * pkg/kubelet/kuberuntime (computePodActions, computeInitContainerActions, startContainer).
 */
export function killGivenUp(plan: PodPlan, state: PodState, nowMs: number, host: PodHost): Stopped {
  const all = plan.containers.map((container, at) => givenUp(plan, container, state.containers[at]));
  if (all.every((one) => one === undefined)) return { state, events: [], notes: [] };
  const goesOn = plan.containers.some((container, at) => {
    return container.role === 'main' && (all[at]?.restarts ?? runsOn(container, state.containers[at]));
  });
  if (!goesOn) return stopPod(plan, state, nowMs, plan.graceMs, host);
  const events: ContainerEvent[] = [];
  const notes: ContainerNote[] = [];
  const containers = state.containers.map((container, at): ContainerState => {
    const planned = plan.containers[at];
    const one = all[at];
    if (one === undefined || planned === undefined || container.step.at !== 'running') return container;
    events.push({ container: at, type: 'Normal', reason: 'Killing', message: one.message });
    notes.push({ container: at, action: 'kill' });
    const again: ContainerState = one.restarts === true ? { ...container, again: 'unhealthy' } : container;
    return beginStop(planned, again, container.step, nowMs, one.graceMs, host);
  });
  return { state: { ...state, containers }, events, notes };
}

/** Undefined for one that is well, or is being killed already. */
function givenUp(
  { graceMs }: PodPlan,
  plan: ContainerPlan,
  container: ContainerState | undefined,
): GivenUp | undefined {
  const step = container?.step;
  if (step?.at !== 'running' || step.killAtMs !== undefined || step.preStop !== undefined) return undefined;
  if (step.postStart?.failed === true) return { message: 'FailedPostStartHook', graceMs };
  const failed = plan.probes.filter(
    ({ kind }, at) => kind !== 'readiness' && step.probing?.probes[at]?.verdict === 'fail',
  );
  const probe = failed.find(({ kind }) => kind === 'liveness') ?? failed[0];
  if (probe === undefined) return undefined;
  // Exit codes do not count: there is none yet.
  const isRestarted = plan.restartPolicy !== 'Never';
  const what = `${plan.name} failed ${probe.kind} probe`;
  const message =
    plan.role === 'main'
      ? `Container ${what}${isRestarted ? ', will be restarted' : ''}`
      : `Init container ${what}`;
  return { message, graceMs: probe.graceMs ?? graceMs, restarts: isRestarted };
}

function runsOn(plan: ContainerPlan, container: ContainerState | undefined): boolean {
  if (container?.step.at !== 'exited') return true;
  return restarts(plan, container.terminated?.exitCode ?? 0);
}
