import type { GoField } from '../../apimachinery/index.ts';
import { fieldFacts, goFieldsOf } from '../go-types/field-facts.ts';
import { type DefinitionTable, factsOf } from './definition-facts.ts';

/**
 * What an object has even when nobody set it, because it is a value and not a pointer in Kubernetes' Go types:
 * `kubectl get -o yaml` shows it as `{}`, `0` or `''`. It is also why an object can be created without something that
 * its OpenAPI schema requires.
 */

/** Plain values; of those that validation asks for none is filled in, but in what stands in a status only. */
export const zeroFields: DefinitionTable<Readonly<Record<string, unknown>>> = {
  'admissionregistration.v1.ExpressionWarning': { fieldRef: '', warning: '' },
  'apps.v1.ControllerRevision': { revision: 0 },
  'apps.v1.DaemonSetCondition': { status: '', type: '' },
  'apps.v1.DaemonSetStatus': {
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  },
  'apps.v1.DeploymentCondition': { status: '', type: '' },
  'apps.v1.ReplicaSetCondition': { status: '', type: '' },
  'apps.v1.ReplicaSetStatus': { replicas: 0 },
  'apps.v1.StatefulSetCondition': { status: '', type: '' },
  'apps.v1.StatefulSetOrdinals': { start: 0 },
  'apps.v1.StatefulSetSpec': { serviceName: '' },
  'apps.v1.StatefulSetStatus': { availableReplicas: 0, replicas: 0 },
  'authentication.v1.TokenRequestStatus': { token: '' },
  'authorization.v1.SubjectAccessReviewStatus': { allowed: false },
  'authorization.v1.SubjectRulesReviewStatus': { incomplete: false },
  'autoscaling.v1.HorizontalPodAutoscalerStatus': { currentReplicas: 0, desiredReplicas: 0 },
  'autoscaling.v1.ScaleStatus': { replicas: 0 },
  'autoscaling.v2.ContainerResourceMetricStatus': { container: '', name: '' },
  'autoscaling.v2.HorizontalPodAutoscalerCondition': { status: '', type: '' },
  'autoscaling.v2.HorizontalPodAutoscalerStatus': { desiredReplicas: 0 },
  'autoscaling.v2.MetricStatus': { type: '' },
  'autoscaling.v2.ResourceMetricStatus': { name: '' },
  'batch.v1.JobCondition': { status: '', type: '' },
  'certificates.v1.CertificateSigningRequestCondition': { status: '', type: '' },
  'core.v1.AttachedVolume': { devicePath: '', name: '' },
  'core.v1.ContainerExtendedResourceRequest': { containerName: '', requestName: '', resourceName: '' },
  'core.v1.ContainerStateTerminated': { exitCode: 0 },
  'core.v1.ContainerStatus': { image: '', imageID: '', name: '', ready: false, restartCount: 0 },
  'core.v1.DaemonEndpoint': { Port: 0 },
  'core.v1.Event': { reportingComponent: '', reportingInstance: '' },
  'core.v1.HTTPHeader': { value: '' },
  'core.v1.HostIP': { ip: '' },
  'core.v1.ISCSIPersistentVolumeSource': { lun: 0 },
  'core.v1.ISCSIVolumeSource': { lun: 0 },
  'core.v1.LinuxContainerUser': { gid: 0, uid: 0 },
  'core.v1.ModifyVolumeStatus': { status: '' },
  'core.v1.NamespaceCondition': { status: '', type: '' },
  'core.v1.NodeAddress': { address: '', type: '' },
  'core.v1.NodeAllocatableResourceClaimStatus': { resourceClaimName: '' },
  'core.v1.NodeCondition': { status: '', type: '' },
  'core.v1.NodeRuntimeHandler': { name: '' },
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
  'core.v1.PersistentVolumeClaimCondition': { status: '', type: '' },
  'core.v1.PodCondition': { status: '', type: '' },
  'core.v1.PodExtendedResourceClaimStatus': { resourceClaimName: '' },
  'core.v1.PodIP': { ip: '' },
  'core.v1.PodResourceClaimStatus': { name: '' },
  'core.v1.PortStatus': { port: 0, protocol: '' },
  'core.v1.ReplicationControllerCondition': { status: '', type: '' },
  'core.v1.ReplicationControllerStatus': { replicas: 0 },
  'core.v1.ResourceHealth': { resourceID: '' },
  'core.v1.ResourceStatus': { name: '' },
  'core.v1.SleepAction': { seconds: 0 },
  'core.v1.Sysctl': { value: '' },
  'core.v1.VolumeMountStatus': { mountPath: '', name: '' },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition': {
    status: '',
    type: '',
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion': {
    served: false,
    storage: false,
  },
  'io.k8s.apimachinery.pkg.apis.meta.v1.Condition': { message: '', reason: '', status: '', type: '' },
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition': { status: '', type: '' },
  'networking.v1.IngressPortStatus': { port: 0, protocol: '' },
  'policy.v1.PodDisruptionBudgetStatus': {
    currentHealthy: 0,
    desiredHealthy: 0,
    disruptionsAllowed: 0,
    expectedPods: 0,
  },
  'scheduling.v1.PriorityClass': { value: 0 },
  'storage.v1.TokenRequest': { audience: '' },
  'storage.v1.VolumeAttachmentStatus': { attached: false },
};

/** Lists that are required, but may be empty. */
const emptyLists: DefinitionTable<readonly string[]> = {
  'authorization.v1.SubjectRulesReviewStatus': ['nonResourceRules', 'resourceRules'],
  'core.v1.LimitRangeSpec': ['limits'],
  'storage.v1.CSINodeSpec': ['drivers'],
};

/** Lists whose defaults are for none, not for an empty one. Such a one is refused, and never stored. */
const emptyIsSomething: DefinitionTable<readonly string[]> = {
  'autoscaling.v2.HPAScalingRules': ['policies'],
};

/**
 * How Go declares the fields of a definition. Null for none is written only where having none is allowed: of what is
 * required, validation says more.
 */
export function goFields(
  definition: string,
  required: readonly string[] = [],
): ReadonlyMap<string, GoField> | undefined {
  const fields = goFieldsOf(definition);
  if (fields === undefined) return undefined;
  const keepsEmpty = factsOf(emptyIsSomething, definition);
  const mustBe = required.filter((name) => factsOf(emptyLists, definition)?.includes(name) !== true);
  return new Map(
    [...fields].map(([name, field]) => {
      if (field.isNullable) return [name, { ...field, isNullable: !mustBe.includes(name) }];
      return [name, keepsEmpty?.includes(name) === true ? { ...field, presence: 'given' } : field];
    }),
  );
}

/** A struct that is not filled in: its own members are required, and only the server sets them. */
const setByServer = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus';

/** Whether a field that holds a struct is there even when nobody set it. */
export function isAlwaysPresent(definition: string, field: string): boolean {
  if (definition === setByServer) return false;
  const facts = fieldFacts(definition);
  if (facts === undefined) return field === 'metadata' || field === 'spec' || field === 'status';
  return facts.some(({ name, presence, isInline }) =>
    isInline ? isAlwaysPresent(name, field) : name === field && presence === 'always',
  );
}
