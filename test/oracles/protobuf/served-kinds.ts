import { schemaFor, servedResources } from '../../../api/index.ts';

/** Every kind that the body of a request can be of, `apps/v1 Deployment`. */
export function servedKinds(): readonly string[] {
  const kinds = new Set(['v1 DeleteOptions', 'v1 Status']);
  for (const { subresources, ...resource } of servedResources) {
    for (const { group, version, kind } of [resource, ...subresources]) {
      // Options of exec and proxy are read from the query, and have no schema.
      if (schemaFor(group, version, kind) === undefined) continue;
      kinds.add(`${group === '' ? version : `${group}/${version}`} ${kind}`);
    }
  }
  return [...kinds];
}
