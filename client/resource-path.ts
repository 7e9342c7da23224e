import type { ResourceType } from '../apimachinery/index.ts';

/** Path of a collection: of one namespace, or of all of them (and of cluster-scoped resources) without one. */
export function collectionPath(type: ResourceType, namespace: string | undefined): string {
  const prefixes = prefixesOf(type);
  if (!type.namespaced || namespace === undefined || namespace === '') return prefixes.all;
  return `${prefixes.namespaces}${encodeSegment(namespace)}/${type.resource}`;
}

/** Path of one object. Mirrors what client-go's rest.Request refuses: an empty name, an empty namespace. */
export function objectPath(type: ResourceType, namespace: string | undefined, name: string): string {
  if (name === '') throw new TypeError('resource name may not be empty');
  if (type.namespaced && (namespace === undefined || namespace === '')) {
    throw new TypeError(`an object of ${type.resource} is named by a namespace too (${name})`);
  }
  return `${collectionPath(type, namespace)}/${encodeSegment(name)}`;
}

interface Prefixes {
  readonly all: string;
  readonly namespaces: string;
}

/** Filled lazily with pure values: the same type always has the same prefixes. */
const prefixesByType = new WeakMap<ResourceType, Prefixes>();

function prefixesOf(type: ResourceType): Prefixes {
  const known = prefixesByType.get(type);
  if (known !== undefined) return known;
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const prefixes = { all: `${root}/${type.resource}`, namespaces: `${root}/namespaces/` };
  prefixesByType.set(type, prefixes);
  return prefixes;
}

/** Nearly every name is made of these; the few others are worth the slower encoding. */
const plainSegment = /^[A-Za-z0-9._:-]+$/;

function encodeSegment(segment: string): string {
  return plainSegment.test(segment) ? segment : encodeURIComponent(segment);
}
