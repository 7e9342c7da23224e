import { goQuote, groupVersionKind, parseApiVersion } from '../apimachinery/index.ts';
import type { Client } from './client.ts';
import { type DiscoveredResource, discoverResources } from './discovery.ts';

/** A kind as objects and references name it. */
export interface KindReference {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * From kinds to the resources that serve them, as of the last discovery: it asks nobody by itself. Mirrors apimachinery
 * pkg/api/meta (ResettableRESTMapper) over client-go restmapper (NewDiscoveryRESTMapper).
 */
export interface RestMapper {
  /** All that was discovered, in the server's order; nothing before the first time. */
  readonly resources: readonly DiscoveredResource[];
  /** Discovers again. Rejects with what failed; then all is known as it was. */
  refresh(): Promise<void>;
  /** Where several resources speak a kind, the first one. Undefined: nobody serves it, as far as is known. */
  resourceFor(reference: KindReference): DiscoveredResource | undefined;
  /**
   * The same, of a kind that may be new: discovers again when it is not known, once for all who ask meanwhile. Rejects with
   * NoKindMatchError, or what failed. Mirrors controller-runtime pkg/client/apiutil (lazy RESTMapper).
   */
  find(reference: KindReference): Promise<DiscoveredResource>;
}

/** Nobody serves the kind. Mirrors apimachinery pkg/api/meta (NoKindMatchError). */
export class NoKindMatchError extends Error {
  override readonly name = 'NoKindMatchError';

  constructor({ apiVersion, kind }: KindReference) {
    super(`no matches for kind ${goQuote(kind)} in version ${goQuote(apiVersion)}`);
  }
}

export function createRestMapper(client: Client): RestMapper {
  return new DiscoveryRestMapper(client);
}

class DiscoveryRestMapper implements RestMapper {
  readonly #client: Client;
  #byKind: ReadonlyMap<string, DiscoveredResource> = new Map();
  /** Under way for those who miss a kind. */
  #searching: Promise<void> | undefined;
  resources: readonly DiscoveredResource[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  async refresh(): Promise<void> {
    const resources = await discoverResources(this.#client);
    this.resources = resources;
    // The first of several entries of one kind is to win.
    this.#byKind = new Map(
      resources.map((resource) => [groupVersionKind(resource), resource] as const).reverse(),
    );
  }

  resourceFor({ apiVersion, kind }: KindReference): DiscoveredResource | undefined {
    return this.#byKind.get(groupVersionKind({ ...parseApiVersion(apiVersion), kind }));
  }

  async find(reference: KindReference): Promise<DiscoveredResource> {
    const known = this.resourceFor(reference);
    if (known !== undefined) return known;
    this.#searching ??= this.refresh().finally(() => {
      this.#searching = undefined;
    });
    await this.#searching;
    const found = this.resourceFor(reference);
    if (found === undefined) throw new NoKindMatchError(reference);
    return found;
  }
}
