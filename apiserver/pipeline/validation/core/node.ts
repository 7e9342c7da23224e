import { internalValue, type V1Node, type V1Taint } from '../../../../api/index.ts';
import {
  compareStrings,
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInternal,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  goQuote,
  parseCidr,
  validateLabelName,
  validateLabelValue,
  validateLegacyCidr,
} from '../../../../apimachinery/index.ts';
import { each, isEmpty, isLongerThan, tell, when } from '../tell.ts';
import { amountErrors } from './amounts.ts';

/** Kubernetes looks for taints and swap in metadata when it tells of them. */
const taintsPath = fieldPath('metadata', 'taints');
const swapPath = fieldPath('metadata', 'nodeSwapStatus', 'capacity');
const cidrsPath = fieldPath('spec', 'podCIDRs');
const statusPath = fieldPath('status');
const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Mirrors kubernetes pkg/apis/core/validation (ValidateNode). Differs: annotations of alpha taints are not read. */
export function nodeErrors(node: V1Node): FieldError[] {
  const { podCIDRs = [], taints } = node.spec ?? {};
  const versions = podCIDRs.map((cidr) => parseCidr(cidr)?.address.version);
  const isDual = versions.includes(4) && versions.includes(6);
  const unread = podCIDRs.length > 1 ? versions.indexOf(undefined) : -1;
  const why = `invalid CIDR[${unread}]: <nil> (invalid CIDR address: ${podCIDRs[unread]})`;
  const failed = `invalid PodCIDRs. failed to check with dual stack with error:${why}`;
  const swap = node.status?.nodeInfo?.swap?.capacity;
  const says = 'may specify no more than one CIDR for each IP family';
  return [
    ...taintErrors(taints),
    ...resourceErrors(node),
    ...when(swap !== undefined && swap <= 0, () => fieldInvalid(swapPath, swap, 'must be greater than zero')),
    ...featureErrors(node),
    ...each(podCIDRs, cidrsPath, (cidr, at) => tell(at, cidr, validateLegacyCidr(cidr))),
    ...when(unread >= 0, () => fieldInternal(cidrsPath, failed)),
    ...when(podCIDRs.length > 2 || (podCIDRs.length > 1 && !isDual), () =>
      fieldInvalid(cidrsPath, podCIDRs, says),
    ),
  ];
}

/** Mirrors ValidateNode and ValidateNodeUpdate. */
export function nodeUpdateErrors(node: V1Node, old: V1Node): FieldError[] {
  return [...nodeErrors(node), ...nodeStatusErrors(node, old)];
}

/** Mirrors ValidateNodeUpdate, which is all that is asked of a status. */
export function nodeStatusErrors(node: V1Node, old: V1Node): FieldError[] {
  const { podCIDRs = [], providerID = '', externalID = '', taints } = node.spec ?? {};
  const before = old.spec ?? {};
  const isMoved = !isEmpty(before.providerID) && before.providerID !== providerID;
  const provider = 'node updates may not change providerID except from "" to valid';
  return [
    ...resourceErrors(node),
    ...featureErrors(node),
    ...addressErrors(node),
    ...cidrChangeErrors(podCIDRs, before.podCIDRs ?? []),
    ...when(isMoved, () => fieldForbidden('spec.providerID', provider)),
    ...taintErrors(taints),
    ...when(externalID !== (before.externalID ?? ''), () =>
      fieldForbidden('spec.externalID', 'may not be updated'),
    ),
  ];
}

function taintErrors(taints: readonly V1Taint[] | undefined): FieldError[] {
  const seen = new Set<string>();
  return each(taints, taintsPath, (taint, at) => {
    const { key = '', value = '', effect = '' } = taint;
    const says = validateLabelValue(value).join(';');
    const isSecond = seen.size === seen.add(`${effect} ${key}`).size;
    const unique = 'taints must be unique by key and effect pair';
    return [
      ...validateLabelName(key, at.child('key')),
      ...when(says !== '', () => fieldInvalid(at.child('value'), value, says)),
      ...effectErrors(effect, at.child('effect')),
      ...when(isSecond, () => ({ ...fieldDuplicate(at, internalValue('Taint', taint)), detail: unique })),
    ];
  });
}

function effectErrors(effect: string, at: FieldPath): FieldError[] {
  if (effect === '') return [fieldRequired(at)];
  return effects.includes(effect) ? [] : [fieldNotSupported(at, effect, effects)];
}

function resourceErrors({ status = {} }: V1Node): FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((field) =>
    Object.entries(status[field] ?? {}).flatMap(([name, amount]) =>
      amountErrors(name, amount, statusPath.child(field, name)),
    ),
  );
}

function featureErrors({ status }: V1Node): FieldError[] {
  const features = status?.declaredFeatures ?? [];
  const path = statusPath.child('declaredFeatures');
  return each(features, path, (feature, at, index) => {
    const next = features[index + 1];
    const place = path.index(index + 1);
    const isUnsorted = next !== undefined && compareStrings(feature, next) > 0;
    return [
      ...featureNameErrors(feature, at),
      ...when(feature === next, () => fieldDuplicate(place, next)),
      ...when(isUnsorted, () => fieldInvalid(place, next, 'list must be sorted alphabetically')),
    ];
  });
}

function featureNameErrors(name: string, at: FieldPath): FieldError[] {
  const invalid = `invalid feature name ${goQuote(name)}`;
  if (isLongerThan(name, 253))
    return [fieldInvalid(at, name, `${invalid}: must be no more than 253 characters`)];
  if (/^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/.test(name)) return [];
  const says = `${invalid}: must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes`;
  return [fieldInvalid(at, name, says)];
}

function addressErrors({ status }: V1Node): FieldError[] {
  const seen = new Set<string>();
  return each(status?.addresses, statusPath.child('addresses'), (address, at) => {
    const value = internalValue('NodeAddress', address);
    return when(seen.size === seen.add(value.text).size, () => fieldDuplicate(at, value));
  });
}

function cidrChangeErrors(cidrs: readonly string[], before: readonly string[]): FieldError[] {
  if (before.length === 0) return [];
  const says = 'node updates may not change podCIDR except from "" to valid';
  const changed = before.length === cidrs.length ? before.filter((cidr, at) => cidr !== cidrs[at]) : [''];
  return changed.map(() => fieldForbidden(cidrsPath, says));
}
