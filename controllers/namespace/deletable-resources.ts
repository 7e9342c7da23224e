import { groupVersions, type ServedResource, servedResources } from '../../api/index.ts';

/**
 * What a namespace can have in it, pods first: every namespaced resource that can be deleted, once, by its preferred
 * version. Mirrors kubernetes pkg/controller/namespace/deletion.
 */
export const deletableResources: readonly ServedResource[] = Object.freeze(podsFirst(namespacedResources()));

export function isPods({ group, resource }: { readonly group: string; readonly resource: string }): boolean {
  return group === '' && resource === 'pods';
}

function namespacedResources(): readonly ServedResource[] {
  const byStorage = new Map<string, ServedResource>();
  for (const { group, versions } of groupVersions) {
    for (const version of versions) {
      for (const resource of servedResources) {
        if (resource.group !== group || resource.version !== version) continue;
        if (!resource.namespaced || !resource.verbs.includes('delete')) continue;
        const key = `${resource.storage.group}/${resource.storage.resource}`;
        if (!byStorage.has(key)) byStorage.set(key, resource);
      }
    }
  }
  return [...byStorage.values()];
}

function podsFirst(resources: readonly ServedResource[]): readonly ServedResource[] {
  return [...resources.filter(isPods), ...resources.filter((resource) => !isPods(resource))];
}
