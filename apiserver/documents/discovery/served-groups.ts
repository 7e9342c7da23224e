import type { ServedResource } from '../../../api/index.ts';

/** The served resources by group and version, in the order in which discovery lists them. */
export interface ServedGroup {
  /** '' for the core group, which `/api` serves; the others are under `/apis`. */
  readonly name: string;
  /** The preferred version first. */
  readonly versions: readonly ServedVersion[];
}

export interface ServedVersion {
  readonly version: string;
  /** `apps/v1`, and `v1` in the core group. */
  readonly groupVersion: string;
  readonly resources: readonly ServedResource[];
}

const known = new WeakMap<readonly ServedResource[], readonly ServedGroup[]>();

/**
 * Groups and versions in the order in which they first appear in the list: its order decides what clients take a bare
 * kind or a short name for, and which version they prefer. Made once for each list.
 */
export function servedGroups(resources: readonly ServedResource[]): readonly ServedGroup[] {
  const before = known.get(resources);
  if (before !== undefined) return before;
  const groups = groupResources(resources);
  known.set(resources, groups);
  return groups;
}

function groupResources(resources: readonly ServedResource[]): readonly ServedGroup[] {
  const groups = new Map<string, Map<string, ServedResource[]>>();
  for (const resource of resources) {
    const versions = groups.get(resource.group) ?? new Map<string, ServedResource[]>();
    groups.set(resource.group, versions);
    const inVersion = versions.get(resource.version) ?? [];
    versions.set(resource.version, inVersion);
    inVersion.push(resource);
  }
  return [...groups].map(([name, versions]) => ({
    name,
    versions: [...versions].map(([version, inVersion]) => ({
      version,
      groupVersion: name === '' ? version : `${name}/${version}`,
      resources: inVersion,
    })),
  }));
}
