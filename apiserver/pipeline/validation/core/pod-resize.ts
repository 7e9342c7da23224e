import {
  internalEqual,
  type V1Container,
  type V1Pod,
  type V1PodSpec,
  type V1ResourceRequirements,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldPath,
  type KubeObject,
} from '../../../../apimachinery/index.ts';
import { qosClass } from '../../../../component-helpers/index.ts';
import type { Errors } from '../checks.ts';
import { mirrorAnnotation } from './pod-annotations.ts';
import { checkPod } from './pod-validator.ts';

type Resources = V1ResourceRequirements;
type Amounts = NonNullable<Resources['requests']>;

const path = fieldPath('spec');
const lists = ['initContainers', 'containers'] as const;
const onlyCompute = 'only cpu and memory resources are mutable';

/** Of a pod cpu and memory may change while it runs. Mirrors kubernetes pkg/apis/core/validation (ValidatePodResize). */
export function resizeErrors(object: KubeObject, old: KubeObject): Errors {
  const [pod, before] = [object as V1Pod, old as V1Pod];
  const [spec, oldSpec] = [pod.spec as V1PodSpec, before.spec as V1PodSpec];
  const kindOfPod = fixedKindOf(before);
  if (kindOfPod !== undefined) {
    return [fieldForbidden('[]', `${kindOfPod} pods cannot be resized`)];
  }
  const errors: Errors = [];
  checkPod(errors, object);
  checkWhole(errors, pod, before);
  const resources = checkPodResources(errors, spec, oldSpec);
  if ((statusOf(before).nodeAllocatableResourceClaimStatuses?.length ?? 0) > 0) {
    errors.push(fieldForbidden(path, 'pods with node allocatable resource claims cannot be resized'));
  }
  const order = orderErrors(spec, oldSpec);
  if (order.length > 0) return [...errors, ...order];
  for (const list of lists) checkKept(errors, path.child(list), spec[list] ?? [], oldSpec[list] ?? []);
  checkContainers(errors, spec.containers, oldSpec.containers);
  checkInitContainers(errors, spec.initContainers ?? [], oldSpec.initContainers ?? []);
  if (errors.length === 0 && !isOtherwiseEqual({ ...spec, resources } as V1PodSpec, oldSpec)) {
    errors.push(fieldForbidden(path, onlyCompute));
  }
  return errors;
}

function fixedKindOf({ metadata, spec }: V1Pod): string | undefined {
  if (metadata?.annotations?.[mirrorAnnotation] !== undefined) return 'static';
  return spec?.os?.name === 'windows' ? 'windows' : undefined;
}

function statusOf({ status }: V1Pod): NonNullable<V1Pod['status']> {
  return status ?? {};
}

function checkWhole(errors: Errors, { spec, status }: V1Pod, old: V1Pod): void {
  const { qosClass: before = qosClass(old.spec as V1PodSpec), containerStatuses } = statusOf(old);
  if (before !== qosClass(spec as V1PodSpec)) {
    const says = 'Pod QOS Class may not change as a result of resizing';
    errors.push(fieldInvalid(path, status?.qosClass ?? '', says));
  }
  const running = containerStatuses?.find(({ state }) => state?.running !== undefined);
  if (running !== undefined && running.resources === undefined) {
    errors.push(fieldForbidden(path, 'Pod running on node without support for resize'));
  }
}

/** What the pod as a whole asks for, but cpu and memory as they were. Mirrors validatePodLevelResourcesResize. */
function checkPodResources(
  errors: Errors,
  { resources }: V1PodSpec,
  { resources: old }: V1PodSpec,
): Resources | undefined {
  if (!hasAmounts(resources) && !hasAmounts(old)) return resources;
  const field = path.child('resources');
  if (old !== undefined && resources === undefined) {
    errors.push(fieldForbidden(field, 'pod-level resources cannot be removed'));
    return undefined;
  }
  if (old !== undefined) checkKeptAmounts(errors, field, 'pod-level resource', resources, old);
  const munged = withCompute(resources, old);
  const masked = old === undefined && !hasAmounts(munged) && !munged.claims?.length ? undefined : munged;
  if (!internalEqual('PodSpec', { resources: masked }, { resources: old })) {
    errors.push(fieldForbidden(path, `${onlyCompute} at pod-level`));
  }
  return masked;
}

function hasAmounts({ requests = {}, limits = {} }: Resources = {}): boolean {
  return Object.keys(requests).length + Object.keys(limits).length > 0;
}

/** Containers are those that there were, in their order. Mirrors validatePodResizeContainerOrdering. */
function orderErrors(spec: V1PodSpec, old: V1PodSpec): Errors {
  const errors: Errors = [];
  for (const list of ['containers', 'initContainers'] as const) {
    const [after, before] = [spec[list] ?? [], old[list] ?? []];
    if (after.length !== before.length) {
      errors.push(fieldForbidden(path.child(list), `${list} may not be added or removed on resize`));
      continue;
    }
    for (const [at, { name }] of before.entries()) {
      if (after[at]?.name === name) continue;
      const field = path.child(list).index(at).child('name');
      errors.push(fieldForbidden(field, `${list} may not be renamed or reordered on resize`));
    }
  }
  return errors;
}

function checkKept(
  errors: Errors,
  field: FieldPath,
  list: readonly V1Container[],
  old: readonly V1Container[],
): void {
  for (const [at, { resources = {} }] of old.entries()) {
    const field_ = field.index(at).child('resources');
    checkKeptAmounts(errors, field_, 'resource', list[at]?.resources, resources);
  }
}

function checkKeptAmounts(
  errors: Errors,
  field: FieldPath,
  what: string,
  resources: Resources = {},
  old: Resources,
): void {
  for (const list of ['requests', 'limits'] as const) {
    const { [list]: amounts = {} } = resources;
    const isGone = Object.keys(old[list] ?? {}).some((name) => !Object.hasOwn(amounts, name));
    if (isGone) errors.push(fieldForbidden(field.child(list), `${what} ${list} cannot be removed`));
  }
}

function checkContainers(
  errors: Errors,
  containers: readonly V1Container[],
  old: readonly V1Container[],
): void {
  for (const [at, container] of containers.entries()) {
    if (!isSameOtherwise(container, old[at])) errors.push(fieldForbidden(path, onlyCompute));
  }
}

function checkInitContainers(
  errors: Errors,
  containers: readonly V1Container[],
  old: readonly V1Container[],
): void {
  for (const [at, container] of containers.entries()) {
    const before = old[at];
    const field = path.child('initContainers').index(at);
    if (!isSameOtherwise(container, before)) {
      const says = 'only cpu and memory resources for init or sidecar containers are mutable';
      errors.push(fieldForbidden(field, says));
    }
    if (container.restartPolicy === 'Always' || internalEqual('Container', container, before)) continue;
    for (const { restartPolicy } of container.resizePolicy ?? []) {
      if (restartPolicy !== 'RestartContainer') continue;
      const says = 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized';
      errors.push(fieldForbidden(field, says));
    }
  }
}

/** But for its cpu and memory; claims are not looked at. Mirrors dropCPUMemoryResourcesFromContainer. */
function isSameOtherwise(container: V1Container, old: V1Container | undefined): boolean {
  const { claims: _, ...resources } = withCompute(container.resources, old?.resources);
  return internalEqual('Container', { ...container, resources }, old);
}

/** With cpu and memory as they were. */
function withCompute(resources: Resources = {}, old: Resources = {}): Resources {
  return {
    ...resources,
    requests: masked(resources.requests, old.requests),
    limits: masked(resources.limits, old.limits),
  };
}

function masked(amounts: Amounts = {}, { cpu, memory }: Amounts = {}): Amounts {
  const { cpu: _, memory: __, ...others } = amounts;
  return {
    ...others,
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
  };
}

/** But for the resources of containers, which have been looked at. */
function isOtherwiseEqual(spec: V1PodSpec, old: V1PodSpec): boolean {
  const munged = Object.fromEntries(
    lists.map((list) => [
      list,
      spec[list]?.map((container, at) => ({ ...container, resources: old[list]?.[at]?.resources })),
    ]),
  );
  return internalEqual('PodSpec', { ...spec, ...munged }, old);
}
