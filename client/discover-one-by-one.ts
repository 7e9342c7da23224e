import { groupBy, parseApiVersion } from '../apimachinery/index.ts';
import type { Client } from './client.ts';
import type { DiscoveredResource } from './discovery.ts';
import { isOperatingError } from './watch-errors.ts';

/** As much of meta/v1 APIVersions and APIGroupList as is read here. */
interface GroupVersions {
  readonly versions?: readonly string[];
  readonly groups?: readonly {
    readonly versions?: readonly { readonly groupVersion: string }[];
    readonly preferredVersion?: { readonly groupVersion: string };
  }[];
}

/** As much of meta/v1 APIResourceList. */
interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly singularName?: string;
    readonly namespaced: boolean;
    readonly kind: string;
    readonly group?: string;
    readonly version?: string;
    readonly verbs: readonly string[];
    readonly shortNames?: readonly string[];
    readonly categories?: readonly string[];
  }[];
}

/**
 * The resources of the group versions that a document of `/api` or `/apis` names. A group version that the server cannot tell of is
 * left out. Mirrors client-go discovery (ServerResourcesForGroupVersion).
 */
export async function discoverOneByOne(
  client: Client,
  document: GroupVersions,
): Promise<readonly DiscoveredResource[]> {
  const { versions = [], groups = [] } = document;
  const ofGroups = groups.flatMap(({ versions: all = [], preferredVersion: first }) => [
    ...(first === undefined ? [] : [first.groupVersion]),
    ...all.map(({ groupVersion }) => groupVersion).filter((one) => one !== first?.groupVersion),
  ]);
  const paths = [...versions.map((one) => `/api/${one}`), ...ofGroups.map((one) => `/apis/${one}`)];
  return (await Promise.all(paths.map((path) => resourcesAt(client, path)))).flat();
}

async function resourcesAt(client: Client, path: string): Promise<readonly DiscoveredResource[]> {
  const document: ResourceList = await client.raw({ method: 'GET', path }).catch((error: unknown) => {
    if (isOperatingError(error)) return {};
    throw error;
  });
  const { group, version } = parseApiVersion(path.replace(/^\/apis?\//, ''));
  const { resources = [] } = document;
  const subresources = groupBy(
    resources.filter(({ name }) => name.includes('/')),
    ({ name }) => name.slice(0, name.indexOf('/')),
  );
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, ...told }) => ({
      group,
      version,
      resource: name,
      kind: told.kind,
      namespaced: told.namespaced,
      singularName: told.singularName ?? '',
      shortNames: told.shortNames ?? [],
      categories: told.categories ?? [],
      verbs: told.verbs,
      subresources: (subresources.get(name) ?? []).map((one) => one.name.slice(name.length + 1)),
    }));
}
