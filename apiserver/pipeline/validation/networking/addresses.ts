import { internalValue, type V1IPAddress, type V1ServiceCIDR } from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  parseCidr,
  validateCidr,
  validateDns1123Subdomain,
  validatePathSegmentName,
} from '../../../../apimachinery/index.ts';
import { segmentErrors } from '../names.ts';
import { checkText, each, tell, when } from '../tell.ts';

const parentPath = fieldPath('spec', 'parentRef');
const cidrsPath = fieldPath('spec', 'cidrs');

/** Mirrors kubernetes pkg/apis/networking/validation (ValidateIPAddress). */
export function ipAddressErrors({ spec }: V1IPAddress): FieldError[] {
  const { parentRef } = spec ?? {};
  if (parentRef === undefined) return [fieldRequired(parentPath)];
  const { group, resource, name, namespace } = parentRef;
  return [
    ...checkText(parentPath.child('group'), group, validateDns1123Subdomain),
    ...segmentErrors(parentPath.child('resource'), resource),
    ...segmentErrors(parentPath.child('name'), name),
    ...checkText(parentPath.child('namespace'), namespace, validatePathSegmentName),
  ];
}

/** Mirrors ValidateIPAddressUpdate. */
export function ipAddressUpdateErrors(address: V1IPAddress, old: V1IPAddress): FieldError[] {
  const { parentRef } = address.spec ?? {};
  return [
    ...ipAddressErrors(address),
    ...when(!deepEqual(parentRef, old.spec?.parentRef), () =>
      fieldImmutable(parentPath, internalValue('*ParentReference', parentRef)),
    ),
  ];
}

/** Mirrors ValidateServiceCIDR. */
export function serviceCidrErrors({ spec }: V1ServiceCIDR): FieldError[] {
  const { cidrs = [] } = spec ?? {};
  if (cidrs.length === 0) return [fieldRequired(cidrsPath, 'at least one CIDR required')];
  if (cidrs.length > 2) {
    const value = internalValue('ServiceCIDRSpec', spec);
    return [fieldInvalid(cidrsPath, value, 'may only hold up to 2 values')];
  }
  const [first, second] = cidrs.map((cidr) => parseCidr(cidr)?.address.version);
  const says = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
  return [
    ...each(cidrs, cidrsPath, (cidr, at) => tell(at, cidr, validateCidr(cidr))),
    ...when(cidrs.length === 2 && first !== undefined && first === second, () =>
      fieldInvalid(cidrsPath, cidrs, says),
    ),
  ];
}

/** A second range may be added, and nothing else changed. Mirrors ValidateServiceCIDRUpdate. */
export function serviceCidrUpdateErrors(serviceCidr: V1ServiceCIDR, old: V1ServiceCIDR): FieldError[] {
  const cidrs = serviceCidr.spec?.cidrs ?? [];
  const before = old.spec?.cidrs ?? [];
  const changed = each(before, cidrsPath, (cidr, at, index) =>
    when(cidr !== cidrs[index], () => fieldImmutable(at, cidrs[index])),
  );
  if (cidrs.length === before.length) return changed;
  if (cidrs.length === 2 && before.length === 1) return [...changed, ...serviceCidrErrors(serviceCidr)];
  return [fieldImmutable(cidrsPath, serviceCidr.spec?.cidrs ?? null)];
}
