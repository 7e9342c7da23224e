import { validateQualifiedName } from '../../../../apimachinery/index.ts';
import { isExtended, isHugePages, isNative } from '../../../../component-helpers/index.ts';
import type { TextRule } from '../rule.ts';

/** What resources are called. Mirrors kubernetes pkg/apis/core/helper and pkg/apis/core/validation. */

const ofContainers: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** What there are only whole ones of (integerResources). */
const counted: ReadonlySet<string> = new Set([
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'],
]);

const forQuota: ReadonlySet<string> = new Set([
  ...[...ofContainers].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
  ...['requests.storage', ...counted],
]);

/** Whether there are only whole ones of it. Mirrors IsIntegerResourceName. */
export function isCounted(name: string): boolean {
  return counted.has(name) || isExtended(name);
}

/** More may be asked for in all than there is. Mirrors IsOvercommitAllowed. */
export function mayExceed(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

/** One that quotas of Kubernetes' own know. */
export function isStandardQuotaResource(name: string): boolean {
  return forQuota.has(name) || isQuotaHugePages(name);
}

/** Mirrors validateResourceName. */
export const resourceName: TextRule = (name) => {
  const says = validateQualifiedName(name);
  if (says.length > 0) return says;
  const isKnown = name.includes('/') || name === 'storage' || isStandardQuotaResource(name);
  return isKnown ? [] : ['must be a standard resource type or fully qualified'];
};

/** Mirrors ValidateResourceQuotaResourceName. */
export const quotaResourceName: TextRule = (name) => {
  const isKnown = name.includes('/') || isStandardQuotaResource(name);
  return [...resourceName(name), ...(isKnown ? [] : ['must be a standard resource for quota'])];
};

/** Mirrors validateContainerResourceName. */
export const containerResourceName: TextRule = (name) => {
  if (ofContainers.has(name)) return [];
  const says = resourceName(name);
  if (!name.includes('/')) {
    return isHugePages(name) ? says : [...says, 'must be a standard resource for containers'];
  }
  if (isNative(name) || isExtended(name)) return says;
  return [...says, "doesn't follow extended resource name standard"];
};

function isQuotaHugePages(name: string): boolean {
  return isHugePages(name) || name.startsWith('requests.hugepages-');
}
