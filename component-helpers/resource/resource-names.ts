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
