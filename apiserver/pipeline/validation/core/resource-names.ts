import {
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { isExtended, isHugePages, isNative } from './resource-amounts.ts';

/** What is wrong with the name of a resource in the list at a path. */
export type ResourceNameRule = (errors: Errors, path: FieldPath, name: string) => void;

const ofContainers: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** Mirrors kubernetes pkg/apis/core/helper (standardResources), without those of containers. */
const ofOthers: ReadonlySet<string> = new Set([
  ...['cpu', 'memory', 'ephemeral-storage', 'storage'].map((name) => `requests.${name}`),
  ...['cpu', 'memory', 'ephemeral-storage'].map((name) => `limits.${name}`),
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'storage', 'services.nodeports', 'services.loadbalancers'],
]);

/** True where it is well. Mirrors validateResourceName. */
function isResourceName(errors: Errors, path: FieldPath, name: string): boolean {
  const wrong = validateQualifiedName(name);
  for (const says of wrong) errors.push(fieldInvalid(path.key(name), name, says));
  if (wrong.length > 0) return false;
  if (name.includes('/') || ofContainers.has(name) || ofOthers.has(name) || isHugePages(name)) return true;
  errors.push(fieldInvalid(path.key(name), name, 'must be a standard resource type or fully qualified'));
  return false;
}

/** Mirrors validateContainerResourceName. */
export const containerResourceName: ResourceNameRule = (errors, path, name) => {
  if (ofContainers.has(name)) return;
  isResourceName(errors, path, name);
  if (!name.includes('/')) {
    if (isHugePages(name)) return;
    errors.push(fieldInvalid(path.key(name), name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name)) {
    errors.push(fieldInvalid(path.key(name), name, "doesn't follow extended resource name standard"));
  }
};

/** What a pod as a whole may ask for. Mirrors validatePodResourceName. */
export const podResourceName: ResourceNameRule = (errors, path, name) => {
  if (!isResourceName(errors, path, name)) return;
  if (name === 'cpu' || name === 'memory' || isHugePages(name)) return;
  errors.push(fieldNotSupported(path.key(name), name, ['cpu', 'hugepages-', 'memory']));
};
