import type { KubeObject, ObjectKey } from '../apimachinery/index.ts';

/** `namespace/name`, or `name` for cluster-scoped objects. Mirrors client-go tools/cache (MetaNamespaceKeyFunc). */
export function keyOf(object: KubeObject): string {
  const metadata = object.metadata;
  const name = metadata?.name ?? '';
  const namespace = metadata?.namespace;
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** The key back in its parts. Throws for a key of more than two. Mirrors SplitMetaNamespaceKey. */
export function splitKey(key: string): ObjectKey {
  const slash = key.indexOf('/');
  if (slash < 0) return { name: key };
  const name = key.slice(slash + 1);
  if (name.includes('/')) throw new Error(`unexpected key format: ${JSON.stringify(key)}`);
  return { namespace: key.slice(0, slash), name };
}
