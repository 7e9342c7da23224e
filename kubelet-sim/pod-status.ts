import type { V1ContainerStatus, V1Pod, V1PodCondition, V1PodStatus } from '../api/index.ts';
import { formatTime } from '../apimachinery/index.ts';
import { initFailed } from './advance-pod.ts';
import { containerStatus, lostStatus } from './container-status.ts';
import { ownedConditions, podVerdicts } from './pod-conditions.ts';
import type { PodPlan } from './pod-plan.ts';
import type { PodState } from './pod-state.ts';

/** What a status is made from. */
export interface StatusFacts {
  /** As the API server has it: what others wrote into its status is kept. */
  readonly pod: V1Pod;
  readonly plan: PodPlan;
  readonly state: PodState;
  readonly hostIP: string;
  readonly podText: string;
  readonly nowMs: number;
  /** Nothing of it runs or will run. */
  readonly over: boolean;
}

/** The status that says how a pod is. Mirrors kubernetes pkg/kubelet (generateAPIPodStatus). */
export function podStatus(facts: StatusFacts): V1PodStatus {
  const { pod, plan, state, hostIP, over } = facts;
  const before = pod.status ?? {};
  if (state.failure !== undefined && !state.sandbox && isUntouched(state)) return rejected(facts, before);
  const all = plan.containers.map((container, at) =>
    containerStatus(
      container,
      state.containers[at] ?? { step: { at: 'waiting' }, restartCount: 0, ends: 0 },
      plan.initCount > 0 ? 'PodInitializing' : 'ContainerCreating',
      facts.podText,
    ),
  );
  const phase = phaseOf(facts, all);
  const told = over ? withLost(plan, all) : all;
  const initStatuses = told.slice(0, plan.initCount);
  const statuses = told.slice(plan.initCount);
  const sandbox = state.sandbox && !over;
  const verdicts = podVerdicts({ pod, phase, sandbox, initStatuses, statuses });
  const { reason: _, message: __, ...kept } = before;
  return {
    ...kept,
    ...generationOf(pod),
    phase,
    ...state.failure,
    conditions: conditionsOf(verdicts, pod, facts.nowMs),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(state.sandbox && state.ip !== '' ? { podIP: state.ip, podIPs: [{ ip: state.ip }] } : {}),
    startTime: state.startTime,
    ...(plan.initCount === 0 ? {} : { initContainerStatuses: initStatuses }),
    containerStatuses: statuses,
  };
}

function isUntouched({ containers }: PodState): boolean {
  return containers.every(({ step, terminated }) => step.at === 'waiting' && terminated === undefined);
}

/** A pod that was not admitted has no containers to speak of. Mirrors kubernetes pkg/kubelet (rejectPod). */
function rejected({ pod, state }: StatusFacts, before: V1PodStatus): V1PodStatus {
  return { ...before, ...generationOf(pod), phase: 'Failed', ...state.failure, startTime: state.startTime };
}

function generationOf(pod: V1Pod): { readonly observedGeneration?: number } {
  const generation = pod.metadata?.generation;
  return generation === undefined ? {} : { observedGeneration: generation };
}

/** Mirrors kubernetes pkg/kubelet (getPhase) and pkg/kubelet/status (TerminatePod). A phase that is final stays. */
function phaseOf({ pod, plan, state, over }: StatusFacts, all: readonly V1ContainerStatus[]): string {
  const known = pod.status?.phase;
  if (known === 'Succeeded' || known === 'Failed') return known;
  if (state.failure !== undefined) return 'Failed';
  const statuses = all.slice(plan.initCount);
  const waits = statuses.some(
    ({ state, lastState }) => state?.waiting && lastState?.terminated === undefined,
  );
  if (waits) return over || initFailed(plan, state.containers) ? 'Failed' : 'Pending';
  if (statuses.some(({ state }) => state?.running !== undefined)) return 'Running';
  if (!over) return 'Running';
  const failed = statuses.some(({ state }) => (state?.terminated?.exitCode ?? 1) !== 0);
  return failed ? 'Failed' : 'Succeeded';
}

/** What has no known end when its pod is over counts as killed; what the pod never came to stays as it is. */
function withLost(plan: PodPlan, all: readonly V1ContainerStatus[]): readonly V1ContainerStatus[] {
  const began = ({ state, lastState }: V1ContainerStatus) =>
    !state?.waiting || lastState?.terminated !== undefined;
  const inits = all.slice(0, plan.initCount);
  const initialized =
    plan.initCount === 0 ||
    all.slice(plan.initCount).some(began) ||
    inits.at(-1)?.state?.terminated?.exitCode === 0;
  const lastBegun = Math.max(inits.findLastIndex(began), 0);
  return all.map((status, at) => {
    const counts = at < plan.initCount ? at <= lastBegun : initialized;
    return counts ? lostStatus(status) : status;
  });
}

/** Conditions of others stay where they are; the kubelet's own come in its order. */
function conditionsOf(
  verdicts: ReturnType<typeof podVerdicts>,
  pod: V1Pod,
  nowMs: number,
): readonly V1PodCondition[] {
  const old = pod.status?.conditions ?? [];
  const generation = generationOf(pod);
  const now = formatTime(nowMs);
  const own = verdicts.map((verdict): V1PodCondition => {
    const known = old.find(({ type }) => type === verdict.type);
    const since = known?.status === verdict.status ? known.lastTransitionTime : undefined;
    return {
      ...noProbe,
      ...generation,
      ...verdict,
      lastTransitionTime: since ?? now,
    };
  });
  const others = old.filter(({ type }) => !ownedConditions.has(type));
  return others.length === 0 ? own : [...others, ...own];
}

/** Kubernetes prints this field even though nothing sets it. */
const noProbe = { lastProbeTime: null } as unknown as Pick<V1PodCondition, 'lastProbeTime'>;
