/** Where objects lie in the store: `/registry/<group or core>/<resource>/<namespace>/<name>`. */
export const registryPrefix = '/registry/';

/** The key space of one resource. */
export interface StorageResource {
  readonly group: string;
  readonly resource: string;
}

/** `/registry/apps/deployments/`, which every key of the resource starts with. */
export function resourcePrefix({ group, resource }: StorageResource): string {
  return `${registryPrefix}${group === '' ? 'core' : group}/${resource}/`;
}
