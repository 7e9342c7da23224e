import { goQuote } from '../values/go-format.ts';
import { InvalidValueError } from '../values/invalid-value.ts';
import type { KubeObject, ObjectKey } from './object.ts';

/**
 * The text that names an object of one resource: `namespace/name`, or `name` without a namespace.
 * Mirrors k8s.io/client-go tools/cache (MetaNamespaceKeyFunc, SplitMetaNamespaceKey).
 */

/** The key of an object. */
export function keyOf(object: KubeObject): string {
  const metadata = object.metadata;
  return makeKey(metadata?.namespace, metadata?.name ?? '');
}

/** `default/web`; `node-1` without a namespace. */
export function makeKey(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** A namespace and a name as text. */
export function formatKey(key: ObjectKey): string {
  return makeKey(key.namespace, key.name);
}

/** The parts of a key; throws InvalidValueError when it has more than two. */
export function parseKey(key: string): ObjectKey {
  const slash = key.indexOf('/');
  if (slash < 0) return { name: key };
  if (key.indexOf('/', slash + 1) >= 0) throw new InvalidValueError(`unexpected key format: ${goQuote(key)}`);
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The namespace and name of an object. */
export function objectKey(object: KubeObject): ObjectKey {
  const { namespace, name = '' } = object.metadata ?? {};
  return namespace ? { namespace, name } : { name };
}
