/**
 * What tells a client which groups, versions and resources there are: pure functions from the list of served
 * resources, which custom resources join. `serveDiscovery` is the way in; the documents are there for who wants them.
 */
export {
  type AggregatedDocument,
  type APIGroupDiscoveryList,
  aggregatedDiscovery,
  type DiscoveryRoot,
} from './aggregated.ts';
export {
  type APIGroup,
  type APIGroupList,
  type APIResource,
  type APIResourceList,
  type APIVersions,
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
} from './group-documents.ts';
export { type DiscoveryRequest, serveDiscovery } from './serve-discovery.ts';
export { type ServedGroup, type ServedVersion, servedGroups } from './served-groups.ts';
export { type BuildInfo, serverVersion, type VersionInfo } from './server-version.ts';
