import type { V1Container, V1Pod, V1PodSpec } from '../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldPath,
  type KubeObject,
} from '../../../apimachinery/index.ts';
import { qosClass } from '../../../component-helpers/index.ts';
import { specOf } from './pod.ts';
import { withPart } from './strategy.ts';

/**
 * The pod as a resize may leave it: as it was, but for what its containers ask for. Containers that do not match those
 * of the pod are left for `resizeErrors` to refuse. Mirrors kubernetes pkg/registry/core/pod (dropNonResizeUpdates).
 */
export function resized(object: KubeObject, current: KubeObject): KubeObject {
  const wanted = specOf(object);
  const spec = specOf(current);
  if (orderErrors(wanted, spec).length > 0) return object;
  const { resources: _, ...others } = spec;
  return withPart(current, 'spec', {
    ...others,
    ...(wanted.resources === undefined ? {} : { resources: wanted.resources }),
    containers: withResources(wanted.containers, spec.containers),
    ...(spec.initContainers === undefined
      ? {}
      : { initContainers: withResources(wanted.initContainers ?? [], spec.initContainers) }),
  });
}

function withResources(wanted: readonly V1Container[], containers: readonly V1Container[]) {
  return containers.map(({ resources: _, resizePolicy: __, ...container }, at) => {
    const { resources, resizePolicy } = wanted[at] ?? {};
    return {
      ...container,
      ...(resources === undefined ? {} : { resources }),
      ...(resizePolicy === undefined ? {} : { resizePolicy }),
    };
  });
}

/** What a resize must not do. Mirrors kubernetes pkg/apis/core/validation (ValidatePodResize). */
export function resizeErrors(object: KubeObject, current: KubeObject): readonly FieldError[] {
  const path = fieldPath('spec');
  const wanted = specOf(object);
  const spec = specOf(current);
  const errors: FieldError[] = [];
  const { status } = current as V1Pod;
  if (qosClass(spec) !== qosClass(wanted)) {
    const says = 'Pod QOS Class may not change as a result of resizing';
    errors.push(fieldInvalid(path, status?.qosClass ?? '', says));
  }
  const running = status?.containerStatuses?.find(({ state }) => state?.running !== undefined);
  if (running !== undefined && running.resources === undefined) {
    errors.push(fieldForbidden(path, 'Pod running on node without support for resize'));
  }
  const order = orderErrors(wanted, spec);
  if (order.length > 0) return [...errors, ...order];
  for (const list of ['initContainers', 'containers'] as const) {
    for (const [at, container] of (wanted[list] ?? []).entries()) {
      const before = spec[list]?.[at];
      if (before === undefined || container === before) continue;
      errors.push(...containerErrors(container, before, path.child(list).index(at).child('resources')));
      if (changesOthers(container, before)) {
        errors.push(fieldForbidden(path, 'only cpu and memory resources are mutable'));
      }
    }
  }
  return errors;
}

function orderErrors(wanted: V1PodSpec, spec: V1PodSpec): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ['containers', 'initContainers'] as const) {
    const before = spec[list] ?? [];
    const after = wanted[list] ?? [];
    const path = fieldPath('spec').child(list);
    if (after.length !== before.length) {
      errors.push(fieldForbidden(path, `${list} may not be added or removed on resize`));
      continue;
    }
    for (const [at, { name }] of before.entries()) {
      if (after[at]?.name === name) continue;
      errors.push(
        fieldForbidden(path.index(at).child('name'), `${list} may not be renamed or reordered on resize`),
      );
    }
  }
  return errors;
}

function containerErrors(container: V1Container, before: V1Container, path: FieldPath): FieldError[] {
  return (['requests', 'limits'] as const).flatMap((list) => {
    const after = container.resources?.[list] ?? {};
    const isRemoved = Object.keys(before.resources?.[list] ?? {}).some((name) => !Object.hasOwn(after, name));
    return isRemoved ? [fieldForbidden(path.child(list), `resource ${list} cannot be removed`)] : [];
  });
}

/** Anything but cpu and memory. */
function changesOthers(container: V1Container, before: V1Container): boolean {
  return !deepEqual(otherResources(container), otherResources(before));
}

function otherResources({ resources }: V1Container) {
  const others = (list: Readonly<Record<string, string>> = {}) => {
    const { cpu: _, memory: __, ...rest } = list;
    return rest;
  };
  return {
    requests: others(resources?.requests),
    limits: others(resources?.limits),
    claims: resources?.claims,
  };
}
