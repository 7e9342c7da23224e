import {
  type Client,
  type DiscoveredResource,
  discoverResources,
  preferredResources,
} from '../../client/index.ts';

/**
 * What a namespace can have in it now, pods first: every namespaced resource that can be deleted, in its preferred version.
 * Asked again for each attempt, as upstream does. Mirrors kubernetes pkg/controller/namespace/deletion (deleteAllContent) and
 * client-go discovery (ServerPreferredNamespacedResources).
 */
export async function deletableResources(client: Client): Promise<readonly DiscoveredResource[]> {
  const found = preferredResources(await discoverResources(client)).filter(
    ({ namespaced, verbs }) => namespaced && verbs.includes('delete'),
  );
  return [...found.filter(isPods), ...found.filter((resource) => !isPods(resource))];
}

export function isPods({ group, resource }: { readonly group: string; readonly resource: string }): boolean {
  return group === '' && resource === 'pods';
}
