import type { V1ServiceSpec } from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  fieldInvalid,
  fieldPath,
  invalid,
  type KubeObject,
} from '../../../../apimachinery/index.ts';
import { familyOf, serviceAddressErrors } from '../../validation/core/service-addresses.ts';
import { when } from '../../validation/tell.ts';
import { needsClusterIp } from './kept-values.ts';

const path = fieldPath('spec');
const policyPath = path.child('ipFamilyPolicy');

/**
 * The spec with its families and their policy, as far as they were left unsaid. Throws Invalid for those that this cluster
 * does not have. Mirrors kubernetes pkg/registry/core/service/storage (initIPFamilyFields).
 */
export function withFamilies(
  service: KubeObject,
  spec: V1ServiceSpec,
  families: readonly string[],
  old?: V1ServiceSpec,
): V1ServiceSpec {
  if (!needsClusterIp(spec) || keepsDualStack(spec, old)) return spec;
  const { clusterIP, selector = {} } = spec;
  const isOpen = clusterIP === 'None' && Object.keys(selector).length === 0;
  const ipFamilyPolicy =
    spec.ipFamilyPolicy ?? old?.ipFamilyPolicy ?? (isOpen ? 'RequireDualStack' : 'SingleStack');
  const named = withField(spec, 'ipFamilyPolicy', ipFamilyPolicy);
  throwIfAny(service, serviceAddressErrors(named, old));
  const reduced = old !== undefined && ipFamilyPolicy === 'SingleStack' ? withFirstOnly(named, old) : named;
  throwIfAny(service, [
    ...(old === undefined || ipFamilyPolicy === 'SingleStack' ? [] : releaseErrors(named, old)),
    ...(ipFamilyPolicy === 'SingleStack' ? secondErrors(reduced) : []),
    ...otherFamilyErrors(reduced, families),
  ]);
  const inferred = withFamiliesOfAddresses(reduced);
  return isOpen ? withOpenFamilies(inferred, families) : withClusterFamilies(service, inferred, families);
}

/** Nothing is given or taken without being asked for. Mirrors isMatchingPreferDualStackClusterIPFields. */
function keepsDualStack(spec: V1ServiceSpec, old: V1ServiceSpec | undefined): boolean {
  if (old === undefined || spec.ipFamilyPolicy !== 'PreferDualStack' || spec.type !== old.type) return false;
  if (old.ipFamilyPolicy !== undefined && old.ipFamilyPolicy !== 'PreferDualStack') return false;
  return isSame(spec, old, 'clusterIPs') && isSame(spec, old, 'ipFamilies');
}

function isSame(spec: V1ServiceSpec, old: V1ServiceSpec, field: 'clusterIPs' | 'ipFamilies'): boolean {
  return deepEqual(spec[field] ?? [], old[field] ?? []);
}

/** A single stack says clearly enough that what is second goes. */
function withFirstOnly(spec: V1ServiceSpec, old: V1ServiceSpec): V1ServiceSpec {
  const cut = (next: V1ServiceSpec, field: 'clusterIPs' | 'ipFamilies') => {
    const list = next[field] ?? [];
    return list.length > 1 && isSame(next, old, field) ? withField(next, field, list.slice(0, 1)) : next;
  };
  return cut(cut(spec, 'clusterIPs'), 'ipFamilies');
}

function releaseErrors(spec: V1ServiceSpec, old: V1ServiceSpec): FieldError[] {
  const isReduced = (field: 'clusterIPs' | 'ipFamilies') => {
    const count = spec[field]?.length ?? 0;
    return count > 0 && count < (old[field]?.length ?? 0);
  };
  const error = (what: string) =>
    fieldInvalid(policyPath, spec.ipFamilyPolicy, `must be 'SingleStack' to release the secondary ${what}`);
  return [
    ...when(isReduced('clusterIPs'), () => error('cluster IP')),
    ...when(isReduced('ipFamilies'), () => error('IP family')),
  ];
}

function secondErrors({ ipFamilyPolicy, clusterIPs = [], ipFamilies = [] }: V1ServiceSpec): FieldError[] {
  const error = (what: string) => {
    const says = `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`;
    return fieldInvalid(policyPath, ipFamilyPolicy, says);
  };
  return [
    ...when(clusterIPs.length === 2, () => error('cluster IPs')),
    ...when(ipFamilies.length === 2, () => error('IP families')),
  ];
}

/** Addresses that were asked for, of a family that was not. */
function otherFamilyErrors(
  { clusterIPs = [], ipFamilies = [] }: V1ServiceSpec,
  families: readonly string[],
): FieldError[] {
  return clusterIPs.flatMap((ip, index) => {
    const family = familyOf(ip) ?? '';
    const isOther = ip !== 'None' && index >= ipFamilies.length && !families.includes(family);
    const says = `${family} is not configured on this cluster`;
    return when(isOther, () => fieldInvalid(path.child('clusterIPs').index(index), clusterIPs, says));
  });
}

function withFamiliesOfAddresses(spec: V1ServiceSpec): V1ServiceSpec {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  const unsaid = clusterIPs[0] === 'None' ? [] : clusterIPs.slice(ipFamilies.length);
  if (unsaid.length === 0) return spec;
  return withField(spec, 'ipFamilies', [...ipFamilies, ...unsaid.map((ip) => familyOf(ip) ?? '')]);
}

/** Without addresses and without a selector, families are for others to make use of. */
function withOpenFamilies(spec: V1ServiceSpec, [clusterFamily = 'IPv4']: readonly string[]): V1ServiceSpec {
  const [first = clusterFamily, ...more] = spec.ipFamilies ?? [];
  const isSingle = spec.ipFamilyPolicy === 'SingleStack' || more.length > 0;
  const second = isSingle ? more : [otherFamily(first)];
  return withField(spec, 'ipFamilies', [first, ...second]);
}

function otherFamily(family: string): string {
  return family === 'IPv4' ? 'IPv6' : 'IPv4';
}

function withClusterFamilies(
  service: KubeObject,
  spec: V1ServiceSpec,
  families: readonly string[],
): V1ServiceSpec {
  const { ipFamilies = [], ipFamilyPolicy } = spec;
  const says = 'this cluster is not configured for dual-stack services';
  throwIfAny(service, [
    ...when(ipFamilyPolicy === 'RequireDualStack' && families.length < 2, () =>
      fieldInvalid(policyPath, ipFamilyPolicy, says),
    ),
    ...ipFamilies.flatMap((family, index) =>
      when(!families.includes(family), () =>
        fieldInvalid(path.child('ipFamilies').index(index), family, 'not configured on this cluster'),
      ),
    ),
  ]);
  const [first = families[0] ?? 'IPv4', ...more] = ipFamilies;
  const takesBoth = ipFamilyPolicy !== 'SingleStack' && more.length === 0 && families.length === 2;
  return withField(spec, 'ipFamilies', takesBoth ? [first, otherFamily(first)] : [first, ...more]);
}

function withField<Field extends keyof V1ServiceSpec>(
  spec: V1ServiceSpec,
  field: Field,
  value: V1ServiceSpec[Field],
): V1ServiceSpec {
  if (deepEqual(spec[field], value)) return spec;
  return { ...spec, [field]: value };
}

function throwIfAny(service: KubeObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: '', kind: 'Service' }, service.metadata?.name ?? '', errors);
}
