import type { V1ContainerStateTerminated, V1ContainerStatus, V1Pod } from '../../api/index.ts';
import { findCondition, formatTime } from '../../apimachinery/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';
import { exitOf, withOom } from '../container/container-step.ts';
import { restarts } from '../container/restart-rules.ts';
import { asksIfReady, resumeProbing } from '../probes/schedule-probes.ts';
import type { ContainerPlan, PodPlan } from './pod-plan.ts';
import { type ContainerState, type PodHost, type PodState, type Running, untouched } from './pod-state.ts';

/**
 * The state of a pod as its kubelet finds it when it starts: a pod never seen before has not begun; of one that ran,
 * nothing runs any more, as its machine was off. Init containers run again before the others do. A pod that has
 * succeeded or failed stays as it is, whatever its containers would do.
 */
export function restorePod(plan: PodPlan, pod: V1Pod, nowMs: number): PodState {
  const final = isPodTerminal(pod);
  const known = statusesOf(pod);
  const containers = plan.containers.map(({ name }) => restoreContainer(known.get(name), nowMs));
  const again = !final && startsAgain(plan, containers);
  return {
    containers: again
      ? containers.map((container, at) => (at < plan.initCount ? notStarted(container) : container))
      : containers,
    startTime: pod.status?.startTime ?? formatTime(nowMs),
    addedMs: nowMs,
    ip: '',
    sandbox: false,
    ...(final ? { stopping: { sinceMs: nowMs, deadlineMs: nowMs }, ...failureOf(pod) } : {}),
  };
}

/**
 * The state of a pod whose kubelet was away while its machine was not: what ran runs still, in the same sandbox; what
 * is due by now is yet to be seen.
 */
export function resumePod(plan: PodPlan, pod: V1Pod, nowMs: number, host: PodHost): PodState {
  if (!isResumed(pod)) return restorePod(plan, pod, nowMs);
  const known = statusesOf(pod);
  const containers = plan.containers.map((container) => {
    const status = known.get(container.name);
    const isRunning = status?.state?.running !== undefined;
    return isRunning ? stillRunning(container, status, host, nowMs) : restoreContainer(status, nowMs);
  });
  const startTime = pod.status?.startTime ?? formatTime(nowMs);
  return { containers, startTime, addedMs: nowMs, ip: '', sandbox: true };
}

/** Whether a pod has a sandbox that may still be there, with its address. */
export function isResumed(pod: V1Pod): boolean {
  return !isPodTerminal(pod) && hadSandbox(pod);
}

/** Whether its network was there when its kubelet last told. */
export function hadSandbox({ status }: V1Pod): boolean {
  return findCondition(status?.conditions ?? [], 'PodReadyToStartContainers')?.status === 'True';
}

/** Whether any of these will run, so that they need a sandbox. */
export function startsAgain(plan: PodPlan, containers: readonly ContainerState[]): boolean {
  return plan.containers.some((container, at) => {
    if (container.role !== 'main') return false;
    const { step, terminated } = containers[at] ?? untouched;
    return step.at === 'waiting' || restarts(container, terminated?.exitCode ?? 0);
  });
}

/** Those of its containers that were made: their images are still on the node. */
export function containersMade(plan: PodPlan, { status }: V1Pod): PodPlan['containers'] {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const made = new Set(statuses.filter(({ imageID }) => imageID !== '').map(({ name }) => name));
  return plan.containers.filter(({ name }) => made.has(name));
}

function statusesOf({ status }: V1Pod): ReadonlyMap<string, V1ContainerStatus> {
  const {
    initContainerStatuses = [],
    containerStatuses = [],
    ephemeralContainerStatuses = [],
  } = status ?? {};
  return new Map(
    [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].map((each) => [
      each.name,
      each,
    ]),
  );
}

function failureOf({ status }: V1Pod): Pick<PodState, 'failure'> {
  const { reason, message = '' } = status ?? {};
  return reason === undefined ? {} : { failure: { reason, message } };
}

function restoreContainer(status: V1ContainerStatus | undefined, nowMs: number): ContainerState {
  if (status === undefined) return untouched;
  const { restartCount, state, lastState, containerID } = status;
  const last = lastState?.terminated;
  if (state?.running !== undefined) {
    const startedAt = state.running.startedAt ?? '';
    const terminated = lostContainer(startedAt, containerID ?? '', nowMs);
    return ended({ restartCount, terminated, ...(last === undefined ? {} : { previous: last }) }, nowMs);
  }
  if (state?.terminated !== undefined) {
    return ended(
      { restartCount, terminated: state.terminated, ...(last === undefined ? {} : { previous: last }) },
      nowMs,
    );
  }
  return last === undefined
    ? { ...untouched, restartCount }
    : ended({ restartCount, terminated: last }, nowMs);
}

/** Its declared delays count from its start, as they would have. */
function stillRunning(
  plan: ContainerPlan,
  status: V1ContainerStatus,
  host: PodHost,
  nowMs: number,
): ContainerState {
  const { restartCount, state, lastState, ready, containerID = '' } = status;
  const startedAt = state?.running?.startedAt ?? '';
  const startedMs = Date.parse(startedAt);
  const { ready: readiness, run } = plan.behaviour;
  // How often it ended as declared is not kept: each restart counts as one.
  const exit = exitOf(restartCount >= (run.times ?? Infinity), { plan, nowMs: startedMs, host });
  const readyAtMs = readiness.never ? undefined : startedMs + host.draw(readiness.afterMs);
  const step: Running = {
    at: 'running',
    id: containerID.slice(containerID.indexOf('//') + 2),
    startedAt,
    ready,
    ...(readyAtMs !== undefined && !asksIfReady(plan) && { readyAtMs }),
    ...(exit === undefined ? {} : { exit }),
  };
  const found: ContainerState = {
    restartCount,
    ends: restartCount,
    ...(lastState?.terminated === undefined ? {} : { terminated: lastState.terminated }),
    step: withOom(plan, step, startedMs),
  };
  if (plan.probes.length === 0) return found;
  const view = { plan, host, nowMs, addedMs: nowMs };
  const life = { startedMs, readyAtMs, restartCount };
  return { ...found, ...resumeProbing(step, life, status.started === true, view) };
}

function ended(
  found: Pick<ContainerState, 'restartCount' | 'terminated' | 'previous'>,
  nowMs: number,
): ContainerState {
  return { ...found, ends: 0, step: { at: 'exited', atMs: nowMs, noticed: false } };
}

/** What containerd says of a container whose end it did not see. */
function lostContainer(startedAt: string, containerID: string, nowMs: number): V1ContainerStateTerminated {
  return { exitCode: 255, reason: 'Unknown', startedAt, finishedAt: formatTime(nowMs), containerID };
}

/** An init container that is to run again in a new sandbox. */
function notStarted(container: ContainerState): ContainerState {
  if (container.step.at === 'waiting') return container;
  return { ...container, step: untouched.step };
}
