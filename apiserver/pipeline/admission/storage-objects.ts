import type { V1PersistentVolumeClaim, V1StorageClass } from '../../../api/index.ts';
import {
  defaultClassAnnotations,
  hasStorageClass,
  requestedStorage,
  storageClassOf,
} from '../../../component-helpers/index.ts';
import type { ServerContext } from '../../request/request-context.ts';
import { withMetadata, withPart } from '../strategies/index.ts';
import type { MutatingPlugin, ValidatingPlugin } from './admission-plugin.ts';
import { notAdmitted } from './attributes.ts';
import { defaultClassName } from './default-class.ts';

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

/** Gives a claim that names no class the default one. Mirrors kubernetes plugin/pkg/admission/storage/storageclass/setdefault. */
export const defaultStorageClass: MutatingPlugin = {
  name: 'DefaultStorageClass',
  matches: [{ operations: ['CREATE'], resources: ['persistentvolumeclaims'] }],
  admit({ object }, server) {
    const claim = (object ?? {}) as V1PersistentVolumeClaim;
    if (object === undefined || hasStorageClass(claim)) return undefined;
    const name = defaultClassName(server, 'storage.k8s.io', 'storageclasses', defaultClassAnnotations);
    return name === undefined
      ? undefined
      : withPart(object, 'spec', { ...claim.spec, storageClassName: name });
  },
};

/** A claim grows when it is bound, and its class lets it. Mirrors kubernetes plugin/pkg/admission/storage/persistentvolume/resize. */
export const claimResize: ValidatingPlugin = {
  name: 'PersistentVolumeClaimResize',
  matches: [{ operations: ['UPDATE'], resources: ['persistentvolumeclaims'] }],
  validate(attributes, server) {
    const claim = (attributes.object ?? {}) as V1PersistentVolumeClaim;
    const old = (attributes.oldObject ?? {}) as V1PersistentVolumeClaim;
    if (requestedStorage(claim).compare(requestedStorage(old)) <= 0) return;
    if (old.status?.phase !== 'Bound') {
      throw notAdmitted(attributes, 'Only bound persistent volume claims can be expanded');
    }
    const name = storageClassOf(claim);
    if (name !== '' && name === storageClassOf(old) && mayGrow(server, name)) return;
    const says =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
    throw notAdmitted(attributes, says);
  },
};

function mayGrow(server: ServerContext, name: string): boolean {
  const classes = server.resources.preferred('storage.k8s.io', 'storageclasses')?.storage.cache;
  const found = classes?.get(name)?.object as V1StorageClass | undefined;
  return found?.allowVolumeExpansion === true;
}
