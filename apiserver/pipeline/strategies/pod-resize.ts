import type { V1Container, V1PodSpec } from '../../../api/index.ts';
import type { KubeObject } from '../../../apimachinery/index.ts';
import { specOf } from './pod.ts';
import { enabledFields } from './pod-fields.ts';
import { withPart } from './strategy.ts';

/**
 * The pod as a resize may leave it: as it was, but for what it and its containers ask for. Containers that do not match
 * those of the pod are left for validation to refuse. Mirrors kubernetes pkg/registry/core/pod (dropNonResizeUpdates).
 */
export function resized(object: KubeObject, current: KubeObject): KubeObject {
  const wanted = specOf(object);
  const spec = specOf(current);
  const lists = ['containers', 'initContainers'] as const;
  if (lists.some((list) => (wanted[list] ?? []).length !== (spec[list] ?? []).length)) return object;
  const { resources: _, ...others } = spec;
  const resources = wanted.resources === undefined ? {} : { resources: wanted.resources };
  const made = lists
    .filter((list) => spec[list] !== undefined)
    .map((list) => [list, withResources(wanted[list] ?? [], spec[list] ?? [])]);
  const kept = { ...others, ...resources, ...Object.fromEntries(made) } as V1PodSpec;
  return withPart(current, 'spec', enabledFields(kept));
}

function withResources(wanted: readonly V1Container[], containers: readonly V1Container[]) {
  if (wanted.some(({ name }, at) => containers[at]?.name !== name)) return wanted;
  return containers.map(({ resources: _, resizePolicy: __, ...container }, at) => {
    const { resources, resizePolicy } = wanted[at] ?? {};
    return {
      ...container,
      ...(resources === undefined ? {} : { resources }),
      ...(resizePolicy === undefined ? {} : { resizePolicy }),
    };
  });
}
