import type {
  V1Container,
  V1ContainerState,
  V1ContainerStatus,
  V1Pod,
  V1PodStatus,
} from '../../api/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';

/**
 * The status of a pod with what those who play it may leave out: each run of a container has an id, and of a pod that runs, containers of
 * which nothing is said run, from its beginning on.
 */
export function playedStatus(pod: V1Pod): V1PodStatus {
  const { spec, status = {}, metadata } = pod;
  const idOf = (container: string, run: number) => `kwok://${metadata?.uid ?? ''}/${container}/${run}`;
  const startedAt = status.startTime ?? metadata?.creationTimestamp ?? '';
  const isRunning = status.phase === 'Running' && !isPodTerminal(pod);
  const complete = (container: V1Container): V1ContainerStatus[] => {
    const name = container.name ?? '';
    const said = status.containerStatuses?.find((one) => one.name === name);
    if (said !== undefined) return [withIds(said, idOf)];
    if (!isRunning) return [];
    const { image = '' } = container;
    const state = { running: { startedAt } };
    return [{ name, image, imageID: '', ready: true, restartCount: 0, containerID: idOf(name, 0), state }];
  };
  const { initContainerStatuses, ephemeralContainerStatuses } = status;
  return {
    ...status,
    containerStatuses: (spec?.containers ?? []).flatMap(complete),
    ...(initContainerStatuses && {
      initContainerStatuses: initContainerStatuses.map((one) => withIds(one, idOf)),
    }),
    ...(ephemeralContainerStatuses && {
      ephemeralContainerStatuses: ephemeralContainerStatuses.map((one) => withIds(one, idOf)),
    }),
  };
}

function withIds(
  status: V1ContainerStatus,
  idOf: (container: string, run: number) => string,
): V1ContainerStatus {
  const { name, restartCount: run, containerID, state, lastState } = status;
  const id = containerID || idOf(name, run);
  return {
    ...status,
    containerID: id,
    ...(state && { state: ended(state, id) }),
    ...(lastState && { lastState: ended(lastState, idOf(name, run - 1)) }),
  };
}

function ended(state: V1ContainerState, id: string): V1ContainerState {
  const { terminated } = state;
  return terminated === undefined || terminated.containerID
    ? state
    : { ...state, terminated: { ...terminated, containerID: id } };
}
