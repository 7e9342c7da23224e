import type {
  V1PodTemplate,
  V1ReplicationController,
  V1ReplicationControllerSpec,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldPath,
  fieldRequired,
  type KubeObject,
  type Labels,
  labelSetMatcher,
} from '../../../../apimachinery/index.ts';
import type { Validator } from '../../strategies/strategy.ts';
import { checkCounts, checkNotMore, type StatusCounts } from '../apps/status-counts.ts';
import { checkNotNegative, type Errors } from '../checks.ts';
import { checkIsSelected, checkPodTemplate, checkRunsAlways, noTemplate } from './pod-template.ts';

/** Mirrors kubernetes pkg/registry/core/podtemplate. */
export const podTemplateValidator: Validator = {
  create: templateErrors,
  update: (object, old) => {
    const { template } = object as V1PodTemplate;
    return template !== undefined && template === (old as V1PodTemplate).template
      ? []
      : templateErrors(object);
  },
};

function templateErrors(object: KubeObject): Errors {
  const errors: Errors = [];
  checkPodTemplate(errors, fieldPath('template'), (object as V1PodTemplate).template ?? noTemplate);
  return errors;
}

/** Mirrors kubernetes pkg/registry/core/replicationcontroller and pkg/apis/core/validation. */
export const replicationControllerValidator: Validator = {
  create: (object) => specErrors((object as V1ReplicationController).spec),
  update: (object, old) => {
    const { spec } = object as V1ReplicationController;
    return spec !== undefined && spec === (old as V1ReplicationController).spec ? [] : specErrors(spec);
  },
  status: (object) => {
    const errors: Errors = [];
    const status = ((object as V1ReplicationController).status ?? {}) as StatusCounts;
    const path = fieldPath('status');
    checkCounts(errors, path, status, [
      ...['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
    ]);
    checkNotMore(errors, path, status, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas']);
    return errors;
  },
};

function specErrors(spec: V1ReplicationControllerSpec = {}): Errors {
  const errors: Errors = [];
  const path = fieldPath('spec');
  checkNotNegative(errors, path, 'minReadySeconds', spec.minReadySeconds);
  if (Object.keys(spec.selector ?? {}).length === 0) errors.push(fieldRequired(path.child('selector')));
  if (spec.replicas === undefined) errors.push(fieldRequired(path.child('replicas')));
  else checkNotNegative(errors, path, 'replicas', spec.replicas);
  checkTemplate(errors, path.child('template'), spec);
  return errors;
}

function checkTemplate(
  errors: Errors,
  path: FieldPath,
  { template, selector }: V1ReplicationControllerSpec,
): void {
  if (template === undefined) {
    errors.push(fieldRequired(path));
    return;
  }
  checkIsSelected(errors, path, template, labelSetMatcher(selector as Labels | undefined));
  checkPodTemplate(errors, path, template);
  checkRunsAlways(errors, path, template, 'ReplicationController');
}
