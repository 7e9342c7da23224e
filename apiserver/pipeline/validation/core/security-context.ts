import {
  internalValue,
  type V1AppArmorProfile,
  type V1PodSecurityContext,
  type V1PodSpec,
  type V1SeccompProfile,
  type V1SecurityContext,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooLong,
  utf8Length,
} from '../../../../apimachinery/index.ts';
import { checkBetween, checkGivenWord, checkText, descendingPath, type Errors } from '../checks.ts';
import { checkWindowsOptions } from './windows-options.ts';

const idRange = [0, 2147483647] as const;

/** A container's own. Mirrors ValidateSecurityContext, where privileged containers are allowed. */
export function checkSecurityContext(
  errors: Errors,
  path: FieldPath,
  context: V1SecurityContext,
  hostUsers: boolean,
): void {
  checkBetween(errors, path, 'runAsUser', context.runAsUser, idRange);
  checkBetween(errors, path, 'runAsGroup', context.runAsGroup, idRange);
  checkProcMount(errors, path, context, hostUsers);
  checkSeccomp(errors, path.child('seccompProfile'), context.seccompProfile);
  checkEscalation(errors, path, context);
  checkWindowsOptions(errors, path.child('windowsOptions'), context.windowsOptions);
  checkAppArmor(errors, path.child('appArmorProfile'), context.appArmorProfile);
}

function checkProcMount(
  errors: Errors,
  path: FieldPath,
  { procMount }: V1SecurityContext,
  hostUsers: boolean,
): void {
  checkGivenWord(errors, path, 'procMount', procMount, ['Default', 'Unmasked']);
  if (procMount !== 'Unmasked' || !hostUsers) return;
  errors.push(
    fieldInvalid(path.child('procMount'), procMount, '`hostUsers` must be false to use `Unmasked`'),
  );
}

function checkEscalation(errors: Errors, path: FieldPath, context: V1SecurityContext): void {
  if (context.allowPrivilegeEscalation !== false) return;
  const invalid = (also: string) => {
    const says = `cannot set \`allowPrivilegeEscalation\` to false and ${also}`;
    errors.push(fieldInvalid(path, internalValue('SecurityContext', context), says));
  };
  if (context.privileged === true) invalid('`privileged` to true');
  for (const name of context.capabilities?.add ?? []) {
    if (name === 'CAP_SYS_ADMIN') invalid('`capabilities.Add` CAP_SYS_ADMIN');
  }
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

/** Mirrors validateSeccompProfileField. */
function checkSeccomp(errors: Errors, path: FieldPath, profile: V1SeccompProfile | undefined): void {
  if (profile === undefined) return;
  const { type = '', localhostProfile } = profile;
  if (type === '')
    errors.push(fieldRequired(path.child('type'), 'type is required when seccompProfile is set'));
  else if (!profileTypes.includes(type))
    errors.push(fieldNotSupported(path.child('type'), type, profileTypes));
  const at = path.child('localhostProfile');
  if (type !== 'Localhost') {
    if (localhostProfile === undefined) return;
    const says = 'can only be set when seccomp type is Localhost';
    errors.push(fieldInvalid(at, internalValue('SeccompProfile', profile), says));
  } else if (localhostProfile === undefined) {
    errors.push(fieldRequired(at, 'must be set when seccomp type is Localhost'));
  } else checkText(errors, path, 'localhostProfile', localhostProfile, descendingPath);
}

const localhostProfileMax = 4095;

/** Mirrors ValidateAppArmorProfileField. */
function checkAppArmor(errors: Errors, path: FieldPath, profile: V1AppArmorProfile | undefined): void {
  if (profile === undefined) return;
  const { type = '', localhostProfile } = profile;
  const at = path.child('localhostProfile');
  if (type === '')
    errors.push(fieldRequired(path.child('type'), 'type is required when appArmorProfile is set'));
  else if (!profileTypes.includes(type))
    errors.push(fieldNotSupported(path.child('type'), type, profileTypes));
  else if (type === 'Localhost') checkAppArmorName(errors, at, localhostProfile);
  else if (localhostProfile !== undefined) {
    errors.push(fieldInvalid(at, localhostProfile, 'can only be set when AppArmor type is Localhost'));
  }
}

function checkAppArmorName(errors: Errors, path: FieldPath, name: string | undefined): void {
  if (name === undefined || name === '') {
    errors.push(fieldRequired(path, 'must be set when AppArmor type is Localhost'));
    return;
  }
  if (name !== name.trim()) errors.push(fieldInvalid(path, name, 'must not be padded with whitespace'));
  if (utf8Length(name) > localhostProfileMax) errors.push(fieldTooLong(path, localhostProfileMax));
}

/** A pod's. Mirrors validatePodSpecSecurityContext. */
export function checkPodSecurityContext(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  const { securityContext: context } = spec;
  if (context !== undefined) checkIds(errors, path, context);
  // Kubernetes keeps these two in there.
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const says = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(fieldInvalid(path.child('shareProcessNamespace'), true, says));
  }
  if (context === undefined) return;
  checkSysctls(errors, path.child('sysctls'), spec);
  checkGivenWord(errors, path, 'fsGroupChangePolicy', context.fsGroupChangePolicy, [
    'Always',
    'OnRootMismatch',
  ]);
  checkSeccomp(errors, path.child('seccompProfile'), context.seccompProfile);
  checkWindowsOptions(errors, path.child('windowsOptions'), context.windowsOptions);
  checkAppArmor(errors, path.child('appArmorProfile'), context.appArmorProfile);
  checkGivenWord(errors, path, 'supplementalGroupsPolicy', context.supplementalGroupsPolicy, [
    'Merge',
    'Strict',
  ]);
  checkGivenWord(errors, path, 'seLinuxChangePolicy', context.seLinuxChangePolicy, ['Recursive']);
}

function checkIds(errors: Errors, path: FieldPath, context: V1PodSecurityContext): void {
  checkBetween(errors, path, 'fsGroup', context.fsGroup, idRange);
  checkBetween(errors, path, 'runAsUser', context.runAsUser, idRange);
  checkBetween(errors, path, 'runAsGroup', context.runAsGroup, idRange);
  context.supplementalGroups?.forEach((group, index) => {
    if (group >= 0 && group <= idRange[1]) return;
    const at = path.child('supplementalGroups').index(index);
    errors.push(fieldInvalid(at, group, `must be between 0 and ${idRange[1]}, inclusive`));
  });
}

const sysctlForm = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlPattern = new RegExp(`^${sysctlForm}$`);
const sysctlMax = 253;

/** Mirrors validateSysctls. */
function checkSysctls(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  const taken = new Set<string>();
  spec.securityContext?.sysctls?.forEach(({ name = '' }, index) => {
    const at = path.index(index).child('name');
    if (name === '') errors.push(fieldRequired(at));
    else if (utf8Length(name) > sysctlMax || !sysctlPattern.test(name)) {
      errors.push(
        fieldInvalid(at, name, `must have at most ${sysctlMax} characters and match regex ^${sysctlForm}$`),
      );
    } else if (taken.has(name)) errors.push(fieldDuplicate(at, name));
    const namespace = namespaceOf(name);
    if (namespace !== undefined && spec[namespace] === true) {
      errors.push(fieldInvalid(at, name, `may not be specified when '${namespace}' is true`));
    }
    taken.add(name);
  });
}

const ofIpc: ReadonlySet<string> = new Set([
  ...[
    'kernel.sem',
    'kernel.shmall',
    'kernel.shmmax',
    'kernel.shmmni',
    'kernel.shm_rmid_forced',
    'kernel.shm',
  ],
  ...['kernel.msgmax', 'kernel.msgmnb', 'kernel.msgmni', 'kernel.msg'],
]);

/** What a pod that sets it must not share with the host. Mirrors kubernetes component-helpers sysctl (GetNamespace). */
function namespaceOf(sysctl: string): 'hostIPC' | 'hostNetwork' | undefined {
  const isByPath = /[./]/.exec(sysctl)?.[0] === '/';
  const name = isByPath ? sysctl.replaceAll(/[./]/g, (one) => (one === '/' ? '.' : '/')) : sysctl;
  if (ofIpc.has(name) || name.startsWith('fs.mqueue.')) return 'hostIPC';
  return name.startsWith('net.') ? 'hostNetwork' : undefined;
}
