import { groupResource, type ResourceType } from '../apimachinery/index.ts';
import type { Client } from './client.ts';
import { discoverOneByOne } from './discover-one-by-one.ts';

/** One resource in one version, as a server tells of it. */
export interface DiscoveredResource extends ResourceType {
  readonly singularName: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** `status`, `scale`, ... */
  readonly subresources: readonly string[];
}

/**
 * All resources of all group versions, in the server's order: the preferred version of a group first. Takes two requests; of a
 * server that is older than Kubernetes 1.27 one more for each group version, and those that it cannot tell of are left out.
 * Rejects with what failed. Mirrors client-go discovery (ServerGroupsAndResources). Differs: what is marked as stale is given as
 * it is.
 */
export async function discoverResources(client: Client): Promise<readonly DiscoveredResource[]> {
  const documents = await Promise.all(
    ['/api', '/apis'].map(async (path) => {
      const document = await client.raw({ method: 'GET', path, accept });
      return isAggregated(document) ? resourcesOf(document) : discoverOneByOne(client, document);
    }),
  );
  return documents.flat();
}

function isAggregated(document: object): document is GroupDiscoveryList {
  return !('versions' in document) && !('groups' in document);
}

/**
 * Of each resource the version that its server prefers; the first one where that has none. Mirrors client-go discovery
 * (ServerPreferredResources).
 */
export function preferredResources(resources: readonly DiscoveredResource[]): readonly DiscoveredResource[] {
  const byName = new Map<string, DiscoveredResource>();
  for (const resource of resources) {
    const name = groupResource(resource);
    if (!byName.has(name)) byName.set(name, resource);
  }
  return [...byName.values()];
}

const accept = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

/** As much of apidiscovery.k8s.io APIGroupDiscoveryList as is read here. */
interface GroupDiscoveryList {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly resources?: readonly ResourceDiscovery[];
    }[];
  }[];
}

interface ResourceDiscovery {
  readonly resource: string;
  /** Where it is empty it is as the group and version around it. Absent for what only has subresources. */
  readonly responseKind?: { readonly group: string; readonly version: string; readonly kind: string };
  readonly scope: 'Namespaced' | 'Cluster';
  readonly singularResource?: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly { readonly subresource: string }[];
}

function resourcesOf({ items = [] }: GroupDiscoveryList): DiscoveredResource[] {
  return items.flatMap(({ metadata, versions = [] }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources.flatMap((resource) => discovered(metadata?.name ?? '', version, resource)),
    ),
  );
}

function discovered(group: string, version: string, given: ResourceDiscovery): readonly DiscoveredResource[] {
  const kind = given.responseKind?.kind ?? '';
  if (kind === '') return [];
  return [
    {
      group,
      version,
      resource: given.resource,
      kind,
      namespaced: given.scope === 'Namespaced',
      singularName: given.singularResource ?? '',
      shortNames: given.shortNames ?? [],
      categories: given.categories ?? [],
      verbs: given.verbs,
      subresources: (given.subresources ?? []).map(({ subresource }) => subresource),
    },
  ];
}
