import type { V1Container, V1PodSpec } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
} from '../../../apimachinery/index.ts';

const withoutRestart = 'may not be set for init containers without restartPolicy=Always';

/**
 * What containers of one pod may not have because of what the pod or another of them has. Mirrors kubernetes
 * pkg/apis/core/validation (validateContainers, validateInitContainers, validateHostNetwork, validateSchedulingGates).
 */
export function relationErrors(spec: V1PodSpec, path: FieldPath): FieldError[] {
  return [
    ...(spec.initContainers ?? []).flatMap((container, at) =>
      initErrors(container, path.child('initContainers').index(at)),
    ),
    ...hostPortErrors(spec.containers ?? [], path.child('containers')),
    ...(spec.hostNetwork === true ? hostNetworkErrors(spec, path) : []),
    ...gateErrors(spec, path),
  ];
}

function initErrors(container: V1Container, path: FieldPath): FieldError[] {
  if (container.restartPolicy === 'Always') return [];
  const fields = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;
  return fields
    .filter((field) => container[field] !== undefined)
    .map((field) => fieldForbidden(path.child(field), withoutRestart));
}

function hostPortErrors(containers: readonly V1Container[], path: FieldPath): FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap(({ ports = [] }, at) =>
    ports.flatMap(({ hostPort = 0, hostIP = '', protocol = 'TCP' }, index) => {
      if (hostPort === 0) return [];
      const place = `${protocol}/${hostIP}/${hostPort}`;
      const found = taken.has(place);
      taken.add(place);
      const field = path.index(at).child('ports').index(index).child('hostPort');
      return found ? [fieldDuplicate(field, place)] : [];
    }),
  );
}

function hostNetworkErrors(spec: V1PodSpec, path: FieldPath): FieldError[] {
  const says = 'must match `hostPort` when `hostNetwork` is true';
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    (spec[list] ?? []).flatMap(({ ports = [] }, at) =>
      ports.flatMap(({ hostPort, containerPort }, index) => {
        const field = path.child(list).index(at).child('ports').index(index).child('containerPort');
        return hostPort === containerPort ? [] : [fieldInvalid(field, containerPort, says)];
      }),
    ),
  );
}

function gateErrors({ schedulingGates = [], nodeName = '' }: V1PodSpec, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const taken = new Set<string>();
  schedulingGates.forEach(({ name }, at) => {
    if (taken.has(name)) errors.push(fieldDuplicate(path.child('schedulingGates').index(at), name));
    taken.add(name);
  });
  if (schedulingGates.length > 0 && nodeName !== '') {
    const says = 'cannot be set until all schedulingGates have been cleared';
    errors.push(fieldForbidden(path.child('nodeName'), says));
  }
  return errors;
}

/** What a container's own fields may not be together. */
export function containerRelationErrors(container: V1Container, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['livenessProbe', 'startupProbe'] as const) {
    const successes = container[field]?.successThreshold ?? 1;
    if (successes !== 1)
      errors.push(fieldInvalid(path.child(field).child('successThreshold'), successes, 'must be 1'));
  }
  if ((container.restartPolicyRules?.length ?? 0) > 0 && container.restartPolicy === undefined) {
    const says = 'must specify restartPolicy when restart rules are used';
    errors.push(fieldRequired(path.child('restartPolicy'), says));
  }
  container.volumeMounts?.forEach(({ subPath = '', subPathExpr = '' }, at) => {
    const mount = path.child('volumeMounts').index(at);
    errors.push(...descendingErrors(subPath, mount.child('subPath')));
    errors.push(...descendingErrors(subPathExpr, mount.child('subPathExpr')));
  });
  return errors;
}

/** Mirrors validateLocalDescendingPath. */
function descendingErrors(text: string, path: FieldPath): FieldError[] {
  if (text === '') return [];
  const errors: FieldError[] = [];
  if (text.startsWith('/')) errors.push(fieldInvalid(path, text, 'must be a relative path'));
  if (text.split('/').includes('..')) errors.push(fieldInvalid(path, text, "must not contain '..'"));
  return errors;
}
