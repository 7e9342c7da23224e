import {
  type FieldPath,
  fieldInvalid,
  mustNotBeNegative,
  parseQuantity,
  type Quantity,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';

/** What is nearly always asked for, and in such amounts, is well. */
const usual: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** What there are only whole ones of. Mirrors kubernetes pkg/apis/core/helper (integerResources). */
const whole: ReadonlySet<string> = new Set([
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'],
]);

/** An amount of a resource in the list at a path. Mirrors ValidateResourceQuantityValue. */
export function checkAmount(errors: Errors, path: FieldPath, name: string, text: string): void {
  if (usual.has(name) && /^[0-9]/.test(text)) return;
  const amount = parseQuantity(text);
  if (amount.sign < 0) errors.push(fieldInvalid(path.key(name), String(amount), mustNotBeNegative));
  if ((whole.has(name) || isExtended(name)) && !isWhole(amount)) {
    errors.push(fieldInvalid(path.key(name), String(amount), 'must be an integer'));
  }
}

function isWhole(amount: Quantity): boolean {
  return amount.scaledValue(-3) % 1000n === 0n;
}

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** More may be asked for in all than there is. Mirrors kubernetes pkg/apis/core/helper (IsOvercommitAllowed). */
export function mayExceed(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

/** Mirrors kubernetes pkg/apis/core/helper (IsNativeResource). */
export function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Mirrors kubernetes pkg/apis/core/helper (IsExtendedResourceName). */
export function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return validateQualifiedName(`requests.${name}`).length === 0;
}
