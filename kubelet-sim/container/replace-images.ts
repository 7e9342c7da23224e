import type { ContainerPlan, PodPlan } from '../pod/pod-plan.ts';
import type { ContainerState, PodHost, PodState } from '../pod/pod-state.ts';
import { untouched, waiting } from '../pod/pod-state.ts';
import { beginStop, type Stopped } from '../pod/stop-pod.ts';

/**
 * What runs of these containers, by name, is stopped to be started again with other resources. Mirrors kubernetes pkg/kubelet/kuberuntime
 * (computePodResizeAction).
 */
export function restartResized(
  plan: PodPlan,
  state: PodState,
  names: readonly string[],
  nowMs: number,
  host: PodHost,
): Stopped {
  const events: Stopped['events'][number][] = [];
  const containers = state.containers.map((container, at) => {
    const next = plan.containers[at];
    if (next === undefined || container.step.at !== 'running' || !names.includes(next.name)) return container;
    const message = `Container ${next.name} resize requires restart`;
    events.push({ container: at, type: 'Normal', reason: 'Killing', message });
    return replaced(container, next, nowMs, plan.graceMs, host);
  });
  const notes = events.map(({ container }) => ({ container, action: 'replace' as const }));
  return { state: { ...state, containers }, events, notes };
}

/**
 * The pod was given other images or more containers: what runs with a former image is stopped and will be started again; what
 * could not start is tried at once. Mirrors kubernetes pkg/kubelet/kuberuntime (containerChanged).
 */
export function replaceImages(
  before: PodPlan,
  plan: PodPlan,
  state: PodState,
  nowMs: number,
  host: PodHost,
): Stopped {
  const events: Stopped['events'][number][] = [];
  const containers = plan.containers.map((next, at) => {
    const container = state.containers[at] ?? untouched;
    if (next.image === (before.containers[at] ?? next).image) return container;
    if (container.step.at === 'running' && next.role !== 'init') {
      const message = `Container ${next.name} definition changed, will be restarted`;
      events.push({ container: at, type: 'Normal', reason: 'Killing', message });
    }
    return replaced(container, next, nowMs, plan.graceMs, host);
  });
  const notes = events.map(({ container }) => ({ container, action: 'replace' as const }));
  return { state: { ...state, containers }, events, notes };
}

function replaced(
  container: ContainerState,
  plan: ContainerPlan,
  nowMs: number,
  graceMs: number,
  host: PodHost,
): ContainerState {
  const { crashes: _, pullFailures: __, ...fresh } = container;
  const { step } = container;
  switch (step.at) {
    case 'running':
      return beginStop(plan, { ...fresh, again: 'replaced' }, step, nowMs, graceMs, host);
    case 'exited':
      return container;
    default:
      return { ...fresh, step: waiting };
  }
}
