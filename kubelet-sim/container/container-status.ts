import type {
  V1ContainerState,
  V1ContainerStateTerminated,
  V1ContainerStateWaiting,
  V1ContainerStatus,
} from '../../api/index.ts';
import { formatDuration, goQuote } from '../../apimachinery/index.ts';
import type { ContainerPlan } from '../pod/pod-plan.ts';
import { type ContainerState, type ContainerStep, hasStarted, type Running } from '../pod/pod-state.ts';

/**
 * What a pod's status says of one container. `waitingReason` is for one that has not begun. Mirrors kubernetes
 * pkg/kubelet (convertToAPIContainerStatuses).
 */
export function containerStatus(
  plan: ContainerPlan,
  container: ContainerState,
  waitingReason: string,
  podText: string,
): V1ContainerStatus {
  const running = toldRunning(container.step);
  const state = apiState(plan, container, waitingReason, podText);
  const lastTerminated = state.terminated === undefined ? container.terminated : container.previous;
  const containerID = running ? `containerd://${running.id}` : container.terminated?.containerID;
  const began = containerID !== undefined;
  return {
    name: plan.name,
    state,
    lastState: lastTerminated === undefined ? none : { terminated: lastTerminated },
    ready: isReady(plan, container),
    restartCount: toldRestarts(container, running),
    image: began ? plan.nodeImage.canonicalName : plan.image,
    imageID: began ? plan.nodeImage.id : '',
    ...(began ? { containerID } : {}),
    started: running !== undefined && hasStarted(running),
    ...plan.fixedStatus.always,
    ...(began ? plan.fixedStatus.begun : {}),
  };
}

/** A container that was not found when its pod ended. Mirrors kubernetes pkg/kubelet/status (TerminatePod). */
export function lostStatus(status: V1ContainerStatus): V1ContainerStatus {
  return status.state?.terminated === undefined ? { ...status, state: { terminated: lost } } : status;
}

const none: V1ContainerState = Object.freeze({});

const lost: V1ContainerStateTerminated = Object.freeze({
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
});

/** What is known to run: a kubelet tells nothing of a container as long as it runs its postStart hook. */
function toldRunning(step: ContainerStep): Running | undefined {
  return step.at === 'running' && step.postStart === undefined ? step : undefined;
}

function toldRestarts({ step, restartCount, terminated }: ContainerState, running?: Running): number {
  const isHidden = step.at === 'running' && running === undefined;
  return isHidden && terminated !== undefined ? restartCount - 1 : restartCount;
}

function hookError(message: string | undefined): V1ContainerStateWaiting | undefined {
  return message === undefined ? undefined : { reason: 'PostStartHookError', message };
}

/** An init container counts as ready once it is done. */
function isReady({ role }: ContainerPlan, { step, terminated }: ContainerState): boolean {
  if (step.at === 'running') return role !== 'init' && step.ready;
  return role === 'init' && step.at === 'exited' && terminated?.exitCode === 0;
}

function apiState(
  plan: ContainerPlan,
  container: ContainerState,
  waitingReason: string,
  podText: string,
): V1ContainerState {
  const { step, terminated } = container;
  const running = toldRunning(step);
  if (running !== undefined) return { running: { startedAt: running.startedAt } };
  const waiting = waitingState(plan, container, podText);
  if (waiting !== undefined) return { waiting };
  if (terminated === undefined) return { waiting: { reason: waitingReason } };
  // A kubelet that starts it anew in the same synchronization tells nothing in between.
  return container.again !== undefined
    ? { running: { startedAt: terminated.startedAt ?? null } }
    : { terminated };
}

/**
 * Why a container does not run, in its status; undefined when nothing was in its way. While it is tried again the
 * last reason stands. Mirrors kubernetes pkg/kubelet (reasonCache).
 */
export function waitingState(
  { name, image }: ContainerPlan,
  { step, hookFailure }: ContainerState,
  podText: string,
): V1ContainerStateWaiting | undefined {
  switch (step.at) {
    case 'refused':
      return { reason: step.reason, message: step.message };
    case 'unconfigured':
      return { reason: 'CreateContainerConfigError', message: step.message };
    case 'pulling':
    case 'starting':
      return step.said;
    case 'pull-failed': {
      if (step.untilMs === undefined) return { reason: step.reason, message: step.message };
      const message = `Back-off pulling image ${goQuote(image)}: ${step.reason}: ${step.message}`;
      return { reason: 'ImagePullBackOff', message };
    }
    case 'back-off': {
      if (step.delayMs === 0) return hookError(hookFailure);
      const delay = formatDuration(step.delayMs);
      const message = `back-off ${delay} restarting failed container=${name} pod=${podText}`;
      return { reason: 'CrashLoopBackOff', message };
    }
    case 'running':
      return step.postStart?.said;
    case 'exited':
      return hookError(hookFailure);
    default:
      return undefined;
  }
}
