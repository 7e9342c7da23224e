import { goJson, goNumber, goQuote } from '../values/go-format.ts';
import type { FieldPath } from './field-path.ts';
import { aggregateMessages } from './message-of.ts';

/**
 * What is wrong with one field. Plain data: collect them in a list, and hand it to `invalid` for the 422 answer.
 * Mirrors k8s.io/apimachinery pkg/util/validation/field (Error).
 */
export interface FieldError {
  readonly type: FieldErrorType;
  /** The field's path as text; `<nil>` where there is no path, as Go prints it. */
  readonly field: string;
  /** Shown by the types that show a value. */
  readonly value: unknown;
  readonly detail: string;
}

/** The `reason` of the cause in a Status. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTooFew'
  | 'FieldValueTooShort'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

/** More errors of one object than that nobody reads, and none are told; a small body can have a million. */
export const fieldErrorsMax = 1000;

/** Where: a path, its text, or nothing (Go's nil path). */
export type FieldLocation = FieldPath | string | undefined;

/** A value whose text is already made, for structs whose fields Go prints in the order of their declaration. */
export class RenderedValue {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The value of an error that shows none where others of its type do. */
export const omittedValue: unique symbol = Symbol('omitted value');

/** Says of a field that nothing may change: the detail of every such error. */
export const fieldIsImmutable = 'field is immutable';

/** `spec.selector: Required value`. */
export function fieldRequired(field: FieldLocation, detail = ''): FieldError {
  return fieldError('FieldValueRequired', field, '', detail);
}

/** `spec.replicas: Invalid value: -1: must be greater than or equal to 0`. */
export function fieldInvalid(field: FieldLocation, value: unknown, detail: string): FieldError {
  return fieldError('FieldValueInvalid', field, value, detail);
}

/** An Invalid value of a field that may not change. */
export function fieldImmutable(field: FieldLocation, value: unknown): FieldError {
  return fieldError('FieldValueInvalid', field, value, fieldIsImmutable);
}

/** The value has another type than the schema says; it reads as an Invalid value. */
export function fieldTypeInvalid(field: FieldLocation, value: unknown, detail: string): FieldError {
  return fieldError('FieldValueTypeInvalid', field, value, detail);
}

/**
 * `Unsupported value: "x": supported values: "A", "B"`; the values are shown in the order given. A text is shown as JSON,
 * which is how Go shows words that have a type of their own.
 */
export function fieldNotSupported(
  field: FieldLocation,
  value: unknown,
  supported: readonly string[],
): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`;
  const shown = typeof value === 'string' ? new RenderedValue(goJson(value)) : value;
  return fieldError('FieldValueNotSupported', field, shown, detail);
}

/** `Duplicate value: "a"`. */
export function fieldDuplicate(field: FieldLocation, value: unknown): FieldError {
  return fieldError('FieldValueDuplicate', field, value, '');
}

/** `Not found: "a"`: the field names something that does not exist. */
export function fieldNotFound(field: FieldLocation, value: unknown): FieldError {
  return fieldError('FieldValueNotFound', field, value, '');
}

/** `Forbidden: may not be used together with ...`. */
export function fieldForbidden(field: FieldLocation, detail: string): FieldError {
  return fieldError('FieldValueForbidden', field, '', detail);
}

/** `Too long: may not be more than 63 bytes`. The value is not shown. */
export function fieldTooLong(field: FieldLocation, maxBytes: number): FieldError {
  const detail = maxBytes < 0 ? 'value is too long' : `may not be more than ${count(maxBytes, 'byte')}`;
  return fieldError('FieldValueTooLong', field, '<value omitted>', detail);
}

/** `Too long: may not be more than 63 characters`. The value is not shown. */
export function fieldTooLongCharacters(field: FieldLocation, maxCharacters: number): FieldError {
  const detail =
    maxCharacters < 0 ? 'value is too long' : `may not be more than ${count(maxCharacters, 'character')}`;
  return fieldError('FieldValueTooLong', field, '<value omitted>', detail);
}

/** `Too short: must be at least 3 characters`. */
export function fieldTooShort(field: FieldLocation, value: string, minCharacters: number): FieldError {
  const detail =
    minCharacters < 0 ? 'value is too short' : `must be at least ${count(minCharacters, 'character')}`;
  return fieldError('FieldValueTooShort', field, value, detail);
}

/** `Too many: 3: must have at most 2 items`. A negative `actual` is not shown. */
export function fieldTooMany(field: FieldLocation, actual: number, max: number): FieldError {
  const detail = max < 0 ? 'has too many items' : `must have at most ${count(max, 'item')}`;
  return fieldError('FieldValueTooMany', field, actual < 0 ? undefined : actual, detail);
}

/** `Too few: 0: must have at least 1 item`. */
export function fieldTooFew(field: FieldLocation, actual: number, min: number): FieldError {
  const detail = min < 0 ? 'has too few items' : `must have at least ${count(min, 'item')}`;
  return fieldError('FieldValueTooFew', field, actual, detail);
}

/** Not the user's fault: `Internal error: ...`. */
export function fieldInternal(field: FieldLocation, detail: string): FieldError {
  return fieldError('InternalError', field, undefined, detail);
}

/** The text without the field: the `message` of a cause in a Status. */
export function fieldErrorBody(error: FieldError): string {
  const shown = showsValue(error) ? `${titles[error.type]}: ${renderValue(error.value)}` : titles[error.type];
  return error.detail === '' ? shown : `${shown}: ${error.detail}`;
}

/** `spec.replicas: Invalid value: ...`. */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** All of them as one text: alone as it is, several as `[a, b]`, equal ones once. Mirrors ErrorList.ToAggregate. */
export function fieldErrorsText(errors: readonly FieldError[]): string {
  return aggregateMessages(errors.map(fieldErrorText));
}

const titles: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTooFew: 'Too few',
  FieldValueTooShort: 'Too short',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

const withoutValue: ReadonlySet<FieldErrorType> = new Set([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'FieldValueTooShort',
  'InternalError',
]);

function fieldError(type: FieldErrorType, field: FieldLocation, value: unknown, detail: string): FieldError {
  return { type, field: field === undefined ? '<nil>' : String(field), value, detail };
}

function showsValue(error: FieldError): boolean {
  if (withoutValue.has(error.type) || error.value === omittedValue) return false;
  return error.type !== 'FieldValueTooMany' || error.value !== undefined;
}

function renderValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return goNumber(value);
  if (value instanceof RenderedValue) return value.text;
  return goJson(value);
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
