import type {
  V1MutatingAdmissionPolicyBinding,
  V1ParamRef,
  V1ValidatingAdmissionPolicyBinding,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  validateDns1123Subdomain,
  validateLabelSelector,
  validatePathSegmentName,
} from '../../../../apimachinery/index.ts';
import { checkText, each, isEmpty, oneOfWords, requireText, requireWord, when } from '../tell.ts';
import { matchErrors, mutableErrors } from './rules.ts';

const path = fieldPath('spec');

/** Mirrors kubernetes pkg/apis/admissionregistration/validation (ValidateValidatingAdmissionPolicyBinding). */
export function validatingBindingErrors(binding: V1ValidatingAdmissionPolicyBinding): FieldError[] {
  return [...bindingErrors(binding), ...actionErrors(binding.spec?.validationActions)];
}

/** Mirrors ValidateMutatingAdmissionPolicyBinding. */
export function mutatingBindingErrors(binding: V1MutatingAdmissionPolicyBinding): FieldError[] {
  const match = binding.spec?.matchResources;
  const at = path.child('matchResources');
  return [...bindingErrors(binding), ...(match === undefined ? [] : mutableErrors(match, at))];
}

function bindingErrors({
  spec = {},
}: V1ValidatingAdmissionPolicyBinding | V1MutatingAdmissionPolicyBinding): FieldError[] {
  const { policyName, paramRef, matchResources } = spec;
  return [
    ...requireText(path.child('policyName'), policyName, validateDns1123Subdomain),
    ...(paramRef === undefined ? [] : paramErrors(paramRef, path.child('paramRef'))),
    ...matchErrors(matchResources, path.child('matchResources')),
  ];
}

function paramErrors(
  { name, selector, parameterNotFoundAction: action }: V1ParamRef,
  at: FieldPath,
): FieldError[] {
  const isBoth = !isEmpty(name) && selector !== undefined;
  const both = (field: string) =>
    when(isBoth, () => fieldForbidden(at.child(field), 'name and selector are mutually exclusive'));
  return [
    ...checkText(at.child('name'), name, validatePathSegmentName),
    ...both('name'),
    ...validateLabelSelector(selector, at.child('selector')),
    ...both('selector'),
    ...when(isEmpty(name) && selector === undefined, () =>
      fieldRequired(at, 'one of name or selector must be specified'),
    ),
    ...requireWord(at.child('parameterNotFoundAction'), action, ['Deny', 'Allow']),
  ];
}

function actionErrors(actions: readonly string[] = []): FieldError[] {
  const at = path.child('validationActions');
  const seen = new Set<string>();
  const twice =
    'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
  return [
    ...each(actions, at, (action, place) => [
      ...oneOfWords(place, action, ['Audit', 'Deny', 'Warn']),
      ...when(seen.size === seen.add(action).size, () => fieldDuplicate(place, action)),
    ]),
    ...when(seen.has('Deny') && seen.has('Warn'), () => fieldInvalid(at, actions, twice)),
    ...when(seen.size === 0, () => fieldRequired(at, 'at least one validation action is required')),
  ];
}
