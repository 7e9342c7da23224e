import type { V1PersistentVolumeClaim, V1StorageClass } from '../../../api/index.ts';
import { parseQuantity } from '../../../apimachinery/index.ts';
import type { ServerContext } from '../../request/request-context.ts';
import { withMetadata, withPart } from '../strategies/index.ts';
import type { MutatingPlugin, ValidatingPlugin } from './admission-plugin.ts';
import { notAdmitted } from './attributes.ts';
import { newestDefault } from './default-class.ts';

const finalizers: Readonly<Record<string, string>> = {
  persistentvolumes: 'kubernetes.io/pv-protection',
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  volumeattributesclasses: 'kubernetes.io/vac-protection',
};

/**
 * What others may use stays until they no longer do; controllers see to that. Mirrors kubernetes
 * plugin/pkg/admission/storage/storageobjectinuseprotection.
 */
export const storageObjectInUseProtection: MutatingPlugin = {
  name: 'StorageObjectInUseProtection',
  matches: [
    { operations: ['CREATE'], resources: ['persistentvolumes', 'persistentvolumeclaims'] },
    { operations: ['CREATE'], apiGroups: ['storage.k8s.io'], resources: ['volumeattributesclasses'] },
  ],
  admit({ object, resource }) {
    const finalizer = finalizers[resource.resource];
    const given = object?.metadata?.finalizers ?? [];
    if (object === undefined || finalizer === undefined || given.includes(finalizer)) return undefined;
    return withMetadata(object, { finalizers: [...given, finalizer] });
  },
};

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';
const defaultAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** Gives a claim that names no class the default one. Mirrors kubernetes plugin/pkg/admission/storage/storageclass/setdefault. */
export const defaultStorageClass: MutatingPlugin = {
  name: 'DefaultStorageClass',
  matches: [{ operations: ['CREATE'], resources: ['persistentvolumeclaims'] }],
  admit({ object }, server) {
    const { metadata, spec } = (object ?? {}) as V1PersistentVolumeClaim;
    const isNamed =
      metadata?.annotations?.[classAnnotation] !== undefined || spec?.storageClassName !== undefined;
    if (object === undefined || isNamed) return undefined;
    const name = newestDefault(server, 'storage.k8s.io', 'storageclasses', defaultAnnotations);
    return name === undefined ? undefined : withPart(object, 'spec', { ...spec, storageClassName: name });
  },
};

/** A claim grows when it is bound, and its class lets it. Mirrors kubernetes plugin/pkg/admission/storage/persistentvolume/resize. */
export const claimResize: ValidatingPlugin = {
  name: 'PersistentVolumeClaimResize',
  matches: [{ operations: ['UPDATE'], resources: ['persistentvolumeclaims'] }],
  validate(attributes, server) {
    const claim = (attributes.object ?? {}) as V1PersistentVolumeClaim;
    const old = (attributes.oldObject ?? {}) as V1PersistentVolumeClaim;
    if (sizeOf(claim).compare(sizeOf(old)) <= 0) return;
    if (old.status?.phase !== 'Bound') {
      throw notAdmitted(attributes, 'Only bound persistent volume claims can be expanded');
    }
    const name = classOf(claim);
    if (name !== '' && name === classOf(old) && mayGrow(server, name)) return;
    const says =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
    throw notAdmitted(attributes, says);
  },
};

function sizeOf({ spec }: V1PersistentVolumeClaim) {
  return parseQuantity(spec?.resources?.requests?.storage ?? '0');
}

function classOf({ metadata, spec }: V1PersistentVolumeClaim): string {
  return metadata?.annotations?.[classAnnotation] ?? spec?.storageClassName ?? '';
}

function mayGrow(server: ServerContext, name: string): boolean {
  const classes = server.resources.preferred('storage.k8s.io', 'storageclasses')?.storage.cache;
  const found = classes?.get(name)?.object as V1StorageClass | undefined;
  return found?.allowVolumeExpansion === true;
}
