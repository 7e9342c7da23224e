import type { V1PersistentVolumeClaimSpec } from '../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  fieldForbidden,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  type KubeObject,
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
