import {
  badRequest,
  type DeleteChoices,
  type FieldError,
  fieldForbidden,
  fieldNotSupported,
  goQuote,
  invalid,
  validateDeleteOptions,
  validatePatchOptions,
  validateWriteOptions,
} from '../../apimachinery/index.ts';
import { isTrue } from './request-info.ts';

type Query = Readonly<Record<string, string>>;

/** Throws Invalid for a create's, update's, patch's or apply's query. Mirrors kubernetes apimachinery pkg/apis/meta/v1/validation. */
export function checkWriteOptions(
  query: Query,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'ApplyOptions',
): void {
  const { dryRun, fieldManager, fieldValidation, force } = query;
  const isApply = kind === 'ApplyOptions';
  // Most writes carry no options.
  const isPlain =
    dryRun === undefined && fieldManager === undefined && fieldValidation === undefined && !force;
  if (isPlain && !isApply) return;
  const options = {
    ...(fieldManager === undefined ? {} : { fieldManager }),
    ...(fieldValidation === undefined ? {} : { fieldValidation }),
    ...(dryRun === undefined ? {} : { dryRun: [dryRun] }),
    ...(force === undefined ? {} : { force: isTrue(force) }),
  };
  if (!isApply && kind !== 'PatchOptions') throwIfAny(kind, validateWriteOptions(options));
  else throwIfAny('PatchOptions', validatePatchOptions(options, isApply));
}

/** Throws Invalid for what a delete may not ask for. */
export function checkDeleteOptions(options: DeleteChoices): void {
  throwIfAny('DeleteOptions', validateDeleteOptions(options));
}

/** The query's resourceVersionMatch, checked. Mirrors kubernetes apimachinery (ValidateListOptions). */
export function checkListOptions(query: Query, watching: boolean): 'Exact' | 'NotOlderThan' | undefined {
  const { resourceVersionMatch: match = '', sendInitialEvents, timeoutSeconds } = query;
  if (timeoutSeconds !== undefined) parseInteger(timeoutSeconds);
  if (match === '' && sendInitialEvents === undefined && query.continue === undefined) return undefined;
  throwIfAny('ListOptions', watching ? watchErrors(query) : listErrors(query));
  return match === '' ? undefined : (match as 'Exact' | 'NotOlderThan');
}

const matchField = 'resourceVersionMatch';

function listErrors(query: Query): FieldError[] {
  const { resourceVersionMatch: match = '', resourceVersion = '', sendInitialEvents } = query;
  const errors: FieldError[] = [];
  const forbid = (field: string, says: string) => errors.push(fieldForbidden(field, says));
  if (match !== '') {
    if (resourceVersion === '') {
      forbid(matchField, 'resourceVersionMatch is forbidden unless resourceVersion is provided');
    }
    if ((query.continue ?? '') !== '') {
      forbid(matchField, 'resourceVersionMatch is forbidden when continue is provided');
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(fieldNotSupported(matchField, match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && resourceVersion === '0') {
      forbid(matchField, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
    }
  }
  if (sendInitialEvents !== undefined) {
    forbid('sendInitialEvents', 'sendInitialEvents is forbidden for list');
  }
  return errors;
}

function watchErrors(query: Query): FieldError[] {
  const { resourceVersion = '', sendInitialEvents } = query;
  const fromState = sendInitialEvents === undefined && (resourceVersion === '' || resourceVersion === '0');
  const { resourceVersionMatch: match = '' } = query;
  const errors: FieldError[] = [];
  const forbid = (says: string) => errors.push(fieldForbidden(matchField, says));
  if (match !== '' && sendInitialEvents === undefined) {
    forbid('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
  }
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    forbid('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  if (match !== '' && match !== 'NotOlderThan') {
    errors.push(fieldNotSupported(matchField, match, ['NotOlderThan']));
  }
  // A watch from the present state asks for one that is not older, if only by default.
  if ((match !== '' || fromState) && (query.continue ?? '') !== '') {
    forbid('resourceVersionMatch is forbidden when continue is provided');
  }
  return errors;
}

/** A whole number of 64 bits in a query, not exact above 2^53. Throws BadRequest in the words of Kubernetes. */
export function parseInteger(text: string): number {
  const value = /^[+-]?[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (Math.abs(value) <= 2 ** 53 || isInt64(text, value)) return value;
  const says = Number.isNaN(value) ? 'invalid syntax' : 'value out of range';
  throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: ${says}`);
}

function isInt64(text: string, value: number): boolean {
  return Math.abs(value) < 2 ** 64 && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

function throwIfAny(kind: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors);
}
