import type {
  V1StorageClass,
  V1TopologySelectorTerm,
  V1VolumeAttributesClass,
} from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  fieldTooLong,
  utf8Length,
  validateLabelName,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { each, isEmpty, oneOfWords, tell, when } from '../tell.ts';

const parametersMax = 512;
const parametersBytesMax = 256 * 1024;
const parametersPath = fieldPath('parameters');
const bindingModePath = fieldPath('volumeBindingMode');

/** Mirrors kubernetes pkg/apis/storage/validation (ValidateStorageClass). */
export function storageClassErrors(storageClass: V1StorageClass): FieldError[] {
  const {
    provisioner,
    parameters,
    reclaimPolicy = '',
    volumeBindingMode: mode,
    allowedTopologies,
  } = storageClass;
  return [
    ...provisionerErrors(provisioner, fieldPath('provisioner')),
    ...parametersErrors(parameters),
    ...(reclaimPolicy === ''
      ? []
      : oneOfWords(fieldPath('reclaimPolicy'), reclaimPolicy, ['Delete', 'Retain'])),
    ...(mode === undefined
      ? [fieldRequired(bindingModePath)]
      : oneOfWords(bindingModePath, mode, ['Immediate', 'WaitForFirstConsumer'])),
    ...topologyErrors(allowedTopologies),
  ];
}

/** Mirrors ValidateStorageClassUpdate. */
export function storageClassUpdateErrors(storageClass: V1StorageClass, old: V1StorageClass): FieldError[] {
  const fixed = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const;
  const changed = fixed.filter((field) => !deepEqual(storageClass[field], old[field]));
  return [
    ...storageClassErrors(storageClass),
    ...changed.map((field) => fieldImmutable(field, storageClass[field] ?? null)),
  ];
}

/** Mirrors ValidateVolumeAttributesClass. */
export function attributesClassErrors({ driverName, parameters }: V1VolumeAttributesClass): FieldError[] {
  return [
    ...provisionerErrors(driverName, fieldPath('driverName')),
    ...parametersErrors(parameters),
    ...when(isEmpty(parameters), () =>
      fieldRequired(parametersPath, 'must contain at least one key/value pair'),
    ),
  ];
}

/** Mirrors ValidateVolumeAttributesClassUpdate. */
export function attributesClassUpdateErrors(
  attributesClass: V1VolumeAttributesClass,
  old: V1VolumeAttributesClass,
): FieldError[] {
  const { driverName = '', parameters } = attributesClass;
  return [
    ...when(driverName !== old.driverName, () =>
      fieldForbidden('driverName', 'updates to driverName are forbidden.'),
    ),
    ...when(!deepEqual(parameters, old.parameters), () =>
      fieldForbidden(parametersPath, 'updates to parameters are forbidden.'),
    ),
    ...attributesClassErrors(attributesClass),
  ];
}

/** Kubernetes shows it in lower case. */
function provisionerErrors(name: string | undefined, at: FieldPath): FieldError[] {
  if (isEmpty(name)) return [fieldRequired(at)];
  const text = name?.toLowerCase() ?? '';
  return tell(at, text, validateQualifiedName(text));
}

function parametersErrors(parameters: Readonly<Record<string, string>> = {}): FieldError[] {
  const entries = Object.entries(parameters);
  if (entries.length > parametersMax) return [fieldTooLong(parametersPath, parametersMax)];
  const size = entries.reduce((sum, [key, value]) => sum + utf8Length(key) + utf8Length(value), 0);
  return [
    ...when('' in parameters, () => fieldInvalid(parametersPath, '', 'field can not be empty.')),
    ...when(size > parametersBytesMax, () => fieldTooLong(parametersPath, parametersBytesMax)),
  ];
}

function topologyErrors(terms: readonly V1TopologySelectorTerm[] = []): FieldError[] {
  // A term that chooses nothing is the same to Kubernetes as each of those it has not looked at.
  const chosen = terms.map(() => chosenBy({}));
  return each(terms, fieldPath('allowedTopologies'), (term, at) => {
    const errors = termErrors(term, at.child('matchLabelExpressions'));
    const text = chosenBy(term);
    const count = chosen.filter((one) => one === text).length;
    chosen.push(text);
    const again = Array.from({ length: count }, () => fieldDuplicate(at.child('matchLabelExpressions'), ''));
    return [...errors, ...again];
  });
}

/** Mirrors ValidateTopologySelectorTerm. */
function termErrors({ matchLabelExpressions }: V1TopologySelectorTerm, path: FieldPath): FieldError[] {
  const keys = new Set<string>();
  return each(matchLabelExpressions, path, ({ key = '', values }, at) => {
    const seen = new Set<string>();
    const place = at.child('values');
    return [
      ...when(isEmpty(values), () => fieldRequired(place)),
      ...each(values, place, (value, here) =>
        when(seen.size === seen.add(value).size, () => fieldDuplicate(here, value)),
      ),
      ...validateLabelName(key, at.child('key')),
      ...when(keys.size === keys.add(key).size, () => fieldDuplicate(at.child('key'), key)),
    ];
  });
}

/** The same text for terms that choose the same, whatever the order of what they say. */
function chosenBy({ matchLabelExpressions = [] }: V1TopologySelectorTerm): string {
  const values = new Map(
    matchLabelExpressions.map(({ key = '', values = [] }) => [key, [...new Set(values)].sort()]),
  );
  return JSON.stringify([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
}
