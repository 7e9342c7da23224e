import { validateQualifiedName } from '../../apimachinery/index.ts';

/** Of Kubernetes, not of a device's maker. Mirrors kubernetes pkg/apis/core/helper (IsNativeResource). */
export function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Of a device's maker, by the node. Mirrors IsExtendedResourceName. */
export function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return validateQualifiedName(`requests.${name}`).length === 0;
}

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** What a device class gives by its name alone. Mirrors k8s.io/api/resource/v1 (ResourceDeviceClassPrefix). */
export const deviceClassPrefix = 'deviceclass.resource.kubernetes.io/';

/** May be devices of a class. Mirrors kubernetes pkg/scheduler/util (IsDRAExtendedResourceName). */
export function isDeviceResource(name: string): boolean {
  return isExtended(name) || name.startsWith(deviceClassPrefix);
}

/** Whether a name in a quota is that of an extended resource, which may be devices. Mirrors isExtendedResourceNameForQuota. */
export function limitsExtended(name: string): boolean {
  return (
    name.startsWith('requests.') && (!isNative(name) || name.startsWith(`requests.${deviceClassPrefix}`))
  );
}
