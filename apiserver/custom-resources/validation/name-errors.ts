import type { V1CustomResourceDefinitionNames } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  validateDns1035Label,
} from '../../../apimachinery/index.ts';

/** Names that a definition must have. */
export function missingNames(names: V1CustomResourceDefinitionNames, path: FieldPath): FieldError[] {
  return (['plural', 'singular', 'kind', 'listKind'] as const)
    .filter((field) => !names[field])
    .map((field) => fieldRequired(path.child(field)));
}

/**
 * What is wrong with the names there are. Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation
 * (ValidateCustomResourceDefinitionNames).
 */
export function nameErrors(names: V1CustomResourceDefinitionNames, path: FieldPath): FieldError[] {
  const { kind = '', listKind = '', shortNames = [], categories = [] } = names;
  const errors = (['plural', 'singular', 'kind', 'listKind'] as const).flatMap((field) =>
    labelErrors(names[field] ?? '', path.child(field), field === 'kind' || field === 'listKind'),
  );
  errors.push(...eachLabel(shortNames, path.child('shortNames')));
  if (kind !== '' && kind === listKind) {
    errors.push(fieldInvalid(path.child('listKind'), listKind, 'kind and listKind may not be the same'));
  }
  return [...errors, ...eachLabel(categories, path.child('categories'))];
}

function labelErrors(name: string, path: FieldPath, mayBeMixed: boolean): FieldError[] {
  const says = name === '' ? [] : validateDns1035Label(mayBeMixed ? name.toLowerCase() : name);
  if (says.length === 0) return [];
  const prefix = mayBeMixed ? 'may have mixed case, but should otherwise match: ' : '';
  return [fieldInvalid(path, name, `${prefix}${says.join(',')}`)];
}

function eachLabel(names: readonly string[], path: FieldPath): FieldError[] {
  return names.flatMap((name, at) => {
    const says = validateDns1035Label(name);
    return says.length === 0 ? [] : [fieldInvalid(path.index(at), name, says.join(','))];
  });
}
