import { groupResource } from '../../apimachinery/index.ts';
import type { DiscoveredResource, KindReference, RestMapper } from '../../client/index.ts';

/** Finds resources by the apiVersion and kind of a reference, and knows which of them are watched. */
export class KindIndex {
  readonly #mapper: Pick<RestMapper, 'resourceFor'>;
  /** By `resource.group`: of each resource one version is watched. */
  readonly #watched: ReadonlyMap<string, unknown>;

  constructor(mapper: Pick<RestMapper, 'resourceFor'>, watched: ReadonlyMap<string, unknown>) {
    this.#mapper = mapper;
    this.#watched = watched;
  }

  /** Throws UnknownKindError. */
  of(reference: KindReference): DiscoveredResource {
    const resource = this.#mapper.resourceFor(reference);
    if (resource?.verbs.includes('get') === true) return resource;
    throw new UnknownKindError(reference.apiVersion, reference.kind);
  }

  /** Whether informers show the objects of this kind, be it by another version. */
  isWatched(reference: KindReference): boolean {
    return this.#watched.has(groupResource(this.of(reference)));
  }
}

/** A reference names a kind that is not served (now). Mirrors restMappingError. */
export class UnknownKindError extends Error {
  override readonly name = 'UnknownKindError';

  constructor(apiVersion: string, kind: string) {
    super(`unable to get REST mapping for ${apiVersion}/${kind}.`);
  }
}
