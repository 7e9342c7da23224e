import { deepEqual, type KubeObject, type OwnerReference } from '../../apimachinery/index.ts';
import { withMetadata } from './strategies/index.ts';

/**
 * An object whose owners are named once each; says whose names went. Of a patch Kubernetes looks when admission has been
 * asked. Mirrors kubernetes apiserver pkg/endpoints/handlers (dedupOwnerReferencesAndAddWarning).
 */
export function withoutRepeatedOwners(object: KubeObject, isPatch: boolean, warnings: string[]): KubeObject {
  const { ownerReferences = [] } = object.metadata ?? {};
  if (ownerReferences.length < 2) return object;
  const kept: OwnerReference[] = [];
  const repeated: string[] = [];
  for (const owner of ownerReferences) {
    if (kept.some((other) => deepEqual(other, owner))) repeated.push(owner.uid ?? '');
    else kept.push(owner);
  }
  if (repeated.length === 0) return object;
  const when = isPatch ? ' after mutating admission happens' : '';
  warnings.push(
    `.metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${repeated.join(', ')}`,
  );
  return withMetadata(object, { ownerReferences: kept });
}
