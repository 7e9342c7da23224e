import type {
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1PersistentVolumeClaimSpec,
  V1VolumeAttachment,
} from '../../../api/index.ts';
import { formatTime, type KubeObject } from '../../../apimachinery/index.ts';
import { claimErrors, claimStatusErrors, claimUpdateErrors } from '../validation/core/claims.ts';
import { persistentVolumeErrors } from '../validation/core/persistent-volumes.ts';
import { persistentVolumeUpdateErrors } from '../validation/core/volume-updates.ts';
import { attachmentErrors, attachmentUpdateErrors } from '../validation/storage/attachments.ts';
import { part, type Strategy, statusAlone, validatorOf, withPart } from './strategy.ts';

/** A volume says since when it is in its phase. Mirrors kubernetes pkg/registry/core/persistentvolume. */
export const volumeStrategy: Strategy = {
  prepareForCreate(object, { environment }) {
    const since = formatTime(environment.clock.now());
    return withPart(object, 'status', { phase: 'Pending', lastPhaseTransitionTime: since });
  },
  prepareForStatusUpdate(object, old, { environment }) {
    const { status } = object as V1PersistentVolume;
    const before = (old as V1PersistentVolume).status;
    const since = before?.lastPhaseTransitionTime;
    const told = status?.lastPhaseTransitionTime;
    if (told !== undefined && told !== since) return object;
    const isSame = status?.phase === before?.phase;
    if (isSame && told === since) return object;
    return withPart(object, 'status', {
      ...status,
      lastPhaseTransitionTime: isSame ? since : formatTime(environment.clock.now()),
    });
  },
  validator: validatorOf<V1PersistentVolume>(persistentVolumeErrors, persistentVolumeUpdateErrors),
};

/** Mirrors kubernetes pkg/registry/core/persistentvolumeclaim. */
export const claimStrategy: Strategy = {
  prepareForCreate: (object) => withBothSources(object, {}),
  prepareForUpdate: (object, old) => withBothSources(object, specOf(old)),
  validator: validatorOf<V1PersistentVolumeClaim>(
    claimErrors,
    (claim, old) => claimUpdateErrors(claim, normalized(old)),
    claimStatusErrors,
  ),
};

/** A claim of another version may have only one of both. */
function normalized(claim: V1PersistentVolumeClaim): V1PersistentVolumeClaim {
  const { spec = {} } = claim;
  return { ...claim, spec: withSources(spec, spec.dataSource, spec.dataSourceRef) };
}

function specOf(object: object): V1PersistentVolumeClaimSpec {
  return part(object, 'spec') as V1PersistentVolumeClaimSpec;
}

/**
 * Where a volume's content comes from is told by an old field and a new one; what only the new one may tell is not kept in the
 * old one, nor what is in another namespace. Mirrors pkg/api/persistentvolumeclaim (DropDisabledFields, EnforceDataSourceBackwardsCompatibility,
 * NormalizeDataSources).
 */
function withBothSources(object: KubeObject, old: V1PersistentVolumeClaimSpec): KubeObject {
  const { dataSource, dataSourceRef } = specOf(object);
  const isElsewhere = (dataSourceRef?.namespace ?? '') !== '';
  const reference = isElsewhere && old.dataSourceRef === undefined ? undefined : dataSourceRef;
  const isFree = old.dataSource === undefined && old.dataSourceRef === undefined && reference === undefined;
  const source = isFree && !isClaimOrSnapshot(dataSource) ? undefined : dataSource;
  return withPart(object, 'spec', withSources(specOf(object), source, reference));
}

/** The spec with both of them, if there is one. */
function withSources(
  spec: V1PersistentVolumeClaimSpec,
  dataSource: Source,
  dataSourceRef: V1PersistentVolumeClaimSpec['dataSourceRef'],
): V1PersistentVolumeClaimSpec {
  const [source, reference] = [dataSource ?? withoutNamespace(dataSourceRef), dataSourceRef ?? dataSource];
  if (source === spec.dataSource && reference === spec.dataSourceRef) return spec;
  const { dataSource: _, dataSourceRef: __, ...others } = spec;
  return {
    ...others,
    ...(source === undefined ? {} : { dataSource: source }),
    ...(reference === undefined ? {} : { dataSourceRef: reference }),
  };
}

type Source = V1PersistentVolumeClaimSpec['dataSource'];

function isClaimOrSnapshot(source: Source): boolean {
  // A group that is not there is null.
  const group = source?.apiGroup ?? '';
  if (source?.kind === 'PersistentVolumeClaim') return group === '';
  return source?.kind === 'VolumeSnapshot' && group === 'snapshot.storage.k8s.io';
}

/** What is in another namespace the old field cannot tell. */
function withoutNamespace(reference: V1PersistentVolumeClaimSpec['dataSourceRef']): Source {
  if (reference === undefined || (reference.namespace ?? '') !== '') return undefined;
  const { namespace: _, ...source } = reference;
  return source;
}

export const attachmentStrategy: Strategy = {
  ...statusAlone,
  unconditionalUpdate: false,
  validator: validatorOf<V1VolumeAttachment>(attachmentErrors, attachmentUpdateErrors),
};
