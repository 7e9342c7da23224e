import { type DefinitionTable, factsOf } from './definition-facts.ts';

/**
 * Parts that an object has even when nobody set them, because they are values and not pointers in Kubernetes' Go
 * types: `kubectl get -o yaml` shows them as `{}`, `0` or `''`. They are also why an object can be created without
 * something its OpenAPI schema requires.
 */

/** Fields that hold a struct. */
const structFields: DefinitionTable<readonly string[]> = {
  'admissionregistration.v1.MutatingWebhook': ['clientConfig'],
  'admissionregistration.v1.ValidatingWebhook': ['clientConfig'],
  'apps.v1.DaemonSetSpec': ['template', 'updateStrategy'],
  'apps.v1.DeploymentSpec': ['strategy', 'template'],
  'apps.v1.ReplicaSetSpec': ['template'],
  'apps.v1.StatefulSetSpec': ['template', 'updateStrategy'],
  'authentication.v1.SelfSubjectReviewStatus': ['userInfo'],
  'authentication.v1.TokenReviewStatus': ['user'],
  'autoscaling.*.HorizontalPodAutoscalerSpec': ['scaleTargetRef'],
  'autoscaling.v2.ContainerResourceMetricSource': ['target'],
  'autoscaling.v2.ContainerResourceMetricStatus': ['current'],
  'autoscaling.v2.ExternalMetricSource': ['metric', 'target'],
  'autoscaling.v2.ExternalMetricStatus': ['current', 'metric'],
  'autoscaling.v2.ObjectMetricSource': ['describedObject', 'metric', 'target'],
  'autoscaling.v2.ObjectMetricStatus': ['current', 'describedObject', 'metric'],
  'autoscaling.v2.PodsMetricSource': ['metric', 'target'],
  'autoscaling.v2.PodsMetricStatus': ['current', 'metric'],
  'autoscaling.v2.ResourceMetricSource': ['target'],
  'autoscaling.v2.ResourceMetricStatus': ['current'],
  'batch.v1.CronJobSpec': ['jobTemplate'],
  'batch.v1.JobSpec': ['template'],
  'core.v1.Binding': ['target'],
  'core.v1.Container': ['resources'],
  'core.v1.ContainerStatus': ['lastState', 'state'],
  'core.v1.EphemeralContainer': ['resources'],
  'core.v1.Event': ['involvedObject', 'source'],
  'core.v1.NodeDaemonEndpoints': ['kubeletEndpoint'],
  'core.v1.NodeStatus': ['daemonEndpoints', 'nodeInfo'],
  'core.v1.PersistentVolumeClaimSpec': ['resources'],
  'core.v1.PodTemplate': ['template'],
  'core.v1.PreferredSchedulingTerm': ['preference'],
  'core.v1.ServiceStatus': ['loadBalancer'],
  'core.v1.WeightedPodAffinityTerm': ['podAffinityTerm'],
  'discovery.v1.Endpoint': ['conditions'],
  'events.v1.Event': ['deprecatedSource', 'regarding'],
  'flowcontrol.v1.FlowSchemaSpec': ['priorityLevelConfiguration'],
  'flowcontrol.v1.LimitedPriorityLevelConfiguration': ['limitResponse'],
  'networking.v1.HTTPIngressPath': ['backend'],
  'networking.v1.IngressServiceBackend': ['port'],
  'networking.v1.IngressStatus': ['loadBalancer'],
  'networking.v1.NetworkPolicySpec': ['podSelector'],
  'rbac.v1.ClusterRoleBinding': ['roleRef'],
  'rbac.v1.RoleBinding': ['roleRef'],
  'resource.*.AllocationResult': ['devices'],
  'resource.*.ResourceClaimSpec': ['devices'],
  'resource.*.ResourceSliceSpec': ['pool'],
  'resource.*.DeviceTaintRuleSpec': ['taint'],
  'scheduling.v1alpha2.PodGroupSpec': ['schedulingPolicy'],
  'scheduling.v1alpha2.PodGroupTemplate': ['schedulingPolicy'],
  'storage.v1.VolumeAttachmentSpec': ['source'],
  'storagemigration.v1beta1.StorageVersionMigrationSpec': ['resource'],
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec': ['names'],
};

/** Fields that hold a plain value. */
export const zeroFields: DefinitionTable<Readonly<Record<string, unknown>>> = {
  'apps.v1.ControllerRevision': { revision: 0 },
  'apps.v1.DaemonSetStatus': {
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  },
  'apps.v1.ReplicaSetStatus': { replicas: 0 },
  'apps.v1.StatefulSetOrdinals': { start: 0 },
  'apps.v1.StatefulSetSpec': { serviceName: '' },
  'apps.v1.StatefulSetStatus': { availableReplicas: 0, replicas: 0 },
  'authorization.v1.SubjectAccessReviewStatus': { allowed: false },
  'authorization.v1.SubjectRulesReviewStatus': { incomplete: false, nonResourceRules: [], resourceRules: [] },
  'autoscaling.v1.HorizontalPodAutoscalerStatus': { currentReplicas: 0, desiredReplicas: 0 },
  'autoscaling.v1.ScaleStatus': { replicas: 0 },
  'autoscaling.v2.HorizontalPodAutoscalerStatus': { desiredReplicas: 0 },
  'core.v1.ContainerStateTerminated': { exitCode: 0 },
  'core.v1.ContainerStatus': { image: '', imageID: '', ready: false, restartCount: 0 },
  'core.v1.DaemonEndpoint': { Port: 0 },
  'core.v1.Event': { reportingComponent: '', reportingInstance: '' },
  'core.v1.HTTPHeader': { value: '' },
  'core.v1.ISCSIPersistentVolumeSource': { lun: 0 },
  'core.v1.ISCSIVolumeSource': { lun: 0 },
  'core.v1.LimitRangeSpec': { limits: [] },
  'core.v1.NodeSystemInfo': {
    architecture: '',
    bootID: '',
    containerRuntimeVersion: '',
    kernelVersion: '',
    kubeProxyVersion: '',
    kubeletVersion: '',
    machineID: '',
    operatingSystem: '',
    osImage: '',
    systemUUID: '',
  },
  'core.v1.ReplicationControllerStatus': { replicas: 0 },
  'core.v1.SleepAction': { seconds: 0 },
  'core.v1.Sysctl': { value: '' },
  'discovery.v1.EndpointSlice': { endpoints: [] },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion': {
    served: false,
    storage: false,
  },
  'io.k8s.apimachinery.pkg.apis.meta.v1.Condition': { message: '' },
  'policy.v1.PodDisruptionBudgetStatus': {
    currentHealthy: 0,
    desiredHealthy: 0,
    disruptionsAllowed: 0,
    expectedPods: 0,
  },
  'scheduling.v1.PriorityClass': { value: 0 },
  'storage.v1.CSINodeSpec': { drivers: [] },
  'storage.v1.TokenRequest': { audience: '' },
  'storage.v1.VolumeAttachmentStatus': { attached: false },
};

/** `metadata`, `spec` and `status` hold structs everywhere but here. */
const pointerParts: DefinitionTable<readonly string[]> = {
  'resource.v1alpha3.ResourcePoolStatusRequest': ['status'],
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources': ['status'],
};

/** Whether a field whose type is another definition is there even when nobody set it. */
export function isAlwaysPresent(definition: string, field: string): boolean {
  if (factsOf(structFields, definition)?.includes(field) === true) return true;
  if (field !== 'metadata' && field !== 'spec' && field !== 'status') return false;
  return factsOf(pointerParts, definition)?.includes(field) !== true;
}
