import type { StoredSchema } from '../definitions.ts';
import type { DefinitionTable } from './definition-facts.ts';

/**
 * Words that validation accepts, in the order in which its errors list them. Of status fields nothing is said: there
 * Kubernetes does not check. Mirrors kubernetes pkg/apis (validation) and the enum markers of k8s.io/api.
 */

const oneOf = (...values: string[]): Partial<StoredSchema> => ({ enum: values });
const eachOneOf = (...values: string[]): Partial<StoredSchema> => ({ items: { enum: values } });

const protocol = oneOf('SCTP', 'TCP', 'UDP');
const accessModes = eachOneOf('ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod');
const volumeMode = oneOf('Block', 'Filesystem');
const reclaimPolicy = oneOf('Delete', 'Recycle', 'Retain');
const taintEffect = oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute');
const nodePolicy = oneOf('Honor', 'Ignore');
const failurePolicy = oneOf('Fail', 'Ignore');
const matchPolicy = oneOf('Equivalent', 'Exact');
const preemptionPolicy = oneOf('Never', 'PreemptLowerPriority');
const pullPolicy = oneOf('Always', 'IfNotPresent', 'Never');
const quotaScope = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
  'VolumeAttributesClass',
];
const container = {
  imagePullPolicy: pullPolicy,
  terminationMessagePolicy: oneOf('FallbackToLogsOnError', 'File'),
};
const rule = {
  operations: eachOneOf('*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'),
  scope: oneOf('*', 'Cluster', 'Namespaced'),
};
const webhook = { failurePolicy, matchPolicy, sideEffects: oneOf('None', 'NoneOnDryRun') };

export const enumFacts: DefinitionTable<Readonly<Record<string, Partial<StoredSchema>>>> = {
  'admissionregistration.*.MatchResources': { matchPolicy },
  'admissionregistration.*.MutatingAdmissionPolicySpec': {
    failurePolicy,
    reinvocationPolicy: oneOf('IfNeeded', 'Never'),
  },
  'admissionregistration.*.Mutation': { patchType: oneOf('ApplyConfiguration', 'JSONPatch') },
  'admissionregistration.*.NamedRuleWithOperations': rule,
  'admissionregistration.v1.MutatingWebhook': { ...webhook, reinvocationPolicy: oneOf('IfNeeded', 'Never') },
  'admissionregistration.v1.RuleWithOperations': rule,
  'admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec': {
    validationActions: eachOneOf('Audit', 'Deny', 'Warn'),
  },
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': { failurePolicy },
  'admissionregistration.v1.ValidatingWebhook': webhook,
  'apps.v1.DaemonSetUpdateStrategy': { type: oneOf('RollingUpdate', 'OnDelete') },
  'apps.v1.DeploymentStrategy': { type: oneOf('Recreate', 'RollingUpdate') },
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': {
    whenDeleted: oneOf('Delete', 'Retain'),
    whenScaled: oneOf('Delete', 'Retain'),
  },
  'autoscaling.v2.HPAScalingPolicy': { type: oneOf('Percent', 'Pods') },
  'autoscaling.v2.HPAScalingRules': { selectPolicy: oneOf('Disabled', 'Max', 'Min') },
  'batch.v1.CronJobSpec': { concurrencyPolicy: oneOf('Allow', 'Forbid', 'Replace') },
  'batch.v1.JobSpec': {
    completionMode: oneOf('Indexed', 'NonIndexed'),
    podReplacementPolicy: oneOf('Failed', 'TerminatingOrFailed'),
  },
  'batch.v1.PodFailurePolicyOnExitCodesRequirement': { operator: oneOf('In', 'NotIn') },
  'batch.v1.PodFailurePolicyRule': { action: oneOf('Count', 'FailIndex', 'FailJob', 'Ignore') },
  'core.v1.AppArmorProfile': { type: oneOf('Localhost', 'RuntimeDefault', 'Unconfined') },
  'core.v1.AzureDiskVolumeSource': {
    cachingMode: oneOf('None', 'ReadOnly', 'ReadWrite'),
    kind: oneOf('Dedicated', 'Managed', 'Shared'),
  },
  'core.v1.Container': container,
  'core.v1.ContainerPort': { protocol },
  'core.v1.ContainerResizePolicy': { restartPolicy: oneOf('NotRequired', 'RestartContainer') },
  'core.v1.EndpointPort': { protocol },
  'core.v1.EphemeralContainer': container,
  'core.v1.HTTPGetAction': { scheme: oneOf('HTTP', 'HTTPS') },
  'core.v1.HostPathVolumeSource': {
    type: oneOf(
      '',
      'BlockDevice',
      'CharDevice',
      'Directory',
      'DirectoryOrCreate',
      'File',
      'FileOrCreate',
      'Socket',
    ),
  },
  'core.v1.ImageVolumeSource': { pullPolicy },
  'core.v1.PersistentVolumeClaimSpec': { accessModes, volumeMode },
  'core.v1.PersistentVolumeSpec': { accessModes, persistentVolumeReclaimPolicy: reclaimPolicy, volumeMode },
  'core.v1.PodOS': { name: oneOf('linux', 'windows') },
  'core.v1.PodSecurityContext': {
    fsGroupChangePolicy: oneOf('Always', 'OnRootMismatch'),
    supplementalGroupsPolicy: oneOf('Merge', 'Strict'),
  },
  'core.v1.PodSpec': {
    dnsPolicy: oneOf('ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'),
    preemptionPolicy,
    restartPolicy: oneOf('Always', 'OnFailure', 'Never'),
  },
  'core.v1.ResourceQuotaSpec': { scopes: eachOneOf(...quotaScope) },
  'core.v1.ScopedResourceSelectorRequirement': {
    operator: oneOf('DoesNotExist', 'Exists', 'In', 'NotIn'),
    scopeName: oneOf(...quotaScope),
  },
  'core.v1.SeccompProfile': { type: oneOf('Localhost', 'RuntimeDefault', 'Unconfined') },
  'core.v1.SecurityContext': { procMount: oneOf('Default', 'Unmasked') },
  'core.v1.ServicePort': { protocol },
  'core.v1.ServiceSpec': {
    externalTrafficPolicy: oneOf('Cluster', 'Local'),
    internalTrafficPolicy: oneOf('Cluster', 'Local'),
    ipFamilies: eachOneOf('IPv4', 'IPv6'),
    ipFamilyPolicy: oneOf('PreferDualStack', 'RequireDualStack', 'SingleStack'),
    sessionAffinity: oneOf('ClientIP', 'None'),
    type: oneOf('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'),
  },
  'core.v1.Taint': { effect: taintEffect },
  'core.v1.Toleration': { effect: taintEffect, operator: oneOf('Equal', 'Exists') },
  'core.v1.TopologySpreadConstraint': {
    nodeAffinityPolicy: nodePolicy,
    nodeTaintsPolicy: nodePolicy,
    whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway'),
  },
  'core.v1.VolumeMount': { mountPropagation: oneOf('Bidirectional', 'HostToContainer', 'None') },
  'discovery.v1.EndpointPort': { protocol },
  'discovery.v1.EndpointSlice': { addressType: oneOf('FQDN', 'IPv4', 'IPv6') },
  'flowcontrol.v1.LimitResponse': { type: oneOf('Queue', 'Reject') },
  'flowcontrol.v1.PriorityLevelConfigurationSpec': { type: oneOf('Exempt', 'Limited') },
  'networking.v1.HTTPIngressPath': { pathType: oneOf('Exact', 'ImplementationSpecific', 'Prefix') },
  'networking.v1.IngressClassParametersReference': { scope: oneOf('Cluster', 'Namespace') },
  'networking.v1.NetworkPolicyPort': { protocol },
  'networking.v1.NetworkPolicySpec': { policyTypes: eachOneOf('Egress', 'Ingress') },
  'policy.v1.PodDisruptionBudgetSpec': {
    unhealthyPodEvictionPolicy: oneOf('AlwaysAllow', 'IfHealthyBudget'),
  },
  'rbac.v1.RoleRef': { kind: oneOf('ClusterRole', 'Role') },
  'rbac.v1.Subject': { kind: oneOf('Group', 'ServiceAccount', 'User') },
  'resource.*.DeviceSubRequest': { allocationMode: oneOf('All', 'ExactCount') },
  'resource.*.ExactDeviceRequest': { allocationMode: oneOf('All', 'ExactCount') },
  'scheduling.v1.PriorityClass': { preemptionPolicy },
  'storage.v1.CSIDriverSpec': {
    fsGroupPolicy: oneOf('File', 'None', 'ReadWriteOnceWithFSType'),
    volumeLifecycleModes: eachOneOf('Ephemeral', 'Persistent'),
  },
  'storage.v1.StorageClass': {
    reclaimPolicy: oneOf('Delete', 'Retain'),
    volumeBindingMode: oneOf('Immediate', 'WaitForFirstConsumer'),
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion': {
    strategy: oneOf('None', 'Webhook'),
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec': {
    scope: oneOf('Cluster', 'Namespaced'),
  },
};
