import type {
  V1CSIDriver,
  V1EndpointSlice,
  V1Ingress,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1ResourceSlice,
} from '../../../api/index.ts';
import { deepEqual, fieldPath, goQuote, type KubeObject } from '../../../apimachinery/index.ts';
import { storageAnnotations } from '../../../component-helpers/index.ts';
import { mountableSecretsAnnotation } from '../admission/mountable-secrets.ts';
import { addressWarning } from './address-warnings.ts';
import { nodeTermWarnings } from './pod-warnings.ts';
import { claimWarnings } from './volume-warnings.ts';

/** Of kinds without pods. Mirrors the WarningsOnCreate and WarningsOnUpdate of their strategies in kubernetes pkg/registry. */

const tokensInSecrets =
  'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes';

export function driverWarnings({ spec = {} }: V1CSIDriver, old?: V1CSIDriver): string[] {
  const { tokenRequests = [], serviceAccountTokenInSecrets: inSecrets } = spec;
  const isAsBefore = old !== undefined && deepEqual(old.spec?.tokenRequests ?? [], tokenRequests);
  return tokenRequests.length === 0 || inSecrets !== undefined || isAsBefore ? [] : [tokensInSecrets];
}

/** Of an account that says anew that it minds which secrets its pods mount. */
export function mountableSecretsWarnings({ metadata }: KubeObject, old?: KubeObject): string[] {
  const isNew = old?.metadata?.annotations?.[mountableSecretsAnnotation] === undefined;
  if (metadata?.annotations?.[mountableSecretsAnnotation] === undefined || !isNew) return [];
  const instead = 'prefer separate namespaces to isolate access to mounted secrets';
  return [`metadata.annotations[${mountableSecretsAnnotation}]: deprecated in v1.32+; ${instead}`];
}

const managedBy = 'endpointslice.kubernetes.io/managed-by';

/** They bring addresses into form. */
const careful: ReadonlySet<string> = new Set([
  'endpointslice-controller.k8s.io',
  'endpointslicemirroring-controller.k8s.io',
]);

export function endpointSliceWarnings(
  { metadata, addressType, endpoints }: V1EndpointSlice,
  old?: V1EndpointSlice,
): string[] {
  const warnings: string[] = [];
  if (addressType === 'FQDN' && old === undefined) {
    warnings.push('spec.addressType: FQDN endpoints are deprecated');
  }
  if (careful.has(String(metadata?.labels?.[managedBy]))) return warnings;
  endpoints?.forEach(({ addresses }, index) => {
    addresses?.forEach((address, place) => {
      addressWarning(warnings, fieldPath('endpoints').index(index).child('addresses').index(place), address);
    });
  });
  return warnings;
}

const ingressAnnotation = 'kubernetes.io/ingress.class';

export function ingressWarnings({ metadata, spec }: V1Ingress, old?: V1Ingress): string[] {
  const isOld = metadata?.annotations?.[ingressAnnotation] !== undefined;
  if (!isOld || old !== undefined || spec?.ingressClassName !== undefined) return [];
  return [`annotation "${ingressAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`];
}

export function nodeWarnings({ spec = {} }: V1Node): string[] {
  const warnings: string[] = [];
  if (spec.configSource !== undefined) warnings.push('spec.configSource: the feature is removed');
  if ((spec.externalID ?? '') !== '') {
    warnings.push('spec.externalID: this field is deprecated, and is unused by Kubernetes');
  }
  return warnings;
}

const classAnnotation = storageAnnotations.classBeta;
const useClassName = 'deprecated since v1.8; use "storageClassName" attribute instead';

const deprecatedAnnotations = [
  [classAnnotation, useClassName],
  ['volume.beta.kubernetes.io/mount-options', 'deprecated since v1.31; use "mountOptions" attribute instead'],
] as const;

/** In Kubernetes' order. */
const deprecatedPlaces = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const;

/** Mirrors kubernetes pkg/api/persistentvolume (GetWarningsForPersistentVolume). */
export function persistentVolumeWarnings({ metadata, spec = {} }: V1PersistentVolume): string[] {
  const warnings: string[] = [];
  const path = fieldPath('spec');
  for (const [key, says] of deprecatedAnnotations) {
    if (metadata?.annotations?.[key] === undefined) continue;
    warnings.push(`${fieldPath('metadata', 'annotations').key(key)}: ${says}`);
  }
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const says =
      'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';
    warnings.push(`${path.child('persistentVolumeReclaimPolicy')}: ${says}`);
  }
  const at = path.child('nodeAffinity', 'required', 'nodeSelectorTerms');
  spec.nodeAffinity?.required?.nodeSelectorTerms?.forEach((term, index) => {
    nodeTermWarnings(warnings, at.index(index), term, false);
  });
  for (const [place, shownAs, says] of deprecatedPlaces) {
    if (spec[place] !== undefined) warnings.push(`${path.child(shownAs)}: ${says}`);
  }
  return warnings;
}

/** Mirrors kubernetes pkg/api/persistentvolumeclaim (GetWarningsForPersistentVolumeClaim). */
export function persistentClaimWarnings({ metadata, spec }: V1PersistentVolumeClaim): string[] {
  const warnings: string[] = [];
  if (metadata?.annotations?.[classAnnotation] !== undefined) {
    warnings.push(`${fieldPath('metadata', 'annotations').key(classAnnotation)}: ${useClassName}`);
  }
  claimWarnings(warnings, fieldPath('spec'), spec);
  return warnings;
}

/** Mirrors kubernetes pkg/registry/resource/resourceslice (WarningsOnCreate, WarningsOnUpdate). */
export function sliceWarnings({ spec }: V1ResourceSlice): readonly string[] {
  const { driver } = spec;
  if (driver === driver.toLowerCase()) return [];
  return [`spec.driver: driver names should be lowercase; ${goQuote(driver)} contains uppercase characters`];
}
