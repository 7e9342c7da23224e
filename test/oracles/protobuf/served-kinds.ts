import { schemaFor, servedResources } from '../../../api/index.ts';

const documents = ['APIGroup', 'APIGroupList', 'APIResourceList', 'APIVersions', 'DeleteOptions', 'Status'];

/** Every kind that the body of a request or of an answer can be of, `apps/v1 Deployment`. */
export function servedKinds(): readonly string[] {
  const kinds = new Set(documents.map((kind) => `v1 ${kind}`));
  for (const version of ['v1', 'v1beta1']) kinds.add(`meta.k8s.io/${version} PartialObjectMetadata`);
  for (const { subresources, ...resource } of servedResources) {
    for (const { group, version, kind } of [resource, ...subresources]) {
      // Options of exec and proxy are read from the query, and have no schema.
      if (schemaFor(group, version, kind) === undefined) continue;
      kinds.add(`${group === '' ? version : `${group}/${version}`} ${kind}`);
    }
  }
  return [...kinds];
}
