import type {
  V1Ingress,
  V1PersistentVolumeClaimSpec,
  V1PolicyRule,
  V1Role,
  V1RoleBinding,
} from '../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  type KubeObject,
  nameIsPathSegment,
} from '../../../apimachinery/index.ts';
import { part, type Strategy, withPart } from './strategy.ts';

/** Mirrors kubernetes pkg/apis/core/validation (ValidatePersistentVolumeClaim and its update). */
export const claimStrategy: Strategy = {
  prepareForCreate: withBothSources,
  prepareForUpdate: withBothSources,
  validate: (object) => claimErrors(claimSpec(object)),
  validateUpdate(object, old) {
    const { resources: _, volumeAttributesClassName: __, ...next } = claimSpec(object);
    const { resources: ___, volumeAttributesClassName: ____, ...before } = claimSpec(old);
    // The binder writes the volume's name once.
    const was = before.volumeName ?? next.volumeName;
    if (deepEqual(next, was === undefined ? before : { ...before, volumeName: was })) return [];
    const says =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    return [fieldForbidden('spec', says)];
  },
};

/** Mirrors kubernetes pkg/apis/networking/validation (ValidateIngressCreate). */
export const ingressStrategy: Strategy = {
  generation: true,
  validate: (object) => ingressErrors(object as V1Ingress),
};

/** Mirrors kubernetes pkg/apis/rbac/validation (ValidateRole, ValidateClusterRole). */
export const roleStrategy: Strategy = {
  createOnUpdate: true,
  nameRule: nameIsPathSegment,
  validate: (object) => ((object as V1Role).rules ?? []).flatMap((rule, at) => ruleErrors(rule, at)),
};

/** Mirrors kubernetes pkg/apis/rbac/validation (ValidateRoleBindingUpdate). */
export const bindingStrategy: Strategy = {
  createOnUpdate: true,
  nameRule: nameIsPathSegment,
  validateUpdate(object, old) {
    const { roleRef } = object as V1RoleBinding;
    if (deepEqual(roleRef, (old as V1RoleBinding).roleRef)) return [];
    return [fieldInvalid('roleRef', roleRef, 'cannot change roleRef')];
  },
};

/** Where a volume's content comes from is told by an old field and a new one. Mirrors NormalizeDataSources. */
function withBothSources(object: KubeObject): KubeObject {
  const spec = claimSpec(object);
  const { dataSource, dataSourceRef } = spec;
  if (dataSource !== undefined && dataSourceRef === undefined) {
    return withPart(object, 'spec', { ...spec, dataSourceRef: dataSource });
  }
  const isElsewhere = (dataSourceRef?.namespace ?? '') !== '';
  if (dataSourceRef === undefined || dataSource !== undefined || isElsewhere) return object;
  const { namespace: _, ...source } = dataSourceRef;
  return withPart(object, 'spec', { ...spec, dataSource: source });
}

function claimSpec(object: object): V1PersistentVolumeClaimSpec {
  return part(object, 'spec') as V1PersistentVolumeClaimSpec;
}

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

function claimErrors(spec: V1PersistentVolumeClaimSpec): FieldError[] {
  const path = fieldPath('spec');
  const errors: FieldError[] = [];
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) {
    errors.push(fieldRequired(path.child('accessModes'), 'at least 1 access mode is required'));
  }
  for (const mode of modes) {
    if (!accessModes.includes(mode))
      errors.push(fieldNotSupported(path.child('accessModes'), mode, accessModes));
  }
  if (spec.resources?.requests?.storage === undefined) {
    errors.push(fieldRequired(path.child('resources').key('storage')));
  }
  return errors;
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];

function ingressErrors({ spec = {} }: V1Ingress): FieldError[] {
  const path = fieldPath('spec');
  const { rules = [], defaultBackend } = spec;
  if (rules.length === 0 && defaultBackend === undefined) {
    return [fieldInvalid(path, spec, 'either `defaultBackend` or `rules` must be specified')];
  }
  const errors: FieldError[] = [];
  for (const [index, rule] of rules.entries()) {
    const at = path.child('rules').index(index).child('http').child('paths');
    for (const [place, { pathType, path: text = '' }] of (rule.http?.paths ?? []).entries()) {
      const here = at.index(place);
      if (pathType === undefined) {
        errors.push(fieldRequired(here.child('pathType'), 'pathType must be specified'));
      } else if (!pathTypes.includes(pathType)) {
        errors.push(fieldNotSupported(here.child('pathType'), pathType, pathTypes));
      } else if (!text.startsWith('/') && (pathType !== 'ImplementationSpecific' || text !== '')) {
        errors.push(fieldInvalid(here.child('path'), text, 'must be an absolute path'));
      }
    }
  }
  return errors;
}

function ruleErrors(rule: V1PolicyRule, index: number): FieldError[] {
  const path = fieldPath('rules').index(index);
  const { verbs = [], apiGroups = [], resources = [], nonResourceURLs = [] } = rule;
  const errors: FieldError[] = [];
  const require = (field: string, says: string) => errors.push(fieldRequired(path.child(field), says));
  if (verbs.length === 0) require('verbs', 'verbs must contain at least one value');
  if (nonResourceURLs.length > 0) {
    if (apiGroups.length + resources.length > 0) {
      const says = 'rules cannot apply to both regular resources and non-resource URLs';
      errors.push(fieldInvalid(path.child('nonResourceURLs'), nonResourceURLs, says));
    }
    return errors;
  }
  if (apiGroups.length === 0) require('apiGroups', 'resource rules must supply at least one api group');
  if (resources.length === 0) require('resources', 'resource rules must supply at least one resource');
  return errors;
}
