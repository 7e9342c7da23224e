import type {
  V1Affinity,
  V1NodeAffinity,
  V1NodeSelector,
  V1NodeSelectorRequirement,
  V1NodeSelectorTerm,
  V1PodAffinity,
  V1PodAffinityTerm,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  type LabelSelector,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
  validateLabelName,
  validateLabelSelector,
  validateLabelValue,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { checkLabelKeys } from './label-keys.ts';

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Mirrors validateAffinity. */
export function checkAffinity(errors: Errors, path: FieldPath, affinity: V1Affinity): void {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (nodeAffinity !== undefined) checkNodeAffinity(errors, path.child('nodeAffinity'), nodeAffinity);
  if (podAffinity !== undefined) checkPodAffinity(errors, path.child('podAffinity'), podAffinity);
  if (podAntiAffinity !== undefined) checkPodAffinity(errors, path.child('podAntiAffinity'), podAntiAffinity);
}

function checkNodeAffinity(errors: Errors, path: FieldPath, affinity: V1NodeAffinity): void {
  const selector = affinity[required];
  if (selector !== undefined) checkNodeSelector(errors, path.child(required), selector);
  affinity[preferred]?.forEach(({ weight, preference }, index) => {
    const at = path.child(preferred).index(index);
    checkWeight(errors, at, weight);
    // Values that are no labels' match no node, which here does no harm.
    checkNodeSelectorTerm(errors, at.child('preference'), preference ?? {}, true);
  });
}

/** Mirrors ValidateNodeSelector. */
export function checkNodeSelector(errors: Errors, path: FieldPath, selector: V1NodeSelector): void {
  const { nodeSelectorTerms: terms = [] } = selector;
  const at = path.child('nodeSelectorTerms');
  if (terms.length === 0) errors.push(fieldRequired(at, 'must have at least one node selector term'));
  for (const [index, term] of terms.entries()) checkNodeSelectorTerm(errors, at.index(index), term, false);
}

function checkNodeSelectorTerm(
  errors: Errors,
  path: FieldPath,
  { matchExpressions, matchFields }: V1NodeSelectorTerm,
  allowsAnyValue: boolean,
): void {
  matchExpressions?.forEach((requirement, index) => {
    checkRequirement(errors, path.child('matchExpressions').index(index), requirement, allowsAnyValue);
  });
  matchFields?.forEach((requirement, index) => {
    checkFieldRequirement(errors, path.child('matchFields').index(index), requirement);
  });
}

const noOperator = 'not a valid selector operator';

/** Mirrors ValidateNodeSelectorRequirement. */
function checkRequirement(
  errors: Errors,
  path: FieldPath,
  { key = '', operator = '', values = [] }: V1NodeSelectorRequirement,
  allowsAnyValue: boolean,
): void {
  const at = path.child('values');
  if (operator === 'In' || operator === 'NotIn') {
    const says = "must be specified when `operator` is 'In' or 'NotIn'";
    if (values.length === 0) errors.push(fieldRequired(at, says));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    const says = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    if (values.length > 0) errors.push(fieldForbidden(at, says));
  } else if (operator === 'Gt' || operator === 'Lt') {
    const says = "must be specified single value when `operator` is 'Lt' or 'Gt'";
    if (values.length !== 1) errors.push(fieldRequired(at, says));
  } else errors.push(fieldInvalid(path.child('operator'), operator, noOperator));
  errors.push(...validateLabelName(key, path.child('key')));
  if (allowsAnyValue) return;
  for (const [index, value] of values.entries()) {
    for (const says of validateLabelValue(value)) errors.push(fieldInvalid(at.index(index), value, says));
  }
}

/** Only a node's name can be asked for by field. Mirrors ValidateNodeFieldSelectorRequirement. */
function checkFieldRequirement(
  errors: Errors,
  path: FieldPath,
  { key = '', operator = '', values = [] }: V1NodeSelectorRequirement,
): void {
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(fieldInvalid(path.child('operator'), operator, noOperator));
  } else if (values.length !== 1) {
    const says = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(fieldRequired(path.child('values'), says));
  }
  if (key !== 'metadata.name') {
    errors.push(fieldInvalid(path.child('key'), key, 'not a valid field selector key'));
    return;
  }
  for (const [index, value] of values.entries()) {
    for (const says of nameIsDnsSubdomain(value, false)) {
      errors.push(fieldInvalid(path.child('values').index(index), value, says));
    }
  }
}

function checkWeight(errors: Errors, path: FieldPath, weight = 0): void {
  if (weight > 0 && weight <= 100) return;
  errors.push(fieldInvalid(path.child('weight'), weight, 'must be in the range 1-100'));
}

function checkPodAffinity(errors: Errors, path: FieldPath, affinity: V1PodAffinity): void {
  affinity[required]?.forEach((term, index) => {
    checkPodTerm(errors, path.child(required).index(index), term);
  });
  affinity[preferred]?.forEach(({ weight, podAffinityTerm }, index) => {
    const at = path.child(preferred).index(index);
    checkWeight(errors, at, weight);
    checkPodTerm(errors, at.child('podAffinityTerm'), podAffinityTerm ?? { topologyKey: '' });
  });
}

/** Mirrors validatePodAffinityTerm. */
function checkPodTerm(errors: Errors, path: FieldPath, term: V1PodAffinityTerm): void {
  const { labelSelector, namespaceSelector, namespaces = [], topologyKey = '' } = term;
  errors.push(
    ...validateLabelSelector(labelSelector as LabelSelector | undefined, path.child('labelSelector')),
  );
  errors.push(
    ...validateLabelSelector(namespaceSelector as LabelSelector | undefined, path.child('namespaceSelector')),
  );
  for (const name of namespaces) {
    for (const says of nameIsDnsLabel(name, false))
      errors.push(fieldInvalid(path.child('namespace'), name, says));
  }
  checkLabelKeys(errors, path, term);
  if (topologyKey === '') errors.push(fieldRequired(path.child('topologyKey'), 'can not be empty'));
  errors.push(...validateLabelName(topologyKey, path.child('topologyKey')));
}
