import type { V1CustomResourceDefinition } from '../../../api/index.ts';
import {
  type FieldError,
  FieldPath,
  fieldImmutable,
  fieldInvalid,
  fieldRequired,
} from '../../../apimachinery/index.ts';
import { approvalAnnotation, approvalState } from '../api-approval-state.ts';
import { type Definition, isDefinitionTrue } from '../definition.ts';
import { bundleProblem } from './conversion-errors.ts';
import { nameErrors } from './name-errors.ts';
import { noVersions, specErrors } from './spec-errors.ts';

/**
 * What is wrong with definitions of custom resources besides their metadata. Mirrors k8s.io/apiextensions-apiserver
 * pkg/apis/apiextensions/validation (ValidateCustomResourceDefinition, ...Update, ValidateUpdate...Status).
 */
export function definitionErrors(given: Definition): FieldError[] {
  const definition = withZeros(given);
  return [
    ...ownNameErrors(definition),
    ...specErrors(definition.spec, FieldPath.of('spec'), false),
    ...definitionStatusErrors(definition),
    ...storedVersionErrors(definition),
    ...approvalErrors(definition, undefined),
    ...preservationErrors(definition),
  ];
}

export function definitionUpdateErrors(given: Definition, old: Definition): FieldError[] {
  const definition = withZeros(given);
  return [
    ...specErrors(definition.spec, FieldPath.of('spec'), checksBundle(old)),
    ...immutableErrors(definition, old),
    ...definitionStatusErrors(definition),
    ...storedVersionErrors(definition),
    ...approvalErrors(definition, old),
    ...preservationErrors(definition),
  ];
}

export function definitionStatusErrors({ status }: Definition): FieldError[] {
  const names = status?.acceptedNames;
  return names === undefined ? [] : nameErrors(names, FieldPath.of('status', 'acceptedNames'));
}

/** What is missing is there in Go, and empty; `noVersions` are told as null. */
function withZeros(definition: Definition): Definition {
  const { spec = {} as Partial<Definition['spec']> } = definition;
  const empty = { group: '', scope: '', names: { plural: '', kind: '' }, versions: noVersions };
  return { ...definition, spec: { ...empty, ...spec } };
}

/** It is called as its resource and group are. */
function ownNameErrors({ metadata = {}, spec }: Definition): FieldError[] {
  const wanted = `${spec.names.plural ?? ''}.${spec.group ?? ''}`;
  const { name = '', generateName = '' } = metadata;
  const given = [
    ['generateName', generateName],
    ['name', name],
  ] as const;
  return given
    .filter(([, text]) => text !== '' && text !== wanted)
    .map(([field, text]) =>
      fieldInvalid(FieldPath.of('metadata', field), text, 'must be spec.names.plural+"."+spec.group'),
    );
}

/** A bundle that was wrong already may stay so. */
function checksBundle(old: Definition): boolean {
  if (!isDefinitionTrue(old, 'Established')) return false;
  const { caBundle = '' } = old.spec.conversion?.webhook?.clientConfig ?? {};
  return caBundle === '' || bundleProblem(caBundle) === undefined;
}

/** What objects are stored by. */
function immutableErrors({ spec }: Definition, { spec: old, status }: Definition): FieldError[] {
  const path = FieldPath.of('spec');
  const established = isDefinitionTrue(
    { spec: old, ...(status === undefined ? {} : { status }) },
    'Established',
  );
  const fields = [
    [established, path.child('scope'), spec.scope, old.scope],
    [established, path.child('names', 'kind'), spec.names.kind, old.names.kind],
    [true, path.child('group'), spec.group, old.group],
    [true, path.child('names', 'plural'), spec.names.plural, old.names.plural],
  ] as const;
  return fields
    .filter(([isFixed, , value, before]) => isFixed && value !== before)
    .map(([, at, value]) => fieldImmutable(at, value));
}

function storedVersionErrors({ spec, status }: Definition): FieldError[] {
  const path = FieldPath.of('status', 'storedVersions');
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0) return [fieldInvalid(path, null, 'must have at least one stored version')];
  const open = new Map(stored.map((name, at) => [name, at]));
  const errors: FieldError[] = [];
  for (const { name = '', storage } of spec.versions) {
    if (storage && !open.has(name)) {
      errors.push(fieldInvalid(path, stored, `must have the storage version ${name}`));
    }
    open.delete(name);
  }
  return [...errors, ...[...open].map(([name, at]) => fieldInvalid(path.index(at), name, lost(name)))];
}

function lost(name: string): string {
  return `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
}

/** What has not changed is let through. */
function approvalErrors(definition: Definition, old: Definition | undefined): FieldError[] {
  const approval = approvalState(definition);
  if (approval === undefined || (old !== undefined && approvalOf(old) === approval.state)) return [];
  const path = FieldPath.of('metadata', 'annotations').key(approvalAnnotation);
  const { state, says, value } = approval;
  if (state === 'missing') return [fieldRequired(path, says)];
  return state === 'invalid' ? [fieldInvalid(path, value, says)] : [];
}

function approvalOf(old: Definition): string | undefined {
  return approvalState({ ...old, spec: { ...old.spec, group: 'k8s.io' } })?.state;
}

function preservationErrors({ spec }: V1CustomResourceDefinition): FieldError[] {
  if (spec.preserveUnknownFields !== true) return [];
  const says =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [fieldInvalid(FieldPath.of('spec', 'preserveUnknownFields'), true, says)];
}
