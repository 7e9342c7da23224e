import { groupVersions, type ServedResource, servedResources } from '../../api/index.ts';
import { apiVersionOf } from '../../apimachinery/index.ts';

/** There are many events, nothing owns them, and they go by themselves. Mirrors DefaultIgnoredResources. */
const ignored = ['events', 'events.events.k8s.io'];
const neededVerbs = ['list', 'watch', 'delete'];

/**
 * What is watched for owners and dependents: of each group and resource the preferred version. Mirrors kubernetes
 * pkg/controller/garbagecollector (GetDeletableResources).
 */
export const collectedResources: readonly ServedResource[] = Object.freeze(preferredResources());

/** Finds resources by the apiVersion and kind of a reference. */
export class KindIndex {
  readonly #byKind = new Map<string, ServedResource>();
  readonly #watched = new Set(collectedResources.map(storageName));

  constructor(resources: readonly ServedResource[] = servedResources) {
    for (const resource of resources) {
      const key = `${apiVersionOf(resource)} ${resource.kind}`;
      if (resource.verbs.includes('get') && !this.#byKind.has(key)) this.#byKind.set(key, resource);
    }
  }

  /** Throws UnknownKindError. */
  of(reference: { readonly apiVersion: string; readonly kind: string }): ServedResource {
    const resource = this.#byKind.get(`${reference.apiVersion} ${reference.kind}`);
    if (resource === undefined) throw new UnknownKindError(reference.apiVersion, reference.kind);
    return resource;
  }

  /** Whether informers show the objects of this kind, be it by another version. */
  isWatched(reference: { readonly apiVersion: string; readonly kind: string }): boolean {
    return this.#watched.has(storageName(this.of(reference)));
  }
}

/** A reference names a kind that is not served (now). Mirrors restMappingError. */
export class UnknownKindError extends Error {
  override readonly name = 'UnknownKindError';

  constructor(apiVersion: string, kind: string) {
    super(`unable to get REST mapping for ${apiVersion}/${kind}.`);
  }
}

function preferredResources(): readonly ServedResource[] {
  const byName = new Map<string, ServedResource>();
  for (const { group, versions } of groupVersions) {
    for (const version of versions) {
      for (const resource of servedResources) {
        if (resource.group !== group || resource.version !== version) continue;
        const name = group === '' ? resource.resource : `${resource.resource}.${group}`;
        if (byName.has(name) || ignored.includes(name)) continue;
        if (neededVerbs.every((verb) => resource.verbs.includes(verb))) byName.set(name, resource);
      }
    }
  }
  return [...byName.values()];
}

function storageName({ storage }: ServedResource): string {
  return `${storage.group}/${storage.resource}`;
}
