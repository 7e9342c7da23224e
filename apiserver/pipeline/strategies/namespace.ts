import type { V1Namespace } from '../../../api/index.ts';
import { type KubeObject, nameIsDnsLabel } from '../../../apimachinery/index.ts';
import { namespaceErrors, namespaceStatusErrors } from '../validation/core/namespace.ts';
import { part, type Strategy, validatorOf, withMetadata, withPart } from './strategy.ts';

const nameLabel = 'kubernetes.io/metadata.name';

/**
 * Mirrors kubernetes pkg/registry/core/namespace: a namespace is born Active with the finalizer `kubernetes` in its
 * spec, and deleting it only marks it Terminating; it goes when the namespace controller has emptied it.
 */
export const namespaceStrategy: Strategy = {
  resetStatus: false,
  nameRule: nameIsDnsLabel,
  validator: validatorOf<V1Namespace>(namespaceErrors, namespaceErrors, namespaceStatusErrors),
  prepareForCreate(object) {
    const spec = part(object, 'spec');
    const finalizers = Array.isArray(spec.finalizers) ? spec.finalizers : [];
    const all = finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'];
    const active = withPart(object, 'status', { phase: 'Active' });
    return withNameLabel(withPart(active, 'spec', { ...spec, finalizers: all }));
  },
  prepareForUpdate(object, old) {
    // Only the finalize subresource changes spec.finalizers.
    return withNameLabel(withPart(object, 'spec', (old as { readonly spec?: unknown }).spec));
  },
  prepareForStatusUpdate: (object) => object,
  keepsUntilFinalized: (object) => {
    const { finalizers } = part(object, 'spec');
    return Array.isArray(finalizers) && finalizers.length > 0;
  },
  prepareForDelete(object) {
    // Unlike others that are held by finalizers it says nothing of a grace period.
    const { deletionGracePeriodSeconds: _, ...metadata } = object.metadata ?? {};
    const status = { ...part(object, 'status'), phase: 'Terminating' };
    return withPart({ ...object, metadata }, 'status', status);
  },
};

function withNameLabel(object: KubeObject): KubeObject {
  const { name = '', labels } = object.metadata ?? {};
  if (name === '' || labels?.[nameLabel] === name) return object;
  return withMetadata(object, { labels: { ...labels, [nameLabel]: name } });
}
