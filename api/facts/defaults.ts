import type { DefinitionTable } from './definition-facts.ts';

/**
 * What a field becomes that nobody set, whatever else the object says. Defaults that depend on other fields are code:
 * ../defaulters. A default applies where its parent is present; ../go-types says which parents always are.
 * Mirrors kubernetes pkg/apis (SetDefaults functions and default markers).
 */
export type FieldDefaults = Readonly<Record<string, unknown>>;

/** Files of a volume may be read by all and written by their owner: 0644. */
const volumeFileMode = 420;

const container: FieldDefaults = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};
const rbdVolume: FieldDefaults = { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' };
const scaleIOVolume: FieldDefaults = { storageMode: 'ThinProvisioned', fsType: 'xfs' };
const webhook: FieldDefaults = {
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  namespaceSelector: {},
  objectSelector: {},
  timeoutSeconds: 10,
};
const httpsService: FieldDefaults = { port: 443 };

const workloads: DefinitionTable<FieldDefaults> = {
  'apps.v1.DaemonSetSpec': { revisionHistoryLimit: 10 },
  'apps.v1.DaemonSetUpdateStrategy': { type: 'RollingUpdate' },
  'apps.v1.DeploymentSpec': { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 },
  'apps.v1.DeploymentStrategy': { type: 'RollingUpdate' },
  'apps.v1.ReplicaSetSpec': { replicas: 1 },
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': { whenDeleted: 'Retain', whenScaled: 'Retain' },
  'apps.v1.StatefulSetSpec': {
    persistentVolumeClaimRetentionPolicy: {},
    podManagementPolicy: 'OrderedReady',
    replicas: 1,
    revisionHistoryLimit: 10,
  },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': { minReplicas: 1 },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': { minReplicas: 1 },
  'batch.v1.CronJobSpec': {
    concurrencyPolicy: 'Allow',
    failedJobsHistoryLimit: 1,
    successfulJobsHistoryLimit: 3,
    suspend: false,
  },
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': { status: 'True' },
  'core.v1.ReplicationControllerSpec': { replicas: 1 },
};

const pods: DefinitionTable<FieldDefaults> = {
  'core.v1.Container': container,
  'core.v1.ContainerPort': { protocol: 'TCP' },
  'core.v1.EphemeralContainer': container,
  'core.v1.GRPCAction': { service: '' },
  'core.v1.HTTPGetAction': { path: '/', scheme: 'HTTP' },
  'core.v1.ObjectFieldSelector': { apiVersion: 'v1' },
  'core.v1.PodSpec': {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  },
  'core.v1.Probe': { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 },
  'core.v1.ResourceFieldSelector': { divisor: '0' },
};

const volumes: DefinitionTable<FieldDefaults> = {
  'core.v1.AzureDiskVolumeSource': {
    cachingMode: 'ReadWrite',
    fsType: 'ext4',
    kind: 'Shared',
    readOnly: false,
  },
  'core.v1.ConfigMapVolumeSource': { defaultMode: volumeFileMode },
  'core.v1.DownwardAPIVolumeSource': { defaultMode: volumeFileMode },
  'core.v1.FileKeySelector': { optional: false },
  'core.v1.HostPathVolumeSource': { type: '' },
  'core.v1.ISCSIPersistentVolumeSource': { iscsiInterface: 'default' },
  'core.v1.ISCSIVolumeSource': { iscsiInterface: 'default' },
  'core.v1.PersistentVolumeClaimSpec': { volumeMode: 'Filesystem' },
  'core.v1.PersistentVolumeClaimStatus': { phase: 'Pending' },
  'core.v1.PersistentVolumeStatus': { phase: 'Pending' },
  'core.v1.ProjectedVolumeSource': { defaultMode: volumeFileMode },
  'core.v1.RBDPersistentVolumeSource': rbdVolume,
  'core.v1.RBDVolumeSource': rbdVolume,
  'core.v1.ScaleIOPersistentVolumeSource': scaleIOVolume,
  'core.v1.ScaleIOVolumeSource': scaleIOVolume,
  'core.v1.SecretVolumeSource': { defaultMode: volumeFileMode },
  'core.v1.ServiceAccountTokenProjection': { expirationSeconds: 3600 },
  'storage.v1.CSIDriverSpec': {
    attachRequired: true,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    podInfoOnMount: false,
    requiresRepublish: false,
    seLinuxMount: false,
    storageCapacity: false,
    volumeLifecycleModes: ['Persistent'],
  },
  'storage.v1.StorageClass': { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
};

const networkAndAccess: DefinitionTable<FieldDefaults> = {
  'core.v1.EndpointPort': { protocol: 'TCP' },
  'core.v1.NamespaceStatus': { phase: 'Active' },
  'core.v1.Secret': { type: 'Opaque' },
  'core.v1.ServicePort': { protocol: 'TCP' },
  'core.v1.ServiceSpec': { sessionAffinity: 'None', type: 'ClusterIP' },
  'discovery.v1.EndpointPort': { name: '', protocol: 'TCP' },
  'flowcontrol.v1.ExemptPriorityLevelConfiguration': { lendablePercent: 0, nominalConcurrencyShares: 0 },
  'flowcontrol.v1.FlowSchemaSpec': { matchingPrecedence: 1000 },
  'flowcontrol.v1.LimitedPriorityLevelConfiguration': { lendablePercent: 0, nominalConcurrencyShares: 30 },
  'flowcontrol.v1.QueuingConfiguration': { handSize: 8, queueLengthLimit: 50, queues: 64 },
  'networking.v1.IngressClassParametersReference': { scope: 'Cluster' },
  'networking.v1.NetworkPolicyPort': { protocol: 'TCP' },
  'rbac.v1.RoleRef': { apiGroup: 'rbac.authorization.k8s.io' },
  'scheduling.v1.PriorityClass': { preemptionPolicy: 'PreemptLowerPriority' },
};

const extensions: DefinitionTable<FieldDefaults> = {
  'admissionregistration.*.MatchResources': {
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
  },
  'admissionregistration.*.MutatingAdmissionPolicySpec': { failurePolicy: 'Fail' },
  'admissionregistration.*.NamedRuleWithOperations': { scope: '*' },
  'admissionregistration.v1.MutatingWebhook': { ...webhook, reinvocationPolicy: 'Never' },
  'admissionregistration.v1.RuleWithOperations': { scope: '*' },
  'admissionregistration.v1.ServiceReference': httpsService,
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': { failurePolicy: 'Fail' },
  'admissionregistration.v1.ValidatingWebhook': webhook,
  'resource.*.DeviceToleration': { operator: 'Equal' },
  'resource.*.NodeAllocatableResourceMapping': { allocationMultiplier: '1' },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec': {
    conversion: { strategy: 'None' },
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference': httpsService,
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference': httpsService,
};

export const fieldDefaults: DefinitionTable<FieldDefaults> = {
  ...workloads,
  ...pods,
  ...volumes,
  ...networkAndAccess,
  ...extensions,
};
