import type {
  V1CertificateSigningRequest,
  V1CertificateSigningRequestCondition,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  goQuote,
} from '../../../../apimachinery/index.ts';
import { each, isEmpty, when } from '../tell.ts';
import { whyNoCertificate, whyNoRequest } from './pem.ts';
import { signerNameErrors } from './signer-names.ts';

type Request = V1CertificateSigningRequest;
type Condition = V1CertificateSigningRequestCondition;

const specPath = fieldPath('spec');
const conditionsPath = fieldPath('status', 'conditions');
const certificatePath = fieldPath('status', 'certificate');
const secondsMin = 600;
const legacySigner = 'kubernetes.io/legacy-unknown';

const usages = [
  ...['any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign'],
  ...['data encipherment', 'decipher only', 'digital signature', 'email protection', 'encipher only'],
  ...['ipsec end system', 'ipsec tunnel', 'ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc'],
  ...['netscape sgc', 'ocsp signing', 's/mime', 'server auth', 'signing', 'timestamping'],
];

/**
 * What was wrong already may stay wrong. Mirrors kubernetes pkg/apis/certificates/validation
 * (validateCertificateSigningRequest), but for metadata.
 */
export function signingRequestErrors(request: Request, old?: Request): FieldError[] {
  const { spec, status = {} } = request;
  const { expirationSeconds: seconds } = spec ?? {};
  const wrong = whyNoRequest(spec?.request ?? '');
  const short = 'may not specify a duration less than 600 seconds (10 minutes)';
  const isSame = old !== undefined && old.status?.certificate === status.certificate;
  const isAsBefore = isSame || whyNoCertificate(old?.status?.certificate ?? '') !== undefined;
  const noCertificate = isAsBefore ? undefined : whyNoCertificate(status.certificate ?? '');
  return [
    ...when(wrong !== undefined, () =>
      fieldInvalid(specPath.child('request'), spec?.request ?? null, wrong ?? ''),
    ),
    ...usageErrors(spec?.usages, old?.spec?.usages),
    ...signerErrors(spec?.signerName, old?.spec?.signerName),
    ...when(seconds !== undefined && seconds < secondsMin, () =>
      fieldInvalid(specPath.child('expirationSeconds'), seconds, short),
    ),
    ...conditionErrors(status.conditions, old?.status?.conditions),
    ...when(noCertificate !== undefined, () =>
      fieldInvalid(certificatePath, '<certificate data>', noCertificate ?? ''),
    ),
  ];
}

function usageErrors(list: readonly string[] = [], old: readonly string[] = []): FieldError[] {
  const path = specPath.child('usages');
  if (list.length === 0) return [fieldRequired(path)];
  const hadUnknown = old.some((usage) => !usages.includes(usage));
  return [
    ...(hadUnknown
      ? []
      : each(list, path, (usage, at) =>
          when(!usages.includes(usage), () => fieldNotSupported(at, usage, usages)),
        )),
    ...(hasTwice(old)
      ? []
      : duplicates(
          list,
          (usage) => usage,
          (usage, index) => fieldDuplicate(path.index(index), usage),
        )),
  ];
}

function hasTwice(list: readonly string[]): boolean {
  return new Set(list).size < list.length;
}

function duplicates<Item>(
  list: readonly Item[],
  keyOf: (item: Item) => string,
  error: (key: string, index: number) => FieldError,
): FieldError[] {
  const seen = new Set<string>();
  return list.flatMap((item, index) => {
    const key = keyOf(item);
    return when(seen.size === seen.add(key).size, () => error(key, index));
  });
}

function signerErrors(name: string | undefined, old: string | undefined): FieldError[] {
  const path = specPath.child('signerName');
  if (name !== legacySigner || old === legacySigner) return signerNameErrors(path, name);
  return [fieldInvalid(path, name, 'the legacy signerName is not allowed via this API version')];
}

/** These are not denied by saying that they are not so. */
const onlyTrue = ['Approved', 'Denied', 'Failed'];

function typeOf({ type = '' }: Partial<Condition>): string {
  return type;
}

function conditionErrors(list: readonly Condition[] = [], old: readonly Condition[] = []): FieldError[] {
  const before = old.map(typeOf);
  const mayBeBoth = before.includes('Approved') && before.includes('Denied');
  const [maySayNothing, mayRepeat] = [before.includes(''), hasTwice(before)];
  const seen = new Set<string>();
  return each(list, conditionsPath, (condition, at) => {
    const type = typeOf(condition);
    const other = type === 'Approved' ? 'Denied' : 'Approved';
    const isBoth = (type === 'Approved' || type === 'Denied') && seen.has(other) && !mayBeBoth;
    const isTwice = seen.has(type) && !mayRepeat;
    seen.add(type);
    return [
      ...when(type === '' && !maySayNothing, () => fieldRequired(at.child('type'))),
      ...stateErrors(condition, at.child('status')),
      ...when(isBoth, () =>
        fieldInvalid(conditionsPath, type, 'Approved and Denied conditions are mutually exclusive'),
      ),
      ...when(isTwice, () => fieldDuplicate(at.child('type'), type)),
    ];
  });
}

function stateErrors(condition: Condition, at: FieldPath): FieldError[] {
  const { status } = condition;
  const allowed = onlyTrue.includes(typeOf(condition)) ? ['True'] : ['False', 'True', 'Unknown'];
  if (isEmpty(status)) return [fieldRequired(at)];
  return allowed.includes(status) ? [] : [fieldNotSupported(at, status, allowed)];
}

/** Mirrors ValidateCertificateSigningRequestUpdate: it changes no status. */
export function signingRequestUpdateErrors(request: Request, old: Request): FieldError[] {
  return [...signingRequestErrors(request, old), ...decidedErrors(request, old, false)];
}

/** Mirrors ValidateCertificateSigningRequestApprovalUpdate. */
export function approvalErrors(request: Request, old: Request): FieldError[] {
  return [...signingRequestErrors(request, old), ...decidedErrors(request, old, true)];
}

/** Mirrors ValidateCertificateSigningRequestStatusUpdate. */
export function signingRequestStatusErrors(request: Request, old: Request): FieldError[] {
  const [next = '', before = ''] = [request.status?.certificate, old.status?.certificate];
  const says = 'updates may not modify existing certificate content';
  return [
    ...signingRequestUpdateErrors(request, old),
    ...when(next !== before && before !== '', () => fieldForbidden(certificatePath, says)),
  ];
}

/** What has been decided stays so, and only who approves decides. */
function decidedErrors(request: Request, old: Request, approves: boolean): FieldError[] {
  const countOf = ({ status }: Request, type: string) =>
    (status?.conditions ?? []).filter((condition) => condition.type === type).length;
  const told = (types: readonly string[], does: string, isWrong: (type: string) => boolean) =>
    types
      .filter(isWrong)
      .map((type) =>
        fieldForbidden(conditionsPath, `updates may not ${does} a condition of type ${goQuote(type)}`),
      );
  return [
    ...told(onlyTrue, 'remove', (type) => countOf(request, type) < countOf(old, type)),
    ...(approves
      ? []
      : told(['Approved', 'Denied'], 'add', (type) => countOf(request, type) > countOf(old, type))),
  ];
}
