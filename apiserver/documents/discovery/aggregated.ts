import { createHash } from 'node:crypto';
import { isCustom, type ServedResource, type ServedSubresource } from '../../../api/index.ts';
import { type ServedVersion, servedGroups } from './served-groups.ts';

/** Mirrors apidiscovery.k8s.io/v2 APIGroupDiscoveryList: all that discovery tells, in one document. */
export interface APIGroupDiscoveryList {
  readonly kind: 'APIGroupDiscoveryList';
  readonly apiVersion: string;
  readonly metadata: object;
  readonly items: readonly APIGroupDiscovery[];
}

export interface APIGroupDiscovery {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly APIVersionDiscovery[];
}

export interface APIVersionDiscovery {
  readonly version: string;
  readonly resources: readonly APIResourceDiscovery[];
  readonly freshness: 'Current';
}

export interface APIResourceDiscovery {
  readonly resource: string;
  readonly responseKind: ResponseKind;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly APISubresourceDiscovery[];
}

export interface APISubresourceDiscovery {
  readonly subresource: string;
  readonly responseKind: ResponseKind;
  readonly verbs: readonly string[];
}

/** Of a built-in resource, group and version are empty where they are those of the document around it. */
interface ResponseKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface AggregatedDocument {
  readonly document: APIGroupDiscoveryList;
  readonly json: string;
  /** Quoted, as the header has it. */
  readonly etag: string;
}

/** Which of the two roots asks: `/api` tells of the core group, `/apis` of all others. */
export type DiscoveryRoot = '/api' | '/apis';

const known = new WeakMap<readonly ServedResource[], Map<DiscoveryRoot, AggregatedDocument>>();

/** The aggregated document of a root, made once for each list of resources. */
export function aggregatedDiscovery(
  resources: readonly ServedResource[],
  root: DiscoveryRoot,
): AggregatedDocument {
  const documents = known.get(resources) ?? new Map<DiscoveryRoot, AggregatedDocument>();
  known.set(resources, documents);
  const before = documents.get(root);
  if (before !== undefined) return before;
  const made = makeDocument(resources, root);
  documents.set(root, made);
  return made;
}

function makeDocument(resources: readonly ServedResource[], root: DiscoveryRoot): AggregatedDocument {
  const groups = servedGroups(resources).filter(({ name }) => (name === '') === (root === '/api'));
  const document: APIGroupDiscoveryList = {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: name === '' ? {} : { name },
      versions: versions.map(versionDiscovery),
    })),
  };
  const json = JSON.stringify(document);
  const etag = createHash('sha512').update(json).digest('hex').toUpperCase();
  return { document, json, etag: `"${etag}"` };
}

function versionDiscovery({ version, resources }: ServedVersion): APIVersionDiscovery {
  return { version, resources: resources.map(resourceDiscovery), freshness: 'Current' };
}

function resourceDiscovery(resource: ServedResource): APIResourceDiscovery {
  const { shortNames, categories, subresources } = resource;
  return {
    resource: resource.resource,
    responseKind: responseKind(resource, resource),
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singularName,
    verbs: resource.verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0
      ? {}
      : { subresources: subresources.map((subresource) => subresourceDiscovery(resource, subresource)) }),
  };
}

function subresourceDiscovery(
  resource: ServedResource,
  { name, group, version, kind, verbs }: ServedSubresource,
): APISubresourceDiscovery {
  return { subresource: name, responseKind: responseKind(resource, { group, version, kind }), verbs };
}

function responseKind(resource: ServedResource, { group, version, kind }: ResponseKind): ResponseKind {
  const isSaid = group === resource.group && version === resource.version && !isCustom(resource);
  return isSaid ? { group: '', version: '', kind } : { group, version, kind };
}
