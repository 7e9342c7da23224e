import type { V1Container, V1Pod } from '../../api/index.ts';
import { goQuote, KubeletError } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import { statusOf } from '../logs/container-life.ts';
import type { ConnectedPod } from './connected-pod.ts';
import { containersOf } from './containers-of.ts';

/** A container that runs. */
export interface RunningContainer {
  /** With its status as its kubelet has it. */
  readonly pod: V1Pod;
  readonly worker: ConnectedPod;
  readonly spec: V1Container;
  readonly id: string;
}

/** Throws KubeletError where it does not run. Mirrors kubernetes pkg/kubelet (GetExec, findContainer). */
export function runningContainer(worker: ConnectedPod, name: string): RunningContainer {
  const found = findRunning(worker, name);
  if (found === undefined) throw new KubeletError(500, `container not found (${goQuote(name)})`);
  return found;
}

/** Undefined: it does not run. */
export function findRunning(worker: ConnectedPod, name: string): RunningContainer | undefined {
  const pod = { ...worker.pod, status: worker.status() };
  const spec = containersOf(pod).find((one) => one.name === name);
  const id = runningId(pod, name);
  if (spec === undefined || id === undefined) return undefined;
  return { pod, worker, spec, id };
}

/** How long a container lives. */
export interface ContainerEnd {
  /** Aborted when it ends, or its node. */
  readonly ended: AbortSignal;
  /** Ends the looking. */
  readonly stop: () => void;
}

export function lifeOf({ worker, spec, id }: RunningContainer, { signal }: Environment): ContainerEnd {
  const controller = new AbortController();
  const look = () => {
    if (worker.gone || runningId({ status: worker.status() }, spec.name ?? '') !== id) controller.abort();
  };
  const end = () => controller.abort();
  const leave = worker.onChange(look);
  signal.addEventListener('abort', end);
  // It may have ended since it was found.
  look();
  if (signal.aborted) end();
  const stop = () => {
    leave();
    signal.removeEventListener('abort', end);
  };
  return { ended: controller.signal, stop };
}

function runningId(pod: V1Pod, name: string): string | undefined {
  const status = statusOf(pod, name);
  return status?.state?.running === undefined ? undefined : (status.containerID ?? '');
}
