import type { ServedResource, ServedSubresource } from '../../../api/index.ts';
import { type ServedGroup, type ServedVersion, servedGroups } from './served-groups.ts';
import { storageVersionHash } from './storage-version-hash.ts';

/** The documents of `/api` and `/apis` and of what is below them, one for each group or version. */

/** Mirrors metav1.APIVersions: the answer of `/api`. */
export interface APIVersions {
  readonly kind: 'APIVersions';
  readonly versions: readonly string[];
  readonly serverAddressByClientCIDRs: readonly {
    readonly clientCIDR: string;
    readonly serverAddress: string;
  }[];
}

export interface GroupVersionForDiscovery {
  readonly groupVersion: string;
  readonly version: string;
}

/** Mirrors metav1.APIGroup; in a list it has neither kind nor apiVersion. */
export interface APIGroup {
  readonly kind?: 'APIGroup';
  readonly apiVersion?: 'v1';
  readonly name: string;
  readonly versions: readonly GroupVersionForDiscovery[];
  readonly preferredVersion: GroupVersionForDiscovery;
}

/** Mirrors metav1.APIGroupList: the answer of `/apis`. */
export interface APIGroupList {
  readonly kind: 'APIGroupList';
  readonly apiVersion: 'v1';
  readonly groups: readonly APIGroup[];
}

/** Mirrors metav1.APIResourceList: the answer of `/api/v1` and of `/apis/<group>/<version>`. */
export interface APIResourceList {
  readonly kind: 'APIResourceList';
  readonly apiVersion?: 'v1';
  readonly groupVersion: string;
  readonly resources: readonly APIResource[];
}

/** Mirrors metav1.APIResource. A subresource is one too, `pods/status`. */
export interface APIResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  /** Only where the kind is of another group version than the resource. */
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

/** `serverAddress` is where the client reached the server: `127.0.0.1:6443`. */
export function apiVersions(resources: readonly ServedResource[], serverAddress: string): APIVersions {
  const core = servedGroups(resources).find(({ name }) => name === '');
  return {
    kind: 'APIVersions',
    versions: core?.versions.map(({ version }) => version) ?? [],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  };
}

export function apiGroupList(resources: readonly ServedResource[]): APIGroupList {
  const named = servedGroups(resources).filter(({ name }) => name !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.flatMap(groupDocument) };
}

/** Undefined for a group that is not served; the core group has no such document. */
export function apiGroup(resources: readonly ServedResource[], name: string): APIGroup | undefined {
  const group = name === '' ? undefined : servedGroups(resources).find((served) => served.name === name);
  const [document] = group === undefined ? [] : groupDocument(group);
  return document === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...document };
}

/** Undefined for a version that is not served. */
export function apiResourceList(
  resources: readonly ServedResource[],
  group: string,
  version: string,
): APIResourceList | undefined {
  const served = servedGroups(resources)
    .find(({ name }) => name === group)
    ?.versions.find((candidate) => candidate.version === version);
  return served === undefined ? undefined : resourceListDocument(served, group);
}

function groupDocument({ name, versions }: ServedGroup): readonly APIGroup[] {
  const all = versions.map(({ groupVersion, version }) => ({ groupVersion, version }));
  const [preferredVersion] = all;
  return preferredVersion === undefined ? [] : [{ name, versions: all, preferredVersion }];
}

/** The core group's document has no apiVersion, in Kubernetes neither. */
function resourceListDocument({ groupVersion, resources }: ServedVersion, group: string): APIResourceList {
  const all = resources.flatMap((resource) => [
    resourceDocument(resource),
    ...resource.subresources.map((subresource) => subresourceDocument(resource, subresource)),
  ]);
  const kind = 'APIResourceList';
  if (group === '') return { kind, groupVersion, resources: all };
  return { kind, apiVersion: 'v1', groupVersion, resources: all };
}

function resourceDocument(resource: ServedResource): APIResource {
  const hash = storageVersionHash(resource);
  return {
    name: resource.resource,
    singularName: resource.singularName,
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: resource.verbs,
    ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
    ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
    ...(hash === undefined ? {} : { storageVersionHash: hash }),
  };
}

function subresourceDocument(resource: ServedResource, subresource: ServedSubresource): APIResource {
  const same = subresource.group === resource.group && subresource.version === resource.version;
  const elsewhere = same ? {} : groupAndVersion(subresource);
  return {
    name: `${resource.resource}/${subresource.name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...elsewhere,
    kind: subresource.kind,
    verbs: subresource.verbs,
  };
}

function groupAndVersion({ group, version }: ServedSubresource): { group?: string; version: string } {
  return group === '' ? { version } : { group, version };
}
