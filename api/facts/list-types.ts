import type { Schema } from '../../apimachinery/index.ts';
import type { DefinitionTable } from './definition-facts.ts';

/**
 * How lists and maps merge: which items of two lists are the same item (server-side apply), and what a strategic merge
 * patch does with a field. What is not here is atomic if a list and granular if a map, and a patch replaces a list.
 * Mirrors the listType, listMapKey, mapType, patchStrategy and patchMergeKey markers of k8s.io/api.
 */
export type MergeFacts = Pick<
  Schema,
  'listType' | 'listMapKeys' | 'mapType' | 'patchStrategy' | 'patchMergeKey'
>;

/** Items are told apart by these fields, for server-side apply only. */
const keyed = (...keys: string[]): MergeFacts => ({ listType: 'map', listMapKeys: keys });

/** As `keyed`, and a strategic merge patch merges items by the first of the fields. */
const merged = (...keys: string[]): MergeFacts => ({
  ...keyed(...keys),
  patchStrategy: 'merge',
  patchMergeKey: keys[0] ?? '',
});

/** As `merged`, but of an item a patch keeps only the fields that it names: another source replaces a volume's. */
const replacedItems = (key: string): MergeFacts => ({ ...merged(key), patchStrategy: 'merge,retainKeys' });

const set: MergeFacts = { listType: 'set' };
const mergedSet: MergeFacts = { listType: 'set', patchStrategy: 'merge' };
const atomicMap: MergeFacts = { mapType: 'atomic' };
const granular: MergeFacts = { mapType: 'granular' };

export const mergeFacts: DefinitionTable<Readonly<Record<string, MergeFacts>>> = {
  'admissionregistration.*.MutatingAdmissionPolicySpec': { matchConditions: merged('name') },
  'admissionregistration.v1.MutatingWebhook': { matchConditions: merged('name') },
  'admissionregistration.v1.MutatingWebhookConfiguration': { webhooks: merged('name') },
  'admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec': { validationActions: set },
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': {
    matchConditions: merged('name'),
    variables: merged('name'),
  },
  'admissionregistration.v1.ValidatingAdmissionPolicyStatus': { conditions: keyed('type') },
  'admissionregistration.v1.ValidatingWebhook': { matchConditions: merged('name') },
  'admissionregistration.v1.ValidatingWebhookConfiguration': { webhooks: merged('name') },
  'apiserverinternal.v1alpha1.ServerStorageVersion': { decodableVersions: set, servedVersions: set },
  'apiserverinternal.v1alpha1.StorageVersionStatus': {
    conditions: keyed('type'),
    storageVersions: keyed('apiServerID'),
  },
  // A RawExtension is kept as it is, whatever is in it; so below.
  'apps.v1.ControllerRevision': { data: atomicMap },
  'apps.v1.DaemonSetStatus': { conditions: merged('type') },
  'apps.v1.DeploymentSpec': { strategy: { patchStrategy: 'retainKeys' } },
  'apps.v1.DeploymentStatus': { conditions: merged('type') },
  'apps.v1.ReplicaSetStatus': { conditions: merged('type') },
  'apps.v1.StatefulSetStatus': { conditions: merged('type') },
  'autoscaling.v2.HorizontalPodAutoscalerStatus': { conditions: merged('type') },
  'batch.v1.JobStatus': { conditions: { patchStrategy: 'merge', patchMergeKey: 'type' } },
  'batch.v1.PodFailurePolicyOnExitCodesRequirement': { values: set },
  'batch.v1.UncountedTerminatedPods': { failed: set, succeeded: set },
  'certificates.v1.CertificateSigningRequestStatus': { conditions: keyed('type') },
  'certificates.v1beta1.PodCertificateRequestStatus': { conditions: merged('type') },
  'core.v1.ComponentStatus': { conditions: merged('type') },
  'core.v1.Container': {
    env: merged('name'),
    ports: merged('containerPort', 'protocol'),
    volumeDevices: merged('devicePath'),
    volumeMounts: merged('mountPath'),
  },
  'core.v1.ContainerRestartRuleOnExitCodes': { values: set },
  'core.v1.ContainerStatus': { allocatedResourcesStatus: merged('name'), volumeMounts: merged('mountPath') },
  'core.v1.EphemeralContainer': {
    env: merged('name'),
    ports: merged('containerPort', 'protocol'),
    volumeDevices: merged('devicePath'),
    volumeMounts: merged('mountPath'),
  },
  'core.v1.NamespaceStatus': { conditions: merged('type') },
  'core.v1.NodeAllocatableResourceClaimStatus': { containers: set },
  'core.v1.NodeSpec': { podCIDRs: mergedSet },
  'core.v1.NodeStatus': { addresses: merged('type'), conditions: merged('type') },
  'core.v1.PersistentVolumeClaimStatus': { conditions: merged('type') },
  'core.v1.PersistentVolumeSpec': { claimRef: granular },
  'core.v1.PodSpec': {
    containers: merged('name'),
    ephemeralContainers: merged('name'),
    hostAliases: merged('ip'),
    imagePullSecrets: merged('name'),
    initContainers: merged('name'),
    nodeSelector: atomicMap,
    resourceClaims: replacedItems('name'),
    schedulingGates: merged('name'),
    topologySpreadConstraints: merged('topologyKey', 'whenUnsatisfiable'),
    volumes: replacedItems('name'),
  },
  'core.v1.PodStatus': {
    conditions: merged('type'),
    hostIPs: { patchStrategy: 'merge', patchMergeKey: 'ip' },
    podIPs: merged('ip'),
    resourceClaimStatuses: replacedItems('name'),
  },
  'core.v1.ReplicationControllerSpec': { selector: atomicMap },
  'core.v1.ReplicationControllerStatus': { conditions: merged('type') },
  'core.v1.ResourceRequirements': { claims: keyed('name') },
  'core.v1.ResourceStatus': { resources: keyed('resourceID') },
  'core.v1.ServiceAccount': { secrets: merged('name') },
  'core.v1.ServiceSpec': { ports: merged('port', 'protocol'), selector: atomicMap },
  'core.v1.ServiceStatus': { conditions: merged('type') },
  'discovery.v1.Endpoint': { addresses: set },
  'flowcontrol.v1.FlowSchemaStatus': { conditions: merged('type') },
  'flowcontrol.v1.NonResourcePolicyRule': { nonResourceURLs: set, verbs: set },
  'flowcontrol.v1.PriorityLevelConfigurationStatus': { conditions: merged('type') },
  'flowcontrol.v1.ResourcePolicyRule': { apiGroups: set, namespaces: set, resources: set, verbs: set },
  'networking.*.ServiceCIDRStatus': { conditions: merged('type') },
  'node.v1.Scheduling': { nodeSelector: atomicMap },
  'policy.v1.PodDisruptionBudgetSpec': { selector: { patchStrategy: 'replace' } },
  'policy.v1.PodDisruptionBudgetStatus': { conditions: merged('type') },
  'resource.*.AllocatedDeviceStatus': { conditions: keyed('type'), data: atomicMap },
  'resource.*.ResourceClaimStatus': {
    devices: keyed('driver', 'device', 'pool', 'shareID'),
    reservedFor: merged('uid'),
  },
  'resource.*.OpaqueDeviceConfiguration': { parameters: atomicMap },
  'resource.*.DeviceTaintRuleStatus': { conditions: merged('type') },
  'resource.v1alpha3.ResourcePoolStatusRequestStatus': { conditions: merged('type') },
  'scheduling.v1alpha2.PodGroupSpec': { resourceClaims: replacedItems('name') },
  'scheduling.v1alpha2.PodGroupStatus': {
    conditions: merged('type'),
    resourceClaimStatuses: replacedItems('name'),
  },
  'scheduling.v1alpha2.PodGroupTemplate': { resourceClaims: replacedItems('name') },
  'scheduling.v1alpha2.WorkloadSpec': { podGroupTemplates: keyed('name') },
  'storage.v1.CSIDriverSpec': { volumeLifecycleModes: set },
  'storage.v1.CSINodeSpec': { drivers: merged('name') },
  'storagemigration.v1beta1.StorageVersionMigrationStatus': { conditions: merged('type') },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus': {
    conditions: keyed('type'),
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps': {
    'x-kubernetes-validations': merged('rule'),
  },
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': {
    finalizers: mergedSet,
    ownerReferences: merged('uid'),
  },
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus': { conditions: merged('type') },
};

/** Definitions whose values have one owner as a whole. */
export const atomicDefinitions: DefinitionTable<MergeFacts> = Object.fromEntries(
  [
    'admissionregistration.*.MatchResources',
    'admissionregistration.*.NamedRuleWithOperations',
    'admissionregistration.*.ParamKind',
    'admissionregistration.*.ParamRef',
    'admissionregistration.v1.Variable',
    'admissionregistration.v1beta1.Variable',
    'autoscaling.v1.CrossVersionObjectReference',
    'core.v1.ConfigMapKeySelector',
    'core.v1.EndpointAddress',
    'core.v1.EndpointPort',
    'core.v1.FileKeySelector',
    'core.v1.LocalObjectReference',
    'core.v1.NodeSelector',
    'core.v1.NodeSelectorTerm',
    'core.v1.ObjectFieldSelector',
    'core.v1.ObjectReference',
    'core.v1.ResourceFieldSelector',
    'core.v1.ScopeSelector',
    'core.v1.SecretKeySelector',
    'core.v1.SecretReference',
    'core.v1.TopologySelectorTerm',
    'core.v1.TypedLocalObjectReference',
    'discovery.v1.EndpointPort',
    'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector',
    'io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference',
    'networking.v1.ServiceBackendPort',
    'rbac.v1.RoleRef',
    'rbac.v1.Subject',
  ].map((name) => [name, atomicMap]),
);
