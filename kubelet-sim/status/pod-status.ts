import type { V1ContainerStatus, V1Pod, V1PodCondition, V1PodStatus } from '../../api/index.ts';
import { findCondition, withTransitionTime } from '../../apimachinery/index.ts';
import type { PodConditionText } from '../../component-helpers/index.ts';
import { containerStatus, lostStatus } from '../container/container-status.ts';
import { initFailed } from '../pod/advance-pod.ts';
import type { PodPlan } from '../pod/pod-plan.ts';
import type { ResizePending, ResizeProgress } from '../pod/pod-resize.ts';
import { type PodState, untouched } from '../pod/pod-state.ts';
import { ownedConditions, podVerdicts } from './pod-conditions.ts';

/** What a status is made from. */
export interface StatusFacts {
  /** As the API server has it: what others wrote into its status is kept. */
  readonly pod: V1Pod;
  readonly plan: PodPlan;
  readonly state: PodState;
  readonly hostIP: string;
  /** The pod's address of the other family, where its node has a network of that. */
  readonly secondIP?: string | undefined;
  readonly podText: string;
  readonly nowText: string;
  /** Nothing of it runs or will run. */
  readonly over: boolean;
  /** Why it does not have the resources it asks for. */
  readonly resize?: ResizePending | undefined;
  /** It does not have yet what it was granted. */
  readonly resizing?: ResizeProgress | undefined;
}

/** The status that says how a pod is. Mirrors kubernetes pkg/kubelet (generateAPIPodStatus). */
export function podStatus(facts: StatusFacts): V1PodStatus {
  const { pod, plan, state, hostIP, secondIP, over } = facts;
  const before = pod.status ?? {};
  if (wasRejected(state)) return rejected(facts, before);
  const all = plan.containers.map((container, at) =>
    containerStatus(
      container,
      state.containers[at] ?? untouched,
      plan.initCount > 0 ? 'PodInitializing' : 'ContainerCreating',
      facts.podText,
    ),
  );
  const end = all.length - plan.ephemeralCount;
  const own = plan.ephemeralCount === 0 ? all : all.slice(0, end);
  const phase = phaseOf(facts, own);
  const told = over ? withLost(plan, own) : own;
  const initStatuses = told.slice(0, plan.initCount);
  const statuses = told.slice(plan.initCount);
  const hasAddress = state.sandbox || pod.spec?.hostNetwork === true;
  const sandbox = state.sandbox && !over;
  const restarting = plan.mayRestartAll ? state.restarting === true && !over : undefined;
  const verdicts = podVerdicts({
    pod,
    phase,
    sandbox,
    initStatuses,
    statuses,
    restarting,
    resize: over ? undefined : facts.resize,
    resizing: over ? undefined : facts.resizing,
  });
  const status: { -readonly [Field in keyof V1PodStatus]: V1PodStatus[Field] } = { ...before };
  if (pod.metadata?.generation !== undefined) status.observedGeneration = pod.metadata.generation;
  status.phase = phase;
  // Both say why the phase is as it is.
  if (before.phase !== phase) {
    delete status.reason;
    delete status.message;
  }
  if (over && state.failure !== undefined) {
    status.reason = state.failure.reason;
    status.message = state.failure.message;
  }
  status.conditions = conditionsOf(over ? withDisruption(verdicts, state) : verdicts, pod, facts.nowText);
  status.hostIP = hostIP;
  status.hostIPs = [{ ip: hostIP }];
  if (hasAddress && state.ip !== '') {
    status.podIP = state.ip;
    status.podIPs = secondIP === undefined ? [{ ip: state.ip }] : [{ ip: state.ip }, { ip: secondIP }];
  }
  status.startTime = state.startTime;
  Object.assign(status, plan.resources);
  if (plan.initCount > 0) status.initContainerStatuses = initStatuses;
  status.containerStatuses = statuses.length > 1 ? statuses.toSorted(byName) : statuses;
  if (plan.ephemeralCount > 0)
    status.ephemeralContainerStatuses = all.slice(end).map(ephemeralStatus).toSorted(byName);
  return status;
}

/** Nobody asks an ephemeral container whether it has started or is ready. */
function ephemeralStatus({ started: _, ...status }: V1ContainerStatus): V1ContainerStatus {
  return { ...status, ready: false };
}

function wasRejected({ failure, sandbox, containers }: PodState): boolean {
  if (failure === undefined || failure.disrupted || failure.admitted || sandbox) return false;
  return containers.every(({ step, terminated }) => step.at === 'waiting' && terminated === undefined);
}

/** As people look for them. */
function byName(a: V1ContainerStatus, b: V1ContainerStatus): number {
  return a.name < b.name ? -1 : 1;
}

/**
 * A pod that was not admitted has no containers to speak of, and of conditions those of others. Mirrors kubernetes
 * pkg/kubelet (rejectPod) and pkg/kubelet/status (mergePodStatus).
 */
function rejected({ pod, state }: StatusFacts, { conditions = [], ...before }: V1PodStatus): V1PodStatus {
  const others = conditions.filter(({ type }) => !ownedConditions.has(type));
  return {
    ...before,
    ...generationOf(pod),
    phase: 'Failed',
    ...(state.failure && { reason: state.failure.reason, message: state.failure.message }),
    ...(others.length === 0 ? {} : { conditions: others }),
    startTime: state.startTime,
  };
}

function generationOf(pod: V1Pod): { readonly observedGeneration?: number } {
  const generation = pod.metadata?.generation;
  return generation === undefined ? {} : { observedGeneration: generation };
}

/** Mirrors kubernetes pkg/kubelet (getPhase) and pkg/kubelet/status (TerminatePod). A phase that is final stays. */
function phaseOf({ pod, plan, state, over }: StatusFacts, all: readonly V1ContainerStatus[]): string {
  const known = pod.status?.phase;
  if (known === 'Succeeded' || known === 'Failed') return known;
  if (state.failure !== undefined && over) return 'Failed';
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

/** It comes with the end of the pod. Mirrors kubernetes pkg/kubelet/status (mergePodStatus: DisruptionTarget). */
function withDisruption(
  verdicts: readonly PodConditionText[],
  { failure }: PodState,
): readonly PodConditionText[] {
  if (failure?.disrupted === undefined) return verdicts;
  const { message } = failure;
  return [...verdicts, { type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message }];
}

/** Conditions of others come first, as they are; then the kubelet's own in its order. */
function conditionsOf(
  verdicts: readonly PodConditionText[],
  pod: V1Pod,
  nowText: string,
): readonly V1PodCondition[] {
  const old = pod.status?.conditions ?? [];
  const told = (type: string) =>
    ownedConditions.has(type) || verdicts.some((verdict) => verdict.type === type);
  const conditions = old.filter(({ type }) => !told(type));
  const generation = pod.metadata?.generation;
  for (const { type, status, reason, message } of verdicts) {
    const condition: { -readonly [Field in keyof V1PodCondition]: V1PodCondition[Field] } = {
      type,
      lastTransitionTime: nowText,
      status,
    };
    if (generation !== undefined) condition.observedGeneration = generation;
    if (reason !== undefined) condition.reason = reason;
    if (message !== undefined) condition.message = message;
    conditions.push(withTransitionTime(condition, findCondition(old, type), nowText));
  }
  return conditions;
}
