import type { V1Container } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  InvalidValueError,
  parseQuantity,
  type Quantity,
  validateQualifiedName,
} from '../../../apimachinery/index.ts';

type Resources = NonNullable<V1Container['resources']>;

const hugePages = 'hugepages-';
const ofContainers: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
/** Mirrors kubernetes pkg/apis/core/helper (standardResources), without those of containers. */
const ofOthers: ReadonlySet<string> = new Set([
  ...['cpu', 'memory', 'ephemeral-storage', 'storage'].map((name) => `requests.${name}`),
  ...['cpu', 'memory', 'ephemeral-storage'].map((name) => `limits.${name}`),
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'storage', 'services.nodeports', 'services.loadbalancers'],
]);

/**
 * What a container may ask for, and at most use: resources there are, amounts that are none below zero, requests within
 * limits. Mirrors kubernetes pkg/apis/core/validation (ValidateContainerResourceRequirements).
 */
export function resourceErrors(resources: Resources, path: FieldPath): FieldError[] {
  if (resources.requests === undefined && resources.limits === undefined) return [];
  const { requests = {}, limits = {} } = resources;
  const errors: FieldError[] = [];
  for (const name in limits) amountErrors(name, limits[name] as string, path.child('limits'), errors);
  for (const name in requests) {
    const request = requests[name] as string;
    amountErrors(name, request, path.child('requests'), errors);
    errors.push(...relationErrors(name, request, limits[name], path));
  }
  const names = [...Object.keys(requests), ...Object.keys(limits)];
  const needed = names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory');
  return needed ? [...errors, fieldForbidden(path, 'HugePages require cpu or memory')] : errors;
}

function amountErrors(name: string, text: string, path: FieldPath, errors: FieldError[]): void {
  // What is nearly always asked for, and in such amounts, is well.
  if (ofContainers.has(name) && /^[0-9]/.test(text)) return;
  const at = path.key(name);
  errors.push(...nameErrors(name, at), ...quantityErrors(name, text, at));
}

function nameErrors(name: string, path: FieldPath): FieldError[] {
  if (ofContainers.has(name)) return [];
  const errors = validateQualifiedName(name).map((says) => fieldInvalid(path, name, says));
  const invalid = (says: string) => fieldInvalid(path, name, says);
  if (!name.includes('/')) {
    if (isHugePages(name)) return errors;
    if (!ofOthers.has(name)) errors.push(invalid('must be a standard resource type or fully qualified'));
    return [...errors, invalid('must be a standard resource for containers')];
  }
  if (!isNative(name) && !isExtended(name))
    errors.push(invalid("doesn't follow extended resource name standard"));
  return errors;
}

/** Nothing of what is no quantity, of which the schema tells. */
function quantityErrors(name: string, text: string, path: FieldPath): FieldError[] {
  const amount = quantityOf(text);
  if (amount === undefined) return [];
  const errors: FieldError[] = [];
  if (amount.sign < 0) errors.push(fieldInvalid(path, text, 'must be greater than or equal to 0'));
  if (isExtended(name) && !isWhole(amount)) errors.push(fieldInvalid(path, text, 'must be an integer'));
  return errors;
}

function isWhole(amount: Quantity): boolean {
  return amount.scaledValue(0) * 1000n === amount.scaledValue(-3);
}

/** What cannot be shared by more than it is enough for must be asked for to the last. */
function relationErrors(
  name: string,
  request: string,
  limit: string | undefined,
  path: FieldPath,
): FieldError[] {
  const mayExceed = isNative(name) && !isHugePages(name);
  if (limit === undefined) {
    const says = 'Limit must be set for non overcommitable resources';
    return mayExceed ? [] : [fieldRequired(path.child('limits'), says)];
  }
  const [asked, most] = [quantityOf(request), quantityOf(limit)];
  if (asked === undefined || most === undefined) return [];
  const order = asked.compare(most);
  const wrong = mayExceed ? order > 0 : order !== 0;
  if (!wrong) return [];
  const relation = mayExceed ? 'less than or equal' : 'equal';
  return [fieldInvalid(path.child('requests'), request, `must be ${relation} to ${name} limit of ${limit}`)];
}

function quantityOf(text: string): Quantity | undefined {
  try {
    return parseQuantity(text);
  } catch (error) {
    if (error instanceof InvalidValueError) return undefined;
    throw error;
  }
}

function isHugePages(name: string): boolean {
  return name.startsWith(hugePages);
}

/** Mirrors kubernetes pkg/apis/core/v1/helper (IsNativeResource). */
function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Mirrors kubernetes pkg/apis/core/v1/helper (IsExtendedResourceName). */
function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return validateQualifiedName(`requests.${name}`).length === 0;
}
