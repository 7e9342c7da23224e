import { zeroObject } from '../../api/index.ts';
import { groupResource, type KubeObject } from '../../apimachinery/index.ts';
import type { ServedKind } from '../registry/served-kind.ts';

const noReplicas = { spec: { replicas: 0 } };

/** An object, as far as bookmarks show one. */
type Form = KubeObject & { readonly spec?: object };

/** What Kubernetes' conversions make of what was never set. */
const converted: Readonly<Record<string, Form>> = {
  'daemonsets.apps': { metadata: { annotations: { 'deprecated.daemonset.template.generation': '0' } } },
  'deployments.apps': noReplicas,
  'replicasets.apps': noReplicas,
  'statefulsets.apps': noReplicas,
};

/**
 * What a bookmark of this kind is, but for how far it reaches: an object that nobody has said anything of, as Kubernetes sends it.
 * Mirrors kubernetes apiserver pkg/storage/cacher (newFunc).
 */
export function bookmarkForm({ resource, apiVersion }: ServedKind): KubeObject {
  const { metadata = {}, spec } = converted[groupResource(resource)] ?? {};
  const zero: Form = zeroObject(resource) ?? {};
  const form: Form = { kind: resource.kind, apiVersion, ...zero, metadata };
  return spec === undefined ? form : ({ ...form, spec: { ...spec, ...zero.spec } } as Form);
}
