import { internalValue, type V1PodStatus } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInternal,
  fieldInvalid,
  parseIp,
  validateLegacyIp,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';

/** Addresses are ones, or were there before; of each family there is one. Mirrors validatePodIPs and validateHostIPs. */
export function checkPodIps(errors: Errors, path: FieldPath, status: V1PodStatus, before: V1PodStatus): void {
  checkList(errors, path, 'podIPs', status, before);
  const { hostIPs = [], hostIP = '' } = status;
  const [first] = hostIPs;
  if (first === undefined) return;
  if (hostIP !== (first.ip ?? '')) {
    errors.push(
      fieldInvalid(path.child('hostIPs').index(0).child('ip'), first.ip ?? '', 'must be equal to `hostIP`'),
    );
  }
  checkList(errors, path, 'hostIPs', status, before);
}

function checkList(
  errors: Errors,
  path: FieldPath,
  field: 'podIPs' | 'hostIPs',
  status: V1PodStatus,
  before: V1PodStatus,
): void {
  const ips = (status[field] ?? []).map(({ ip = '' }) => ip);
  const known = new Set((before[field] ?? []).map(({ ip = '' }) => ip));
  for (const [index, ip] of ips.entries()) {
    if (known.has(ip)) continue;
    for (const says of validateLegacyIp(ip))
      errors.push(fieldInvalid(path.child(field).index(index), ip, says));
  }
  if (ips.length < 2) return;
  const addresses = ips.map(parseIp);
  const unread = addresses.indexOf(undefined);
  if (unread >= 0) {
    const says = `failed to check for dual stack with error:invalid IP[${unread}]: ${ips[unread]}`;
    errors.push(fieldInternal(path.child(field), says));
  }
  const families = new Set(addresses.map((address) => address?.version));
  if (families.size === 2 && ips.length === 2 && unread < 0) return;
  const says = 'may specify no more than one IP for each IP family';
  const type = field === 'podIPs' ? '[]PodIP' : '[]HostIP';
  errors.push(fieldInvalid(path.child(field), internalValue(type, status[field]), says));
}
