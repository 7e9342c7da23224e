/**
 * Where definitions live that the client's models do not place. Read by the generator only.
 */

/** Models of k8s.io/apimachinery's meta/v1, which every group reaches. */
export const metaModels: readonly string[] = [
  'V1APIGroup',
  'V1APIGroupList',
  'V1APIResource',
  'V1APIResourceList',
  'V1APIVersions',
  'V1Condition',
  'V1DeleteOptions',
  'V1FieldSelectorRequirement',
  'V1GroupResource',
  'V1GroupVersionForDiscovery',
  'V1LabelSelector',
  'V1LabelSelectorRequirement',
  'V1ListMeta',
  'V1ManagedFieldsEntry',
  'V1ObjectMeta',
  'V1OwnerReference',
  'V1Preconditions',
  'V1ServerAddressByClientCIDR',
  'V1ShardInfo',
  'V1Status',
  'V1StatusCause',
  'V1StatusDetails',
  'V1WatchEvent',
];

/** Definition of each model that a group other than its own reaches first: subresources of core kinds, mostly. */
export const strayModels: Readonly<Record<string, string>> = {
  AuthenticationV1TokenRequest: 'io.k8s.api.authentication.v1.TokenRequest',
  V1BoundObjectReference: 'io.k8s.api.authentication.v1.BoundObjectReference',
  V1Eviction: 'io.k8s.api.policy.v1.Eviction',
  V1Scale: 'io.k8s.api.autoscaling.v1.Scale',
  V1ScaleSpec: 'io.k8s.api.autoscaling.v1.ScaleSpec',
  V1ScaleStatus: 'io.k8s.api.autoscaling.v1.ScaleStatus',
  V1TokenRequestSpec: 'io.k8s.api.authentication.v1.TokenRequestSpec',
  V1TokenRequestStatus: 'io.k8s.api.authentication.v1.TokenRequestStatus',
  V1TopologySelectorLabelRequirement: 'io.k8s.api.core.v1.TopologySelectorLabelRequirement',
  V1TopologySelectorTerm: 'io.k8s.api.core.v1.TopologySelectorTerm',
  VersionInfo: 'io.k8s.apimachinery.pkg.version.Info',
};
