import { type KubeObject, type LabelMatcher, notFound, type ResourceType } from '../apimachinery/index.ts';
import type { Indexer, Indexers, SharedInformer } from './informer.ts';

/** Reads of a local copy that look like reads of the server. Mirrors client-go listers (ResourceIndexer). */
export interface Lister<T> {
  /** Everything that the selector matches; without one everything. */
  list(selector?: LabelMatcher): readonly T[];
  /** Throws NotFound. Of what is namespaced the key is `namespace/name`. */
  get(key: string): T;
  namespace(namespace: string): NamespaceLister<T>;
}

export interface NamespaceLister<T> {
  list(selector?: LabelMatcher): readonly T[];
  /** Throws NotFound. */
  get(name: string): T;
}

/** The name of the index that has objects by their namespace; empty for those that are in none. */
export const namespaceIndex = 'namespace';

/** To be given to `addIndexers`. Whoever adds it again has the same. */
export const byNamespace: Indexers<KubeObject> = {
  [namespaceIndex]: ({ metadata }) => [metadata?.namespace ?? ''],
};

/** A lister of what the informer holds, which it makes find objects by their namespace. */
export function createLister<T extends KubeObject>(informer: SharedInformer<T>): Lister<T> {
  informer.addIndexers(byNamespace);
  const { indexer, type } = informer;
  return {
    list: (selector) => selected(indexer.list(), selector),
    get: (key) => found(indexer, type, key, key.slice(key.indexOf('/') + 1)),
    namespace: (namespace) => ({
      list: (selector) => selected(indexer.byIndex(namespaceIndex, namespace), selector),
      get: (name) => found(indexer, type, `${namespace}/${name}`, name),
    }),
  };
}

function selected<T extends KubeObject>(
  objects: readonly T[],
  selector: LabelMatcher | undefined,
): readonly T[] {
  if (selector === undefined) return objects;
  return objects.filter(({ metadata }) => selector.matches(metadata?.labels));
}

function found<T>(indexer: Indexer<T>, type: ResourceType, key: string, name: string): T {
  const object = indexer.get(key);
  if (object === undefined) throw notFound(type, name);
  return object;
}
