import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  type LabelSelector,
  validateDns1123Subdomain,
  validateLabelSelector,
  validateLabelValue,
  validateQualifiedName,
} from '../../../apimachinery/index.ts';
import { type Fields, listOf, type Rule, requiredSaying, textIs, textMustBe } from './rule.ts';

/**
 * Labels and what chooses by them. Mirrors k8s.io/apimachinery pkg/apis/meta/v1/validation and kubernetes
 * pkg/apis/core/validation (ValidateNodeSelector).
 */
export const selectorRules: Readonly<Record<string, Rule>> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector': (value, path) =>
    validateLabelSelector(complete(value), path),
  'core.v1.NodeSelector': requiredSaying('nodeSelectorTerms', 'must have at least one node selector term'),
  'core.v1.NodeSelectorTerm': (value, path) => [
    ...listOf(value.matchExpressions).flatMap((item, at) =>
      expressionErrors(item, path.child('matchExpressions').index(at)),
    ),
    ...listOf(value.matchFields).flatMap((item, at) =>
      fieldErrors(item, path.child('matchFields').index(at)),
    ),
  ],
};

/** A requirement may lack its key or operator, which is as if they were empty. */
function complete(selector: Fields): LabelSelector {
  if (selector.matchExpressions === undefined) return selector as LabelSelector;
  const matchExpressions = listOf(selector.matchExpressions).map((expression) => ({
    ...expression,
    key: (expression.key as string | undefined) ?? '',
    operator: (expression.operator as string | undefined) ?? '',
  }));
  return { ...selector, matchExpressions } as LabelSelector;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

function expressionErrors({ key, operator = '', values }: Fields, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const texts = textsOf(values);
  const says = (text: string) => errors.push(fieldRequired(path.child('values'), text));
  if (operator === 'In' || operator === 'NotIn') {
    if (texts.length === 0) says("must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    const text = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    if (texts.length > 0) errors.push(fieldForbidden(path.child('values'), text));
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (texts.length !== 1) says("must be specified single value when `operator` is 'Lt' or 'Gt'");
  } else {
    errors.push(fieldInvalid(path.child('operator'), operator, 'not a valid selector operator'));
  }
  errors.push(...textMustBe('key', validateQualifiedName, true)({ key }, path));
  errors.push(...textIs('values', validateLabelValue)({ values }, path));
  return errors;
}

/** Only a node's name can be asked for by field. */
function fieldErrors({ key = '', operator = '', values }: Fields, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(fieldInvalid(path.child('operator'), operator, 'not a valid selector operator'));
  } else if (textsOf(values).length !== 1) {
    const says = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(fieldRequired(path.child('values'), says));
  }
  if (key !== 'metadata.name') {
    return [...errors, fieldInvalid(path.child('key'), key, 'not a valid field selector key')];
  }
  return [...errors, ...textIs('values', validateDns1123Subdomain)({ values }, path)];
}
