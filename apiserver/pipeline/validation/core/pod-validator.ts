import type { V1Pod, V1PodSpec } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldPath,
  type KubeObject,
  type Labels,
  nameIsDnsSubdomain,
} from '../../../../apimachinery/index.ts';
import type { Validator } from '../../strategies/strategy.ts';
import type { Errors } from '../checks.ts';
import { checkMetadataAgain } from '../metadata.ts';
import { checkImageSpaces } from './containers.ts';
import { checkPodAnnotations, checkProfilesMatch } from './pod-annotations.ts';
import { checkPodSpec } from './pod-spec.ts';
import { checkPodStatusChange } from './pod-status.ts';
import { checkAnnotationChange, checkPodChange } from './pod-update.ts';

const metadataPath = fieldPath('metadata');
const specPath = fieldPath('spec');
const noSpec = {} as V1PodSpec;

/** What pods may be, and become. Mirrors kubernetes pkg/registry/core/pod (podStrategy, podStatusStrategy). */
export const podValidator: Validator = {
  create(object) {
    const errors: Errors = [];
    const { metadata, spec = noSpec } = object as V1Pod;
    checkPod(errors, object);
    if ((spec.ephemeralContainers?.length ?? 0) > 0) {
      errors.push(fieldForbidden(specPath.child('ephemeralContainers'), 'cannot be set on create'));
    }
    if ((spec.nodeName ?? '') !== '' && (spec.schedulingGates?.length ?? 0) > 0) {
      const says = 'cannot be set until all schedulingGates have been cleared';
      errors.push(fieldForbidden(specPath.child('nodeName'), says));
    }
    checkProfilesMatch(errors, specPath, metadata?.annotations as Labels | undefined, spec);
    return errors;
  },
  update(object, old) {
    const errors: Errors = [];
    const [spec, before] = [specOf(object), specOf(old)];
    checkMetadataAgain(errors, object, old, nameIsDnsSubdomain);
    const annotations = object.metadata?.annotations;
    if (spec !== before || annotations !== old.metadata?.annotations) checkPod(errors, object);
    checkAnnotationChange(errors, metadataPath.child('annotations'), object, old);
    if (spec !== before) checkPodChange(errors, specPath, spec, before);
    return errors;
  },
  status: (object, old) => {
    const errors: Errors = [];
    checkAnnotationChange(errors, metadataPath.child('annotations'), object, old);
    checkPodStatusChange(errors, fieldPath('status'), object as V1Pod, old as V1Pod);
    return errors;
  },
};

/** All of a pod but its metadata. Mirrors validatePodMetadataAndSpec. */
export function checkPod(errors: Errors, object: KubeObject): void {
  const { metadata = {} } = object;
  const spec = specOf(object);
  checkPodAnnotations(errors, metadataPath.child('annotations'), metadata.annotations, spec);
  checkPodSpec(errors, specPath, spec, { isPod: true, metadata });
  if ((spec.serviceAccountName ?? '') === '') checkTokens(errors, specPath.child('volumes'), spec);
  checkImageSpaces(errors, specPath, spec);
}

function checkTokens(errors: Errors, path: FieldPath, { volumes = [] }: V1PodSpec): void {
  for (const [at, { projected }] of volumes.entries()) {
    for (const [index, { serviceAccountToken }] of (projected?.sources ?? []).entries()) {
      if (serviceAccountToken === undefined) continue;
      const field = path.index(at).child('projected', 'sources').index(index).child('serviceAccountToken');
      errors.push(fieldForbidden(field, 'must not be specified when serviceAccountName is not set'));
    }
  }
}

function specOf(object: KubeObject): V1PodSpec {
  return (object as V1Pod).spec ?? noSpec;
}
