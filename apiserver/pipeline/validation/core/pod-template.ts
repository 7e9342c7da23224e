import type { V1PodTemplateSpec } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  type LabelMatcher,
  type Labels,
  validateAnnotations,
  validateLabels,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { checkPodAnnotations, checkProfilesMatch } from './pod-annotations.ts';
import { checkPodSpec } from './pod-spec.ts';

/** Where a template is missing Kubernetes has an empty one. */
export const noTemplate: V1PodTemplateSpec = {};
const noSpec = {} as NonNullable<V1PodTemplateSpec['spec']>;

/** What pods are made of. Mirrors kubernetes pkg/apis/core/validation (ValidatePodTemplateSpec). */
export function checkPodTemplate(errors: Errors, path: FieldPath, template: V1PodTemplateSpec): void {
  const { metadata, spec = noSpec } = template;
  const annotations = metadata?.annotations as Labels | undefined;
  errors.push(...validateLabels(metadata?.labels as Labels | undefined, path.child('labels')));
  errors.push(...validateAnnotations(annotations, path.child('annotations')));
  checkPodAnnotations(errors, path.child('annotations'), annotations, spec);
  const at = path.child('spec');
  checkPodSpec(errors, at, spec, { isPod: false });
  checkProfilesMatch(errors, at, annotations, spec);
  if ((spec.ephemeralContainers?.length ?? 0) > 0) {
    errors.push(
      fieldForbidden(at.child('ephemeralContainers'), 'ephemeral containers not allowed in pod template'),
    );
  }
}

/** Pods of the template would not be found. Every set of labels is selected where there is no matcher. */
export function checkIsSelected(
  errors: Errors,
  path: FieldPath,
  { metadata }: V1PodTemplateSpec,
  matcher: LabelMatcher,
): void {
  const labels = metadata?.labels as Labels | undefined;
  if (matcher.matches(labels)) return;
  errors.push(
    fieldInvalid(
      path.child('metadata', 'labels'),
      labels ?? null,
      '`selector` does not match template `labels`',
    ),
  );
}

/** Pods that are replaced whenever they end, by what is called `owner`. */
export function checkRunsAlways(
  errors: Errors,
  path: FieldPath,
  { spec }: V1PodTemplateSpec,
  owner: string,
): void {
  const at = path.child('spec');
  const { restartPolicy = '', activeDeadlineSeconds } = spec ?? noSpec;
  if (restartPolicy !== 'Always') {
    errors.push(fieldNotSupported(at.child('restartPolicy'), restartPolicy, ['Always']));
  }
  if (activeDeadlineSeconds === undefined) return;
  const says = `activeDeadlineSeconds in ${owner} is not Supported`;
  errors.push(fieldForbidden(at.child('activeDeadlineSeconds'), says));
}
