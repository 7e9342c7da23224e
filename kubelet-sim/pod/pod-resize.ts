import type { V1Container, V1ContainerStatus, V1Pod, V1ResourceRequirements } from '../../api/index.ts';
import { semanticEqual } from '../../apimachinery/index.ts';

/** Why a pod does not get what it asks for by now. */
export interface ResizePending {
  readonly reason: 'Infeasible' | 'Deferred';
  readonly message: string;
}

/** A resize that was granted and is not done. */
export interface ResizeProgress {
  /** Why it cannot be done. */
  readonly reason?: 'Error';
  readonly message?: string;
}

/**
 * The pod with what it was given, which is what `allocated` asks for; the very same pod where it asks for that. Mirrors
 * kubernetes pkg/kubelet/allocation (updatePodFromAllocation).
 */
export function withAllocation(pod: V1Pod, allocated: V1Pod): V1Pod {
  const { spec } = pod;
  const given = allocated.spec;
  if (
    spec === given ||
    spec === undefined ||
    given === undefined ||
    semanticEqual(resourcesOf(pod), resourcesOf(allocated))
  ) {
    return pod;
  }
  const { resources: _, ...others } = spec;
  const containers = spec.containers.map((container, at) =>
    withResources(container, given.containers[at]?.resources),
  );
  const initContainers = spec.initContainers?.map((container, at) =>
    withResources(container, given.initContainers?.[at]?.resources),
  );
  return {
    ...pod,
    spec: {
      ...others,
      containers,
      ...(initContainers && { initContainers }),
      ...(given.resources && { resources: given.resources }),
    },
  };
}

/** The pod with what a kubelet before this one has given it, as its status tells. */
export function allocationOf(pod: V1Pod): V1Pod {
  const { spec, status } = pod;
  // Most are new.
  if (spec === undefined || status?.containerStatuses === undefined) return pod;
  const containers = spec.containers.map((container) => withStatus(container, status.containerStatuses));
  const initContainers = spec.initContainers?.map((container) =>
    withStatus(container, status?.initContainerStatuses),
  );
  return { ...pod, spec: { ...spec, containers, ...(initContainers && { initContainers }) } };
}

/** Mirrors kubernetes pkg/kubelet/events (podResizeMessage): `Pod resize <what>: {...}`. */
export function resizeMessage({ metadata, spec }: V1Pod, what: string, error?: string): string {
  const summary = {
    ...(spec?.initContainers && { initContainers: spec.initContainers.map(summaryOf) }),
    containers: spec?.containers.map(summaryOf),
    generation: metadata?.generation ?? 0,
    ...(error === undefined ? {} : { error }),
  };
  return `Pod resize ${what}: ${JSON.stringify(summary)}`;
}

function summaryOf({ name, resources = {} }: V1Container) {
  const { limits, requests } = resources;
  return { name, resources: { ...(limits && { limits }), ...(requests && { requests }) } };
}

function resourcesOf({ spec }: V1Pod) {
  const { containers = [], initContainers = [], resources } = spec ?? {};
  return [resources ?? {}, ...[...containers, ...initContainers].map((each) => each.resources ?? {})];
}

function withStatus(container: V1Container, statuses: readonly V1ContainerStatus[] = []): V1Container {
  const given = statuses.find(({ name }) => name === container.name)?.resources;
  return given === undefined ? container : withResources(container, given);
}

function withResources(
  { resources: _, ...container }: V1Container,
  resources: V1ResourceRequirements | undefined,
): V1Container {
  return resources === undefined ? container : { ...container, resources };
}
