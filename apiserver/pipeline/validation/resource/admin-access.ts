import type { ResourceV1ResourceClaim, V1DeviceRequest } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldPath,
} from '../../../../apimachinery/index.ts';

type Labels = Readonly<Record<string, string>> | undefined;

const label = 'resource.kubernetes.io/admin-access';
const says = `admin access to devices requires the \`${label}: true\` label on the containing namespace`;
const requestsPath = fieldPath('spec', 'devices', 'requests');
const resultsPath = fieldPath('status', 'allocation', 'devices', 'results');

/**
 * Whoever looks at devices that are others' needs a namespace that allows it; `labels` has those of the namespace. Mirrors kubernetes
 * pkg/registry/resource (AuthorizedForAdmin).
 */
export function adminRequestErrors(
  requests: readonly V1DeviceRequest[] | null | undefined,
  labels: () => Labels,
): FieldError[] {
  const asking = (requests ?? []).findIndex(({ exactly }) => exactly?.adminAccess === true);
  return forbidden(asking, requestsPath, labels);
}

/** The same of what is allocated, where that is new. Mirrors AuthorizedForAdminStatus. */
export function adminResultErrors(
  claim: ResourceV1ResourceClaim,
  old: ResourceV1ResourceClaim,
  labels: () => Labels,
): FieldError[] {
  return indexOfAdmin(old) >= 0 ? [] : forbidden(indexOfAdmin(claim), resultsPath, labels);
}

function indexOfAdmin({ status }: ResourceV1ResourceClaim): number {
  const results = status?.allocation?.devices?.results ?? [];
  return results.findIndex(({ adminAccess }) => adminAccess === true);
}

function forbidden(index: number, at: FieldPath, labels: () => Labels): FieldError[] {
  if (index < 0 || labels()?.[label] === 'true') return [];
  return [fieldForbidden(at.index(index).child('adminAccess'), says)];
}
