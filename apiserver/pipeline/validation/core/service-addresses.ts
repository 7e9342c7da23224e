import type { V1ServiceSpec } from '../../../../api/index.ts';
import {
  type FieldError,
  fieldDuplicate,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  parseIp,
  validateLegacyIp,
} from '../../../../apimachinery/index.ts';
import { each, oneOfWords, tell, when } from '../tell.ts';

const path = fieldPath('spec');
const ipsPath = path.child('clusterIPs');
const familiesPath = path.child('ipFamilies');
const policyPath = path.child('ipFamilyPolicy');
const families = ['IPv4', 'IPv6'];
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

/** Clients find its endpoints by name alone. */
export function isHeadless({ clusterIPs = [] }: V1ServiceSpec): boolean {
  return clusterIPs.length === 1 && clusterIPs[0] === 'None';
}

/** `IPv4` or `IPv6`; undefined for what is no address. */
export function familyOf(ip: string): string | undefined {
  const version = parseIp(ip)?.version;
  return version === undefined ? undefined : `IPv${version}`;
}

/** Addresses, families and policy by themselves and together. Mirrors ValidateServiceClusterIPsRelatedFields. */
export function serviceAddressErrors(spec: V1ServiceSpec, old?: V1ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy: policy } = spec;
  const seen = new Set<string>();
  const errors = [
    ...firstAddressErrors(spec),
    ...each(ipFamilies, familiesPath, (family, at) => [
      ...oneOfWords(at, family, families),
      ...when(seen.size === seen.add(family).size, () => fieldDuplicate(at, family)),
    ]),
    ...(policy === undefined ? [] : oneOfWords(policyPath, policy, policies)),
  ];
  const addresses = each(clusterIPs, ipsPath, (ip, at, index) => {
    if (index > 0 || ip !== 'None') {
      return old?.clusterIPs?.includes(ip) ? [] : tell(at, ip, validateLegacyIp(ip));
    }
    const says = "'None' must be the first and only value";
    return when(clusterIPs.length > 1, () => fieldInvalid(ipsPath, clusterIPs, says));
  });
  errors.push(...addresses);
  if (clusterIPs.length > 2) errors.push(fieldInvalid(ipsPath, clusterIPs, 'may only hold up to 2 values'));
  return addresses.length > 0 ? errors : [...errors, ...stackErrors(spec)];
}

/** The one address and the first of all are the same. */
function firstAddressErrors({ clusterIP = '', clusterIPs = [] }: V1ServiceSpec): FieldError[] {
  if (clusterIP === '') {
    const says = 'must be empty when `clusterIP` is not specified';
    return when(clusterIPs.length > 0, () => fieldInvalid(ipsPath, clusterIPs, says));
  }
  if (clusterIPs.length === 0) return [fieldRequired(ipsPath)];
  return when(clusterIPs[0] !== clusterIP, () =>
    fieldInvalid(ipsPath, clusterIPs, 'first value must match `clusterIP`'),
  );
}

/** One address of each family, in the families' order. */
function stackErrors(spec: V1ServiceSpec): FieldError[] {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  const isDual =
    clusterIPs.some((ip) => familyOf(ip) === 'IPv4') && clusterIPs.some((ip) => familyOf(ip) === 'IPv6');
  const says = 'may specify no more than one IP for each IP family';
  const errors = when(clusterIPs.length > 1 && !isDual, () => fieldInvalid(ipsPath, clusterIPs, says));
  if (isHeadless(spec)) return errors;
  const others = each(clusterIPs, ipsPath, (ip, at, index) => {
    const family = ipFamilies[index] ?? '';
    const isOther = families.includes(family) && (familyOf(ip) === 'IPv6') !== (family === 'IPv6');
    const expected = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    return when(isOther, () => fieldInvalid(at, ip, expected));
  });
  return [...errors, ...others];
}

const once = 'may not change once set';

/** Second addresses and families come and go; the first stay. Mirrors validateUpgradeDowngradeClusterIPs and -IPFamilies. */
export function serviceAddressUpdateErrors(spec: V1ServiceSpec, old: V1ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName') return [];
  const isNow = isHeadless(spec);
  const was = isHeadless(old);
  return [
    ...(isNow && was ? [] : addressChangeErrors(spec, old)),
    ...(isNow || was ? [] : familyChangeErrors(spec, old)),
  ];
}

function addressChangeErrors(spec: V1ServiceSpec, old: V1ServiceSpec): FieldError[] {
  const { clusterIPs: ips = [], ipFamilyPolicy: policy = null } = spec;
  const { clusterIPs: before = [] } = old;
  const changed = (index: number) => fieldInvalid(ipsPath.index(index), ips, once);
  if (before.length === ips.length) {
    return before.flatMap((ip, index) => when(ip !== ips[index], () => changed(index)));
  }
  const isFirstChanged = before.length > 0 && ips.length > 0 && ips[0] !== before[0];
  const errors = when(isFirstChanged, () => changed(0));
  if (before.length < ips.length) return errors;
  if (ips.length === 0) {
    errors.unshift(
      fieldInvalid(ipsPath.index(0), spec.clusterIPs ?? null, 'primary clusterIP can not be unset'),
    );
  }
  const says = "must be set to 'SingleStack' when releasing the secondary clusterIP";
  const isReleased = ips.length === 1 && policy !== 'SingleStack';
  return [...errors, ...when(isReleased, () => fieldInvalid(policyPath, policy, says))];
}

function familyChangeErrors(spec: V1ServiceSpec, old: V1ServiceSpec): FieldError[] {
  const { ipFamilies: now = [], clusterIPs: ips = [], ipFamilyPolicy: policy = null } = spec;
  const { ipFamilies: before = [] } = old;
  const first = familiesPath.index(0);
  if (before.length === now.length) {
    return before.flatMap((family, index) =>
      when(family !== now[index], () => fieldInvalid(first, now, once)),
    );
  }
  const isFirstChanged = before.length > 0 && now.length > 0 && now[0] !== before[0];
  const errors = when(isFirstChanged, () => fieldInvalid(first, ips, once));
  if (before.length < now.length) return errors;
  if (ips.length === 0) errors.unshift(fieldInvalid(first, now, 'primary ipFamily can not be unset'));
  const says = "must be set to 'SingleStack' when releasing the secondary ipFamily";
  const isReleased = now.length === 1 && policy !== 'SingleStack';
  return [...errors, ...when(isReleased, () => fieldInvalid(policyPath, policy, says))];
}
