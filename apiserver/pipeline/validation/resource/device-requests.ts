import type {
  V1DeviceRequest,
  V1DeviceSelector,
  V1DeviceSubRequest,
  V1DeviceToleration,
  V1ExactDeviceRequest,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  fieldTooLong,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabelValue,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { compileDeviceExpression, selectorCostMax } from '../../../../component-helpers/index.ts';
import { checkText, each, isLongerThan, oneOfWords, requireText, requireWord, tell, when } from '../tell.ts';
import { bounded, distinct } from './lists.ts';

const selectorsMax = 32;
const alternativesMax = 8;
const expressionBytesMax = 10 * 1024;
const exactlyOne = 'exactly one of `exactly` or `firstAvailable` is required';

/** Which devices a claim asks for. Mirrors kubernetes pkg/apis/resource/validation (validateDeviceRequest). */
export function requestErrors(request: V1DeviceRequest, at: FieldPath): FieldError[] {
  const { name = '', exactly, firstAvailable = [] } = request;
  return [...requestNameErrors(name, at.child('name')), ...choiceErrors(exactly, firstAvailable, at)];
}

export function requestNameErrors(name: string, at: FieldPath): FieldError[] {
  return tell(at, name, validateDns1123Label(name));
}

function choiceErrors(
  exactly: V1ExactDeviceRequest | undefined,
  alternatives: readonly V1DeviceSubRequest[],
  at: FieldPath,
): FieldError[] {
  if (alternatives.length === 0) {
    return exactly === undefined
      ? [fieldRequired(at, exactlyOne)]
      : deviceErrors(exactly, at.child('exactly'));
  }
  if (exactly !== undefined) return [fieldInvalid(at, null, `${exactlyOne}, but multiple fields are set`)];
  const nameOf = ({ name = '' }: V1DeviceSubRequest) => name;
  return distinct(alternatives, at.child('firstAvailable'), alternativesMax, alternativeErrors, nameOf);
}

function alternativeErrors(request: V1DeviceSubRequest, at: FieldPath): FieldError[] {
  return [...requestNameErrors(request.name ?? '', at.child('name')), ...deviceErrors(request, at)];
}

function deviceErrors(request: V1ExactDeviceRequest | V1DeviceSubRequest, at: FieldPath): FieldError[] {
  const { deviceClassName, selectors, allocationMode, count = 0, tolerations } = request;
  return [
    ...requireText(at.child('deviceClassName'), deviceClassName, validateDns1123Subdomain),
    ...selectorErrors(selectors, at.child('selectors')),
    ...countErrors(allocationMode, count, at),
    ...each(tolerations, at.child('tolerations'), tolerationErrors),
  ];
}

function countErrors(mode: string | undefined, count: number | bigint, at: FieldPath): FieldError[] {
  const place = at.child('count');
  if (mode === 'All') {
    const says = "must not be specified when allocationMode is 'All'";
    return when(count !== 0, () => fieldInvalid(place, count, says));
  }
  if (mode === 'ExactCount')
    return when(count <= 0, () => fieldInvalid(place, count, 'must be greater than zero'));
  return oneOfWords(at.child('allocationMode'), mode, ['All', 'ExactCount']);
}

/** Mirrors validateSelectorSlice. */
export function selectorErrors(
  selectors: readonly V1DeviceSelector[] | undefined,
  at: FieldPath,
): FieldError[] {
  return bounded(selectors, at, selectorsMax, ({ cel }, place) => {
    if (cel === undefined) return [fieldRequired(place.child('cel'))];
    return expressionErrors(cel.expression ?? '', place.child('cel', 'expression'));
  });
}

/** Mirrors validateCELSelector. */
function expressionErrors(text: string, at: FieldPath): readonly FieldError[] {
  if (isLongerThan(text, expressionBytesMax)) return [fieldTooLong(at, expressionBytesMax)];
  const compiled = compileDeviceExpression(text);
  if ('error' in compiled) return [fieldInvalid(at, text, compiled.error)];
  return when(compiled.costMax > selectorCostMax, () =>
    fieldForbidden(at, 'too complex, exceeds cost limit'),
  );
}

function tolerationErrors(toleration: V1DeviceToleration, at: FieldPath): FieldError[] {
  const { key, operator, value = '', effect } = toleration;
  const wanted = 'must be empty for operator `Exists`';
  return [
    ...checkText(at.child('key'), key, validateQualifiedName),
    ...requireWord(at.child('operator'), operator, ['Equal', 'Exists']),
    ...when(operator === 'Exists' && value !== '', () => fieldInvalid(at.child('value'), value, wanted)),
    ...(operator === 'Equal' ? tell(at.child('value'), value, validateLabelValue(value)) : []),
    ...((effect ?? '') === ''
      ? []
      : oneOfWords(at.child('effect'), effect, ['NoExecute', 'NoSchedule', 'None'])),
  ];
}
