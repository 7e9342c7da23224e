import type {
  V1AuditAnnotation,
  V1MutatingAdmissionPolicy,
  V1Mutation,
  V1ParamKind,
  V1ValidatingAdmissionPolicy,
  V1Validation,
  V1Variable,
} from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  JsonPath,
  JsonPathError,
  utf8Length,
  validateDns1035Label,
  validateDns1123Subdomain,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { conditionErrors } from '../conditions.ts';
import { each, isEmpty, oneOfWords, requireWord, tell, when } from '../tell.ts';
import { matchConditionErrors } from './conditions.ts';
import { PolicyExpressions } from './policy-expressions.ts';
import { matchErrors, mutableErrors } from './rules.ts';
import { failurePolicies, reinvocationPolicies } from './webhooks.ts';

type Policy = V1ValidatingAdmissionPolicy | V1MutatingAdmissionPolicy;

const path = fieldPath('spec');
const auditAnnotationsMax = 20;
const auditExpressionBytesMax = 5 * 1024;
const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];

/** Mirrors kubernetes pkg/apis/admissionregistration/validation (ValidateValidatingAdmissionPolicy). */
export function validatingPolicyErrors(
  policy: V1ValidatingAdmissionPolicy,
  old?: V1ValidatingAdmissionPolicy,
): FieldError[] {
  const { validations, auditAnnotations = [], variables } = policy.spec ?? {};
  const expressions = new PolicyExpressions(policy.spec ?? {});
  const none = 'validations or auditAnnotations must contain at least one item';
  const [ofValidations, ofAnnotations] = [path.child('validations'), path.child('auditAnnotations')];
  const errors = [
    ...commonErrors(policy, old, expressions, false),
    ...each(variables, path.child('variables'), (variable, at) => variableErrors(variable, at, expressions)),
  ];
  if (isEmpty(validations) && auditAnnotations.length === 0) {
    return [...errors, fieldRequired(ofValidations, none), fieldRequired(ofAnnotations, none)];
  }
  const keys = new Set<string>();
  return [
    ...errors,
    ...each(validations, ofValidations, (one, at) => validationErrors(one, at, expressions)),
    ...when(auditAnnotations.length > auditAnnotationsMax, () =>
      fieldInvalid(
        ofAnnotations,
        auditAnnotations,
        `must not have more than ${auditAnnotationsMax} auditAnnotations`,
      ),
    ),
    ...each(auditAnnotations, ofAnnotations, (annotation, at) => [
      ...auditErrors(annotation, at, policy.metadata?.name ?? '', expressions),
      ...when(keys.size === keys.add(annotation.key).size, () =>
        fieldDuplicate(at.child('key'), annotation.key),
      ),
    ]),
  ];
}

/** Mirrors ValidateMutatingAdmissionPolicy. */
export function mutatingPolicyErrors(
  policy: V1MutatingAdmissionPolicy,
  old?: V1MutatingAdmissionPolicy,
): FieldError[] {
  const { mutations, variables, reinvocationPolicy } = policy.spec ?? {};
  const expressions = new PolicyExpressions(policy.spec ?? {}, true);
  return [
    ...commonErrors(policy, old, expressions, true),
    ...each(variables, path.child('variables'), (variable, at) => variableErrors(variable, at, expressions)),
    ...when(isEmpty(mutations), () =>
      fieldRequired(path.child('mutations'), 'mutations must contain at least one item'),
    ),
    ...each(mutations, path.child('mutations'), (mutation, at) => mutationErrors(mutation, at, expressions)),
    ...requireWord(path.child('reinvocationPolicy'), reinvocationPolicy, reinvocationPolicies),
  ];
}

/** Mirrors ValidateValidatingAdmissionPolicyStatusUpdate. */
export function policyStatusErrors({ status }: V1ValidatingAdmissionPolicy): FieldError[] {
  const at = fieldPath('status');
  return [
    ...each(
      status?.typeChecking?.expressionWarnings,
      at.child('typeChecking', 'expressionWarnings'),
      (one, place) => [
        ...when(isEmpty(one.warning), () => fieldRequired(place.child('warning'))),
        ...fieldRefErrors(one.fieldRef?.trim() ?? '', place.child('fieldRef')),
      ],
    ),
    ...conditionErrors(status?.conditions, at.child('conditions')),
  ];
}

function fieldRefErrors(text: string, at: FieldPath): FieldError[] {
  if (text === '') return [fieldRequired(at)];
  try {
    new JsonPath(`{${text}}`);
    return [];
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    return [fieldInvalid(at, text, `invalid JSONPath: ${error.message}`)];
  }
}

function commonErrors(
  { spec = {} }: Policy,
  old: Policy | undefined,
  expressions: PolicyExpressions,
  isMutating: boolean,
): FieldError[] {
  const { failurePolicy, paramKind, matchConstraints: match, matchConditions } = spec;
  const at = path.child('matchConstraints');
  const isKept =
    old !== undefined &&
    deepEqual(paramKind, old.spec?.paramKind) &&
    deepEqual(matchConditions ?? [], old.spec?.matchConditions ?? []);
  return [
    ...(failurePolicy === undefined
      ? [fieldRequired(path.child('failurePolicy'))]
      : oneOfWords(path.child('failurePolicy'), failurePolicy, failurePolicies)),
    ...(paramKind === undefined ? [] : paramKindErrors(paramKind, path.child('paramKind'))),
    ...when(match === undefined, () => fieldRequired(at)),
    ...matchErrors(match, at),
    ...when(match !== undefined && isEmpty(match.resourceRules), () =>
      fieldRequired(at.child('resourceRules')),
    ),
    ...(isMutating && match !== undefined ? mutableErrors(match, at) : []),
    ...(isKept ? [] : matchConditionErrors(matchConditions, path.child('matchConditions'), expressions)),
  ];
}

function paramKindErrors({ apiVersion = '', kind = '' }: V1ParamKind, at: FieldPath): FieldError[] {
  const wrongKind = validateDns1035Label(kind.toLowerCase()).join(',');
  return [
    ...paramVersionErrors(apiVersion, at.child('apiVersion')),
    ...when(kind === '', () => fieldRequired(at.child('kind'))),
    ...when(kind !== '' && wrongKind !== '', () =>
      fieldInvalid(at.child('kind'), kind, `may have mixed case, but should otherwise match: ${wrongKind}`),
    ),
  ];
}

function paramVersionErrors(text: string, at: FieldPath): FieldError[] {
  if (text === '') return [fieldRequired(at)];
  const parts = text === '/' ? ['', ''] : text.split('/');
  if (parts.length > 2) return [fieldInvalid(at, text, `unexpected GroupVersion string: ${text}`)];
  const [version = '', group = ''] = parts.toReversed();
  const wrongGroup = group === '' ? '' : validateDns1123Subdomain(group).join(',');
  const errors = when(wrongGroup !== '', () => fieldInvalid(at, group, wrongGroup));
  if (version === '') return [...errors, fieldInvalid(at, text, 'version must be specified')];
  const wrong = validateDns1035Label(version).join(',');
  return [...errors, ...when(wrong !== '', () => fieldInvalid(at, version, wrong))];
}

const reserved = new Set([
  ...['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if'],
  ...['import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'],
]);

function variableErrors(
  { name = '', expression = '' }: V1Variable,
  at: FieldPath,
  expressions: PolicyExpressions,
): FieldError[] {
  const isName = /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !reserved.has(name);
  const ofName =
    name.trim() === ''
      ? [fieldRequired(at.child('name'), 'name is not specified')]
      : when(!isName, () => fieldInvalid(at.child('name'), name, 'must be a valid CEL identifier'));
  return [
    ...ofName,
    ...(expression.trim() === ''
      ? [fieldRequired(at.child('expression'), 'expression is not specified')]
      : expressions.variable(at.child('expression'), name, expression)),
  ];
}

function validationErrors(
  validation: V1Validation,
  at: FieldPath,
  expressions: PolicyExpressions,
): FieldError[] {
  const { expression = '', messageExpression = '', message = '', reason } = validation;
  const blank = 'must be non-empty if specified';
  const isBlank = (text: string) => text !== '' && text.trim() === '';
  return [
    ...(expression.trim() === ''
      ? [fieldRequired(at.child('expression'), 'expression is not specified')]
      : expressions.validation(at.child('expression'), expression)),
    ...when(isBlank(messageExpression), () =>
      fieldInvalid(at.child('messageExpression'), messageExpression, blank),
    ),
    ...(messageExpression.trim() === ''
      ? []
      : expressions.message(at.child('messageExpression'), messageExpression)),
    ...when(isBlank(message), () => fieldInvalid(at.child('message'), message, blank)),
    ...when(/[\n\r]/.test(message.trim()), () =>
      fieldInvalid(at.child('message'), message, 'must not contain line breaks'),
    ),
    ...(reason === undefined ? [] : oneOfWords(at.child('reason'), reason, reasons)),
  ];
}

function auditErrors(
  { key = '', valueExpression = '' }: V1AuditAnnotation,
  at: FieldPath,
  name: string,
  expressions: PolicyExpressions,
): FieldError[] {
  const text = valueExpression.trim();
  const isTooLong = utf8Length(text) > auditExpressionBytesMax;
  const place = at.child('valueExpression');
  return [
    ...(name === ''
      ? [fieldInvalid(at.child('key'), key, 'requires metadata.name be non-empty')]
      : tell(at.child('key'), `${name}/${key}`, validateQualifiedName(`${name}/${key}`))),
    ...when(text === '', () => fieldRequired(place, 'valueExpression is not specified')),
    ...when(isTooLong, () =>
      fieldRequired(place, `must not exceed ${auditExpressionBytesMax} bytes in length`),
    ),
    ...(text === '' || isTooLong ? [] : expressions.annotation(place, valueExpression)),
  ];
}

/** How a mutation is made, and the field that says what it is. */
const patches = { ApplyConfiguration: 'applyConfiguration', JSONPatch: 'jsonPatch' } as const;

function mutationErrors(mutation: V1Mutation, at: FieldPath, expressions: PolicyExpressions): FieldError[] {
  const { patchType = '' } = mutation;
  if (patchType === '') return [fieldRequired(at.child('patchType'))];
  if (patchType !== 'ApplyConfiguration' && patchType !== 'JSONPatch') {
    return [fieldNotSupported(at.child('patchType'), patchType, Object.keys(patches))];
  }
  const own = patches[patchType];
  const other = patches[patchType === 'JSONPatch' ? 'ApplyConfiguration' : 'JSONPatch'];
  const chosen = mutation[own];
  return [
    ...when(chosen === undefined, () =>
      fieldRequired(at.child(own), `must be specified when patchType is ${patchType}`),
    ),
    ...(chosen === undefined ? [] : patchErrors(chosen.expression, patchType, at.child(own), expressions)),
    ...when(mutation[other] !== undefined, () =>
      fieldInvalid(at.child(other), `{${other}}`, `must not be specified when patchType is ${patchType}`),
    ),
  ];
}

function patchErrors(
  text: string | undefined,
  patchType: keyof typeof patches,
  at: FieldPath,
  expressions: PolicyExpressions,
): FieldError[] {
  const place = at.child('expression');
  const expression = text?.trim() ?? '';
  return expression === '' ? [fieldRequired(place)] : expressions.mutation(place, patchType, expression);
}
