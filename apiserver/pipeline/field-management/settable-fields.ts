import {
  allFields,
  type FieldFilter,
  type FieldPattern,
  type FieldSet,
  fieldsExcept,
  fieldsOnly,
  groupResource,
  noFields,
} from '../../../apimachinery/index.ts';
import type { ServedKind } from '../../registry/served-kind.ts';

const spec: FieldSet = { 'f:spec': noFields };
const status: FieldSet = { 'f:status': noFields };
const metadataAndSpec: FieldSet = { 'f:metadata': noFields, 'f:spec': noFields };

/** What an update of an object itself leaves as it was, where that is not just its status. */
const ofObject: Readonly<Record<string, FieldSet>> = {
  'certificatesigningrequests.certificates.k8s.io': { ...spec, ...status },
};

/** What an update of an object's status leaves as it was, where that is not just its spec. */
const ofStatus: Readonly<Record<string, FieldSet>> = {
  'apiservices.apiregistration.k8s.io': metadataAndSpec,
  'certificatesigningrequests.certificates.k8s.io': { ...spec, 'f:status': { 'f:conditions': noFields } },
  'deployments.apps': { ...spec, 'f:metadata': { 'f:labels': noFields } },
  'flowschemas.flowcontrol.apiserver.k8s.io': metadataAndSpec,
  pods: { ...spec, 'f:metadata': { 'f:deletionTimestamp': noFields, 'f:ownerReferences': noFields } },
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': metadataAndSpec,
  'resourceclaims.resource.k8s.io': metadataAndSpec,
  'servicecidrs.networking.k8s.io': metadataAndSpec,
  'validatingadmissionpolicies.admissionregistration.k8s.io': metadataAndSpec,
  'volumeattachments.storage.k8s.io': metadataAndSpec,
};

const whole: FieldPattern = {};
const resizable: FieldPattern = { '*': { 'f:resources': whole, 'f:resizePolicy': whole } };

const others: Readonly<Record<string, FieldFilter>> = {
  approval: fieldsExcept({ ...spec, 'f:status': { 'f:certificate': noFields } }),
  ephemeralcontainers: fieldsOnly({ 'f:spec': { 'f:ephemeralContainers': whole } }),
  finalize: fieldsExcept(status),
  resize: fieldsOnly({ 'f:spec': { 'f:containers': resizable, 'f:initContainers': resizable } }),
};

/**
 * What requests of a kind, or of one of its subresources, can set. Mirrors GetResetFields and GetResetFieldsFilter of
 * the strategies of kubernetes pkg/registry, and of apiextensions-apiserver pkg/registry/customresource.
 */
export function settableFields({ resource, hasStatus }: ServedKind, subresource: string): FieldFilter {
  const name = groupResource(resource);
  if (subresource === '') return fieldsExcept(ofObject[name] ?? (hasStatus ? status : noFields));
  if (subresource !== 'status') return others[subresource] ?? allFields;
  return fieldsExcept(ofStatus[name] ?? (resource.schema === undefined ? spec : metadataAndSpec));
}
