import type { V1ContainerStatus, V1Pod } from '../../api/index.ts';
import { findCondition, parseTimeOrUndefined } from '../../apimachinery/index.ts';
import { isSidecar } from '../../component-helpers/index.ts';

/**
 * When a pod ended, in milliseconds: when its last container did; else since when it is not ready; else when it was asked to
 * stop; else when it was made. Mirrors kubernetes pkg/controller/job (getFinishedTime).
 */
export function finishedAtMs(pod: V1Pod): number {
  const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata ?? {};
  const ready = findCondition(pod.status?.conditions, 'Ready');
  const notReadySinceMs =
    ready?.status === 'False' ? parseTimeOrUndefined(ready.lastTransitionTime) : undefined;
  const goneAtMs = parseTimeOrUndefined(deletionTimestamp);
  return (
    lastContainerEndMs(pod) ??
    notReadySinceMs ??
    (goneAtMs === undefined ? undefined : goneAtMs - deletionGracePeriodSeconds * 1000) ??
    parseTimeOrUndefined(creationTimestamp) ??
    0
  );
}

/** Undefined while one of them runs. Sidecars end last. */
function lastContainerEndMs({ spec, status }: V1Pod): number | undefined {
  const sidecars = new Set(spec?.initContainers?.filter(isSidecar).map(({ name }) => name));
  const main = latestEndMs(undefined, status?.containerStatuses ?? []);
  return latestEndMs(
    main,
    (status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
  );
}

function latestEndMs(since: number | undefined, statuses: readonly V1ContainerStatus[]): number | undefined {
  let latest = since;
  for (const { state } of statuses) {
    const endMs = parseTimeOrUndefined(state?.terminated?.finishedAt);
    if (endMs === undefined) return undefined;
    if (latest === undefined || latest < endMs) latest = endMs;
  }
  return latest;
}
