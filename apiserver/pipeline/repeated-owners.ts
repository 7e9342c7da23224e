import type { KubeObject, OwnerReference } from '../../apimachinery/index.ts';
import { withMetadata } from './strategies/index.ts';

/**
 * An object whose owners are named once each; says whose names went. Of a patch Kubernetes looks when admission has been
 * asked. Mirrors kubernetes apiserver pkg/endpoints/handlers (dedupOwnerReferencesAndAddWarning).
 */
export function withoutRepeatedOwners(object: KubeObject, isPatch: boolean, warnings: string[]): KubeObject {
  const { ownerReferences = [] } = object.metadata ?? {};
  if (ownerReferences.length < 2) return object;
  const kept = new Map<string, OwnerReference>();
  const repeated: string[] = [];
  for (const owner of ownerReferences) {
    const key = textOf(owner);
    if (kept.has(key)) repeated.push(owner.uid ?? '');
    else kept.set(key, owner);
  }
  if (repeated.length === 0) return object;
  const when = isPatch ? ' after mutating admission happens' : '';
  warnings.push(
    `.metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${repeated.join(', ')}`,
  );
  return withMetadata(object, { ownerReferences: [...kept.values()] });
}

/** Equal for owners that are equal. */
function textOf({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference): string {
  return JSON.stringify([apiVersion, kind, name, uid, controller, blockOwnerDeletion]);
}
