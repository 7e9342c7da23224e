import {
  type FieldError,
  fieldInvalid,
  type KubeObject,
  type NameRule,
  type ObjectMeta,
  validateObjectMeta,
} from '../../../apimachinery/index.ts';
import type { Errors } from './checks.ts';

const standardFinalizers: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/** A finalizer's name says whose it is. Mirrors kubernetes pkg/apis/core/validation (validateKubeFinalizerName). */
export function finalizerErrors({ finalizers = [] }: ObjectMeta): FieldError[] {
  return finalizers.flatMap((name, index) => {
    if (name.includes('/') || standardFinalizers.has(name)) return [];
    const says = 'name is neither a standard finalizer name nor is it fully qualified';
    return [fieldInvalid(`metadata.finalizers[${index}]`, name, says)];
  });
}

/**
 * What has been found of metadata already and some kinds tell once more where they are updated. Mirrors kubernetes
 * pkg/apis/core/validation (ValidateObjectMeta).
 */
export function checkMetadataAgain(
  errors: Errors,
  { metadata = {} }: KubeObject,
  old: KubeObject,
  name: NameRule,
): void {
  if (metadata === old.metadata) return;
  errors.push(...validateObjectMeta(metadata, true, name), ...finalizerErrors(metadata));
}

/** How often a kind itself looks at the metadata of an update: at what changes, and as at that of a new object. By `resource.group`. */
export interface MetadataLooks {
  readonly never: ReadonlySet<string>;
  readonly twice: ReadonlySet<string>;
}

/** Of most kinds what changes is looked at. */
export const looksAtUpdates: MetadataLooks = {
  never: new Set(['events', 'poddisruptionbudgets.policy']),
  twice: new Set([
    ...['configmaps', 'endpoints', 'namespaces', 'nodes', 'persistentvolumeclaims', 'persistentvolumes'],
    ...['secrets', 'serviceaccounts', 'apiservices.apiregistration.k8s.io', 'controllerrevisions.apps'],
    ...['certificatesigningrequests.certificates.k8s.io', 'runtimeclasses.node.k8s.io'],
    ...['ingressclasses.networking.k8s.io', 'ingresses.networking.k8s.io', 'ipaddresses.networking.k8s.io'],
    ...['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'].map(
      (name) => `${name}.rbac.authorization.k8s.io`,
    ),
    ...['deviceclasses', 'resourceclaims', 'resourceclaimtemplates'].map((name) => `${name}.resource.k8s.io`),
    ...['csistoragecapacities', 'storageclasses', 'volumeattributesclasses'].map(
      (name) => `${name}.storage.k8s.io`,
    ),
  ]),
};

export const looksAtStatuses: MetadataLooks = {
  never: new Set(['cronjobs.batch', 'poddisruptionbudgets.policy']),
  twice: new Set(['certificatesigningrequests.certificates.k8s.io']),
};
