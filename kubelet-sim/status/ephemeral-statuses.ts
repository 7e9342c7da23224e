import type { V1ContainerStatus, V1Pod } from '../../api/index.ts';
import { lostStatus } from '../container/container-status.ts';

/**
 * What a pod's status says of its ephemeral containers; undefined where it has none, or no sandbox for them yet. Mirrors
 * kubernetes pkg/kubelet (convertToAPIContainerStatuses). Differs: they run at once and do nothing, without pulls and events.
 */
export function ephemeralStatuses(
  { spec, status }: V1Pod,
  nowText: string,
  over: boolean,
): readonly V1ContainerStatus[] | undefined {
  const containers = spec?.ephemeralContainers ?? [];
  if (containers.length === 0) return undefined;
  const known = new Map((status?.ephemeralContainerStatuses ?? []).map((one) => [one.name, one]));
  return containers.map(({ name, image = '' }) => {
    const running = known.get(name) ?? begun(name, image, nowText);
    return over ? lostStatus(running) : running;
  });
}

function begun(name: string, image: string, startedAt: string): V1ContainerStatus {
  return {
    name,
    state: { running: { startedAt } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image,
    imageID: '',
  };
}
