import type { V1ContainerStateTerminated, V1ContainerStatus, V1Pod } from '../../api/index.ts';
import { goQuote, KubeletError } from '../../apimachinery/index.ts';
import { killedCode } from '../container/container-step.ts';

/** One run of a container. */
export interface ContainerLife {
  /** As its status has it: a second of time is cut off to its beginning. */
  readonly startMs: number;
  /** The last moment of the second in which it ended; Infinity: it runs. */
  readonly endMs: number;
  readonly exitCode?: number;
  /** '' where the runtime gave it none. */
  readonly id: string;
  /** How many runs came before. */
  readonly restarts: number;
}

/**
 * The run whose log is asked for. Throws KubeletError where there is none. Mirrors kubernetes pkg/kubelet
 * (validateContainerLogStatus).
 */
export function loggedLife(pod: V1Pod, container: string, previous: boolean): ContainerLife {
  const status = statusOf(pod, container);
  const of = `container ${goQuote(container)} in pod ${goQuote(pod.metadata?.name ?? '')}`;
  if (status === undefined) throw refusal(`${of} is not available`);
  const { state = {}, lastState, restartCount } = status;
  const last = lastState?.terminated;
  if (previous) {
    if (!last?.containerID) throw refusal(`previous terminated ${of} not found`);
    // One that waits to be started again has not been counted.
    return endedLife(last, state.waiting === undefined ? restartCount - 1 : restartCount);
  }
  if (state.running !== undefined) return runningLife(status);
  const ended = state.terminated?.containerID ? state.terminated : last;
  if (ended?.containerID) return endedLife(ended, restartCount);
  if (state.terminated !== undefined || last !== undefined) throw refusal(`${of} is terminated`);
  throw refusal(`${of} is waiting to start${whyWaiting(state.waiting?.reason)}`);
}

/** The same run as it is by now; one that nobody knows any more was killed at `nowMs`. */
export function lifeByNow(pod: V1Pod, container: string, life: ContainerLife, nowMs: number): ContainerLife {
  const status = statusOf(pod, container);
  const { state = {}, lastState } = status ?? {};
  if (status !== undefined && state.running !== undefined && (status.containerID ?? '') === life.id)
    return life;
  const all = [state.terminated, lastState?.terminated];
  const ended = all.find((one) => (one?.containerID ?? '') === `${life.id}`);
  return ended === undefined
    ? { ...life, endMs: nowMs, exitCode: killedCode }
    : endedLife(ended, life.restarts);
}

/** What a pod's status says of one of its containers, of whatever kind. */
export function statusOf({ status = {} }: V1Pod, container: string): V1ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = status;
  const all = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
  return all.find(({ name }) => name === container);
}

function runningLife({ state, containerID = '', restartCount }: V1ContainerStatus): ContainerLife {
  const startMs = Date.parse(state?.running?.startedAt ?? '');
  return { startMs, endMs: Number.POSITIVE_INFINITY, id: containerID, restarts: restartCount };
}

function endedLife(ended: V1ContainerStateTerminated, restarts: number): ContainerLife {
  const { startedAt, finishedAt, containerID: id = '', exitCode } = ended;
  const endMs = Date.parse(finishedAt ?? '') + 999;
  return { startMs: Date.parse(startedAt ?? ''), endMs, exitCode, id, restarts };
}

function whyWaiting(reason: string | undefined): string {
  if (reason === undefined) return ' - no logs yet';
  if (reason === 'ErrImagePull') return ": image can't be pulled";
  if (reason === 'ImagePullBackOff') return ': trying and failing to pull image';
  return `: ${reason}`;
}

function refusal(message: string): KubeletError {
  return new KubeletError(400, message);
}
