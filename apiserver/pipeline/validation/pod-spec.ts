import type { V1Container, V1PodSpec, V1Volume } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldNotFound,
  fieldRequired,
  validateDns1123Label,
} from '../../../apimachinery/index.ts';
import { containerRelationErrors, relationErrors } from './container-relations.ts';
import { resourceErrors } from './container-resources.ts';

/**
 * The rules of a pod's spec that a schema cannot say: names that must be labels, unique, or refer to one another;
 * requests that may not exceed limits. Mirrors kubernetes pkg/apis/core/validation (ValidatePodSpec), in part.
 */
export function podSpecErrors(spec: V1PodSpec, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const volumes = volumeErrors(spec.volumes ?? [], path.child('volumes'), errors);
  const names = new Set<string>();
  const check = (containers: readonly V1Container[] | undefined, at: FieldPath) => {
    containers?.forEach((container, index) => {
      containerErrors(container, at.index(index), names, volumes, errors);
    });
  };
  check(spec.initContainers, path.child('initContainers'));
  check(spec.containers, path.child('containers'));
  return [...errors, ...relationErrors(spec, path)];
}

function volumeErrors(
  volumes: readonly V1Volume[],
  path: FieldPath,
  errors: FieldError[],
): ReadonlySet<string> {
  const names = new Set<string>();
  volumes.forEach(({ name }, index) => {
    nameErrors(name, path.index(index).child('name'), names, errors);
  });
  return names;
}

function nameErrors(
  name: string | undefined,
  path: FieldPath,
  taken: Set<string>,
  errors: FieldError[],
): void {
  if (name === undefined || name === '') {
    errors.push(fieldRequired(path));
    return;
  }
  for (const message of validateDns1123Label(name)) errors.push(fieldInvalid(path, name, message));
  if (taken.has(name)) errors.push(fieldDuplicate(path, name));
  taken.add(name);
}

function containerErrors(
  container: V1Container,
  path: FieldPath,
  names: Set<string>,
  volumes: ReadonlySet<string>,
  errors: FieldError[],
): void {
  nameErrors(container.name, path.child('name'), names, errors);
  if ((container.image ?? '') === '') errors.push(fieldRequired(path.child('image')));
  else if (container.image !== container.image?.trim()) {
    const message = 'must not have leading or trailing whitespace';
    errors.push(fieldInvalid(path.child('image'), container.image, message));
  }
  mountErrors(container, volumes, path.child('volumeMounts'), errors);
  portErrors(container, path.child('ports'), errors);
  errors.push(...resourceErrors(container.resources ?? {}, path.child('resources')));
  errors.push(...containerRelationErrors(container, path));
}

function mountErrors(
  { volumeMounts = [] }: V1Container,
  volumes: ReadonlySet<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  const taken = new Set<string>();
  volumeMounts.forEach(({ name, mountPath }, index) => {
    const at = path.index(index);
    if (!volumes.has(name)) errors.push(fieldNotFound(at.child('name'), name));
    if (taken.has(mountPath)) errors.push(fieldInvalid(at.child('mountPath'), mountPath, 'must be unique'));
    taken.add(mountPath);
  });
}

function portErrors(container: V1Container, path: FieldPath, errors: FieldError[]): void {
  const names = new Set<string>();
  container.ports?.forEach(({ name }, index) => {
    const at = path.index(index);
    if (name === undefined || name === '') return;
    if (names.has(name)) errors.push(fieldDuplicate(at.child('name'), name));
    names.add(name);
  });
}
