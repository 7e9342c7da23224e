import type { V1PodSpec } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldNotSupported,
  fieldRequired,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { visitContainers } from './visit-containers.ts';

/** What a pod may not say because of its system. Mirrors validateOS, validateLinux and validateWindows. */
export function checkOs(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  if (spec.os === undefined) return;
  const { name = '' } = spec.os;
  if (name === '') errors.push(fieldRequired(path.child('os', 'name')));
  else if (name === 'linux') checkLinux(errors, path, spec);
  else if (name === 'windows') checkWindows(errors, path, spec);
  else errors.push(fieldNotSupported(path.child('os'), name, ['linux', 'windows']));
}

function checkLinux(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  const check = (context: { readonly windowsOptions?: object } | undefined, at: FieldPath) => {
    if (context?.windowsOptions === undefined) return;
    const says = 'windows options cannot be set for a linux pod';
    errors.push(fieldForbidden(at.child('securityContext', 'windowsOptions'), says));
  };
  check(spec.securityContext, path);
  visitContainers(spec, path, ({ securityContext }, at) => {
    check(securityContext, at);
  });
}

type Where = 'spec' | 'securityContext';

/** In Kubernetes' order; where a field stands, and that it counts only where it is true. */
const notOfWindows: readonly (readonly [field: string, where: Where, onlyTrue?: true])[] = [
  ['appArmorProfile', 'securityContext'],
  ['seLinuxOptions', 'securityContext'],
  ['hostUsers', 'spec'],
  ['hostPID', 'spec', true],
  ['hostIPC', 'spec', true],
  ['seccompProfile', 'securityContext'],
  ['fsGroup', 'securityContext'],
  ['fsGroupChangePolicy', 'securityContext'],
  ['sysctls', 'securityContext'],
  ['shareProcessNamespace', 'spec'],
  ['runAsUser', 'securityContext'],
  ['runAsGroup', 'securityContext'],
  ['supplementalGroups', 'securityContext'],
  ['supplementalGroupsPolicy', 'securityContext'],
  ['seLinuxChangePolicy', 'securityContext'],
];

const notOfWindowsContainers = [
  ...['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem'],
  ...['privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'],
];

const says = 'cannot be set for a windows pod';

function checkWindows(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  const places: Readonly<Record<Where, Readonly<Record<string, unknown>>>> = {
    spec: spec as unknown as Readonly<Record<string, unknown>>,
    securityContext: (spec.securityContext ?? {}) as Readonly<Record<string, unknown>>,
  };
  for (const [field, where, onlyTrue] of notOfWindows) {
    const value = places[where][field];
    const isEmptyList = field === 'sysctls' && (value as readonly unknown[] | undefined)?.length === 0;
    if (value === undefined || isEmptyList || (onlyTrue === true && value === false)) continue;
    errors.push(fieldForbidden((where === 'spec' ? path : path.child(where)).child(field), says));
  }
  visitContainers(spec, path, ({ securityContext }, at) => {
    const context = (securityContext ?? {}) as Readonly<Record<string, unknown>>;
    for (const field of notOfWindowsContainers) {
      if (context[field] !== undefined) errors.push(fieldForbidden(at.child('securityContext', field), says));
    }
  });
}
