import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  mustNotBeNegative,
  parseQuantity,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { tell, when } from '../tell.ts';

/** Names of resources and their amounts. Mirrors kubernetes pkg/apis/core/helper and pkg/apis/core/validation. */

const counted = [
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'],
];
const measured = ['cpu', 'memory', 'ephemeral-storage'];
const limited = [
  ...measured,
  ...['requests', 'limits'].flatMap((of) => measured.map((name) => `${of}.${name}`)),
];
const forQuota: ReadonlySet<string> = new Set([...limited, 'requests.storage', ...counted]);
const standard: ReadonlySet<string> = new Set([...forQuota, 'storage']);

/** One that quotas of Kubernetes' own know. */
export function isStandardQuotaResource(name: string): boolean {
  return forQuota.has(name) || isQuotaHugePages(name);
}

/** Of Kubernetes, not of a device's maker. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

function isQuotaHugePages(name: string): boolean {
  return isHugePages(name) || name.startsWith('requests.hugepages-');
}

function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith('requests.')) return false;
  return validateQualifiedName(`requests.${name}`).length === 0;
}

/** Mirrors validateResourceName. */
export function resourceNameErrors(name: string, at: FieldPath): FieldError[] {
  const errors = tell(at, name, validateQualifiedName(name));
  if (errors.length > 0) return errors;
  const isKnown = name.includes('/') || standard.has(name) || isQuotaHugePages(name);
  return when(!isKnown, () => fieldInvalid(at, name, 'must be a standard resource type or fully qualified'));
}

/** Mirrors ValidateResourceQuotaResourceName. */
export function quotaResourceErrors(name: string, at: FieldPath): FieldError[] {
  const isKnown = name.includes('/') || isStandardQuotaResource(name);
  return [
    ...resourceNameErrors(name, at),
    ...when(!isKnown, () => fieldInvalid(at, name, 'must be a standard resource for quota')),
  ];
}

/** Mirrors validateContainerResourceName. */
export function containerResourceErrors(name: string, at: FieldPath): FieldError[] {
  const errors = resourceNameErrors(name, at);
  if (!name.includes('/')) {
    const isKnown = measured.includes(name) || isHugePages(name);
    const says = 'must be a standard resource for containers';
    return [...errors, ...when(!isKnown, () => fieldInvalid(at, name, says))];
  }
  const isOdd = !isNativeResource(name) && !isExtendedResource(name);
  const says = "doesn't follow extended resource name standard";
  return [...errors, ...when(isOdd, () => fieldInvalid(at, name, says))];
}

/** Mirrors ValidateNonnegativeQuantity. */
export function negativeErrors(amount: string, at: FieldPath): FieldError[] {
  const quantity = parseQuantity(amount);
  return when(quantity.sign < 0, () => fieldInvalid(at, quantity.toString(), mustNotBeNegative));
}

/** Mirrors ValidatePositiveQuantityValue. */
export function notPositiveErrors(amount: string, at: FieldPath): FieldError[] {
  const quantity = parseQuantity(amount);
  return when(quantity.sign <= 0, () => fieldInvalid(at, quantity.toString(), 'must be greater than zero'));
}

/** Not below zero, and whole for what is counted. Mirrors ValidateResourceQuantityValue. */
export function amountErrors(name: string, amount: string, at: FieldPath): FieldError[] {
  const isCounted = counted.includes(name) || isExtendedResource(name);
  return [
    ...negativeErrors(amount, at),
    ...when(isCounted && parseQuantity(amount).milliValue() % 1000 !== 0, () =>
      fieldInvalid(at, amount, 'must be an integer'),
    ),
  ];
}
