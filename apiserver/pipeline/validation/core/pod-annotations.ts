import type { V1PodSpec, V1SeccompProfile } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  goQuote,
  type Labels,
} from '../../../../apimachinery/index.ts';
import { checkText, descendingPath, type Errors } from '../checks.ts';
import { visitContainers } from './visit-containers.ts';

export const mirrorAnnotation = 'kubernetes.io/config.mirror';
export const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompPrefix = 'container.seccomp.security.alpha.kubernetes.io/';
const int32Max = 2147483647;

/** What annotations say of a pod; most have none of these. Mirrors ValidatePodSpecificAnnotations. */
export function checkPodAnnotations(
  errors: Errors,
  path: FieldPath,
  annotations: Labels | undefined,
  spec: V1PodSpec,
): void {
  if (annotations === undefined) return;
  const mirror = annotations[mirrorAnnotation];
  if (mirror !== undefined && (spec.nodeName ?? '') === '') {
    const says = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(fieldInvalid(path.key(mirrorAnnotation), mirror, says));
  }
  const cost = annotations[deletionCost];
  if (cost !== undefined && !isCost(cost)) {
    errors.push(fieldInvalid(path.key(deletionCost), cost, 'must be a 32bit integer'));
  }
  checkSeccomp(errors, path, annotations);
  checkAppArmor(errors, path, annotations, spec);
}

/** Mirrors kubernetes pkg/apis/core/helper (GetDeletionCostFromPodAnnotations): no sign but a minus, and no
 * leading zeros without one. */
function isCost(text: string): boolean {
  if (!/^(0|[1-9]\d*|-\d+)$/.test(text)) return false;
  return Number(text) >= -int32Max - 1 && Number(text) <= int32Max;
}

function checkSeccomp(errors: Errors, path: FieldPath, annotations: Labels): void {
  const ofPod = annotations[seccompPod];
  if (ofPod !== undefined) checkText(errors, path, seccompPod, ofPod, seccompErrors);
  for (const [key, profile] of Object.entries(annotations)) {
    if (key.startsWith(seccompPrefix)) checkText(errors, path, key, profile, seccompErrors);
  }
}

const seccompNames: ReadonlySet<string> = new Set(['runtime/default', 'docker/default', 'unconfined']);
const localhost = 'localhost/';

function seccompErrors(profile: string): readonly string[] {
  if (seccompNames.has(profile)) return [];
  if (profile.startsWith(localhost)) return descendingPath(profile.slice(localhost.length));
  return ['must be a valid seccomp profile'];
}

function checkAppArmor(errors: Errors, path: FieldPath, annotations: Labels, spec: V1PodSpec): void {
  for (const [key, profile] of Object.entries(annotations)) {
    if (!key.startsWith(appArmorPrefix)) continue;
    const container = key.slice(appArmorPrefix.length);
    let isThere = false;
    visitContainers(spec, path, ({ name = '' }) => {
      isThere ||= name === container;
    });
    if (!isThere) errors.push(fieldInvalid(path.key(key), container, 'container not found'));
    const isWell = ['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith(localhost);
    if (!isWell) {
      errors.push(fieldInvalid(path.key(key), profile, `invalid AppArmor profile name: ${goQuote(profile)}`));
    }
  }
}

/**
 * What is said by an annotation and by a field is the same. Mirrors validateSeccompAnnotationsAndFields and
 * validateAppArmorAnnotationsAndFieldsMatchOnCreate.
 */
export function checkProfilesMatch(
  errors: Errors,
  path: FieldPath,
  annotations: Labels | undefined,
  spec: V1PodSpec,
): void {
  if (annotations === undefined) return;
  const { seccompProfile, appArmorProfile } = spec.securityContext ?? {};
  const ofPod = path.child('securityContext', 'seccompProfile');
  checkMatch(errors, ofPod, annotations[seccompPod], seccompProfile, ['seccomp', 'docker/default']);
  visitContainers(spec, path, ({ name = '', securityContext }, at) => {
    const profile = securityContext?.seccompProfile;
    const field = at.child('securityContext', 'seccompProfile');
    checkMatch(errors, field, annotations[seccompPrefix + name], profile, ['seccomp', 'docker/default']);
  });
  if (spec.os?.name === 'windows') return;
  visitContainers(spec, path, ({ name = '', securityContext }, at) => {
    const profile = securityContext?.appArmorProfile ?? appArmorProfile;
    const field = at.child('securityContext', 'appArmorProfile');
    checkMatch(errors, field, annotations[appArmorPrefix + name], profile, ['apparmor']);
  });
}

function checkMatch(
  errors: Errors,
  path: FieldPath,
  annotation: string | undefined,
  profile: V1SeccompProfile | undefined,
  [what = '', also = 'runtime/default']: readonly string[],
): void {
  if (annotation === undefined || profile === undefined) return;
  const says = (part: string) => `${what} ${part} in annotation and field must match`;
  const isType =
    profile.type === 'Unconfined'
      ? annotation === 'unconfined'
      : profile.type === 'RuntimeDefault'
        ? annotation === 'runtime/default' || annotation === also
        : profile.type !== 'Localhost' || annotation.startsWith(localhost);
  if (!isType) errors.push(fieldForbidden(path.child('type'), says('type')));
  else if (profile.type === 'Localhost' && annotation.slice(localhost.length) !== profile.localhostProfile) {
    errors.push(fieldForbidden(path.child('localhostProfile'), says('profile')));
  }
}
