import { type FieldError, fieldInvalid, RenderedValue } from '../errors/field-errors.ts';
import type { FieldPath } from '../errors/field-path.ts';
import type { OwnerReference } from '../object/object.ts';
import { goJson } from '../values/go-format.ts';

/** Of more references than this only the second controller is told: each error shows all of them. */
const referencesShownMax = 100;

/**
 * Whether owner references are complete, and at most one of them is the controller: each further one is told. Mirrors
 * k8s.io/apimachinery pkg/api/validation (ValidateOwnerReferences). Differs: of more than a hundred references the first
 * two controllers are told, once.
 */
export function validateOwnerReferences(
  references: readonly OwnerReference[] | undefined,
  path: FieldPath,
): FieldError[] {
  if (references === undefined) return [];
  const errors: FieldError[] = [];
  const controllers: string[] = [];
  let shown: RenderedValue | undefined;
  for (const reference of references) {
    errors.push(...referenceErrors(reference, path));
    if (reference.controller !== true) continue;
    controllers.push(`${reference.kind ?? ''}/${reference.name ?? ''}`);
    if (controllers.length === 1) continue;
    if (controllers.length > 2 && references.length > referencesShownMax) continue;
    const found = `${controllers[0]} and ${controllers.at(-1)}`;
    const says = `Only one reference can have Controller set to true. Found "true" in references for ${found}`;
    shown ??= renderReferences(references);
    errors.push(fieldInvalid(path, shown, says));
  }
  return errors;
}

function referenceErrors(reference: OwnerReference, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  // An object that came over the wire may lack any of them.
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
  if (versionOf(apiVersion) === '') {
    errors.push(fieldInvalid(path.child('apiVersion'), apiVersion, 'version must not be empty'));
  }
  if (kind === '') errors.push(fieldInvalid(path.child('kind'), kind, 'must not be empty'));
  if (name === '') errors.push(fieldInvalid(path.child('name'), name, 'must not be empty'));
  if (uid === '') errors.push(fieldInvalid(path.child('uid'), uid, 'must not be empty'));
  // Events come and go too fast to own anything.
  if (apiVersion === 'v1' && kind === 'Event') {
    const shown = new RenderedValue(renderReference(reference));
    errors.push(fieldInvalid(path, shown, '/v1, Kind=Event is disallowed from being an owner'));
  }
  return errors;
}

/** The version in `group/version` or `version`; empty when the text is neither. */
function versionOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  if (slash < 0) return apiVersion;
  return apiVersion.indexOf('/', slash + 1) < 0 ? apiVersion.slice(slash + 1) : '';
}

function renderReferences(references: readonly OwnerReference[]): RenderedValue {
  return new RenderedValue(`[${references.map(renderReference).join(',')}]`);
}

/** In the order in which Kubernetes declares the fields. */
function renderReference(reference: OwnerReference): string {
  const fields = [
    `"apiVersion":${goJson(reference.apiVersion ?? '')}`,
    `"kind":${goJson(reference.kind ?? '')}`,
    `"name":${goJson(reference.name ?? '')}`,
    `"uid":${goJson(reference.uid ?? '')}`,
  ];
  if (reference.controller !== undefined) fields.push(`"controller":${reference.controller}`);
  if (reference.blockOwnerDeletion !== undefined) {
    fields.push(`"blockOwnerDeletion":${reference.blockOwnerDeletion}`);
  }
  return `{${fields.join(',')}}`;
}
