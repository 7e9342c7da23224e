import type { V1JSONSchemaProps, V1ValidationRule } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
} from '../../../apimachinery/index.ts';
import { declaredSchema } from '../../../component-helpers/index.ts';
import { unsupportedKeyword } from './unsupported-keyword.ts';
import { FieldPathError, validFieldPath } from './valid-field-path.ts';

const reasons: readonly string[] = [
  'FieldValueDuplicate',
  'FieldValueForbidden',
  'FieldValueInvalid',
  'FieldValueRequired',
];

/**
 * What is wrong with the validation rules of a schema besides their expressions. Mirrors k8s.io/apiextensions-apiserver
 * pkg/apis/apiextensions/validation (ValidateCustomResourceDefinitionOpenAPISchema).
 */
export function ruleErrors(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  return rules.flatMap((rule, index) => {
    const at = path.child('x-kubernetes-validations').index(index);
    return [...messageErrors(rule, at), ...optionErrors(rule, at), ...fieldPathErrors(rule, schema, at)];
  });
}

function messageErrors({ rule = '', message = '' }: V1ValidationRule, path: FieldPath): FieldError[] {
  const text = message.trim();
  const at = path.child('message');
  if (rule.trim() === '') return [fieldRequired(path.child('rule'), 'rule is not specified')];
  if (message !== '' && text === '') return [fieldInvalid(at, message, 'must be non-empty if specified')];
  if (hasLineBreak(text)) return [fieldInvalid(at, message, 'must not contain line breaks')];
  if (text !== '' || !hasLineBreak(rule.trim())) return [];
  return [fieldRequired(at, 'message must be specified if rule contains line breaks')];
}

function optionErrors({ messageExpression = '', reason }: V1ValidationRule, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (messageExpression !== '' && messageExpression.trim() === '') {
    const says = 'messageExpression must be non-empty if specified';
    errors.push(fieldRequired(path.child('messageExpression'), says));
  }
  if (reason !== undefined && !reasons.includes(reason)) {
    errors.push(fieldNotSupported(path.child('reason'), reason, reasons));
  }
  return errors;
}

function fieldPathErrors(
  { fieldPath = '' }: V1ValidationRule,
  schema: V1JSONSchemaProps,
  path: FieldPath,
): FieldError[] {
  const at = path.child('fieldPath');
  const problems = [
    [fieldPath !== '' && fieldPath.trim() === '', 'must be non-empty if specified'],
    [hasLineBreak(fieldPath), 'must not contain line breaks'],
    [fieldPath !== '' && !isValidPath(fieldPath, schema), 'must be a valid path'],
  ] as const;
  return problems.filter(([isWrong]) => isWrong).map(([, says]) => fieldInvalid(at, fieldPath, says));
}

function isValidPath(fieldPath: string, schema: V1JSONSchemaProps): boolean {
  if (unsupportedKeyword(schema) !== undefined) return true;
  try {
    validFieldPath(fieldPath, declaredSchema(schema));
    return true;
  } catch (error) {
    if (error instanceof FieldPathError) return false;
    throw error;
  }
}

function hasLineBreak(text: string): boolean {
  return /[\n\r]/.test(text);
}
