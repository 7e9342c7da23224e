import type { V1Scale } from '../../api/index.ts';
import {
  type Client,
  type DiscoveredResource,
  type KindReference,
  objectPath,
  type RestMapper,
} from '../../client/index.ts';

/**
 * The scale subresources of objects, by what references say of them. Mirrors client-go scale (ScalesGetter) over a
 * RESTMapper that discovers again when it does not know a kind.
 */
export class Scales {
  readonly #mapper: RestMapper;

  constructor(mapper: RestMapper) {
    this.#mapper = mapper;
  }

  /** The resource that serves the kind; undefined: none does. */
  async resourceFor(reference: KindReference): Promise<DiscoveredResource | undefined> {
    const known = this.#mapper.resourceFor(reference);
    if (known !== undefined) return known;
    await this.#mapper.refresh();
    return this.#mapper.resourceFor(reference);
  }

  /** Rejects with StatusError where there is no such object, or it cannot be scaled. */
  async get(client: Client, resource: DiscoveredResource, namespace: string, name: string): Promise<V1Scale> {
    return client.raw({ method: 'GET', path: scalePath(resource, namespace, name) });
  }

  /** Writes it. Rejects with StatusError. */
  async update(client: Client, resource: DiscoveredResource, scale: V1Scale): Promise<V1Scale> {
    const { namespace, name = '' } = scale.metadata ?? {};
    return client.raw({ method: 'PUT', path: scalePath(resource, namespace ?? '', name), body: scale });
  }
}

function scalePath(resource: DiscoveredResource, namespace: string, name: string): string {
  return `${objectPath(resource, namespace, name)}/scale`;
}
