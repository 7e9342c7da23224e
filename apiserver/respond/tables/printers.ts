import { ipAddress, serviceCidr } from './kinds/addresses.ts';
import {
  admissionPolicyBinding,
  mutatingAdmissionPolicy,
  validatingAdmissionPolicy,
  webhookConfiguration,
} from './kinds/admission.ts';
import { apiService } from './kinds/api-service.ts';
import { horizontalPodAutoscaler, scale } from './kinds/autoscaling.ts';
import {
  certificateSigningRequest,
  clusterTrustBundle,
  podCertificateRequest,
} from './kinds/certificates.ts';
import { controllerRevision } from './kinds/controller-revision.ts';
import { lease, leaseCandidate } from './kinds/coordination.ts';
import { componentStatus, configMap, namespace, secret } from './kinds/core.ts';
import { deviceTaintRule, resourceClaim, resourceSlice } from './kinds/devices.ts';
import { endpointSlice, endpoints } from './kinds/endpoints.ts';
import { event } from './kinds/event.ts';
import { flowSchema, priorityLevelConfiguration } from './kinds/flowcontrol.ts';
import { ingress, ingressClass } from './kinds/ingress.ts';
import { cronJob, job } from './kinds/jobs.ts';
import { node } from './kinds/node.ts';
import { nameAndAge, nameAndCreation } from './kinds/plain.ts';
import { pod, podTemplate } from './kinds/pod.ts';
import { networkPolicy, podDisruptionBudget, resourceQuota } from './kinds/policy.ts';
import { clusterRoleBinding, roleBinding } from './kinds/rbac.ts';
import { resourcePoolStatusRequest } from './kinds/resource-pools.ts';
import { podGroup, priorityClass, runtimeClass } from './kinds/scheduling.ts';
import { service } from './kinds/service.ts';
import * as storage from './kinds/storage.ts';
import { persistentVolume, persistentVolumeClaim } from './kinds/volumes.ts';
import * as workloads from './kinds/workloads.ts';
import type { Printer } from './printer.ts';

/**
 * Every built-in kind with columns of its own, by group and kind; the versions of a kind share a printer. A kind that
 * is not here is printed with its name and the moment it was created.
 */
const printers: Readonly<Record<string, Printer>> = {
  '/ComponentStatus': componentStatus,
  '/ConfigMap': configMap,
  '/Endpoints': endpoints,
  '/Event': event,
  '/Namespace': namespace,
  '/Node': node,
  '/PersistentVolume': persistentVolume,
  '/PersistentVolumeClaim': persistentVolumeClaim,
  '/Pod': pod,
  '/PodTemplate': podTemplate,
  '/ReplicationController': workloads.replicationController,
  '/ResourceQuota': resourceQuota,
  '/Secret': secret,
  '/Service': service,
  '/ServiceAccount': nameAndAge,
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': mutatingAdmissionPolicy,
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': admissionPolicyBinding,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': webhookConfiguration,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': validatingAdmissionPolicy,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': admissionPolicyBinding,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': webhookConfiguration,
  'apiregistration.k8s.io/APIService': apiService,
  'apps/ControllerRevision': controllerRevision,
  'apps/DaemonSet': workloads.daemonSet,
  'apps/Deployment': workloads.deployment,
  'apps/ReplicaSet': workloads.replicaSet,
  'apps/StatefulSet': workloads.statefulSet,
  'autoscaling/HorizontalPodAutoscaler': horizontalPodAutoscaler,
  'autoscaling/Scale': scale,
  'batch/CronJob': cronJob,
  'batch/Job': job,
  'certificates.k8s.io/CertificateSigningRequest': certificateSigningRequest,
  'certificates.k8s.io/ClusterTrustBundle': clusterTrustBundle,
  'certificates.k8s.io/PodCertificateRequest': podCertificateRequest,
  'coordination.k8s.io/Lease': lease,
  'coordination.k8s.io/LeaseCandidate': leaseCandidate,
  'discovery.k8s.io/EndpointSlice': endpointSlice,
  'events.k8s.io/Event': event,
  'flowcontrol.apiserver.k8s.io/FlowSchema': flowSchema,
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': priorityLevelConfiguration,
  'internal.apiserver.k8s.io/StorageVersion': storage.storageVersion,
  'networking.k8s.io/IPAddress': ipAddress,
  'networking.k8s.io/Ingress': ingress,
  'networking.k8s.io/IngressClass': ingressClass,
  'networking.k8s.io/NetworkPolicy': networkPolicy,
  'networking.k8s.io/ServiceCIDR': serviceCidr,
  'node.k8s.io/RuntimeClass': runtimeClass,
  'policy/PodDisruptionBudget': podDisruptionBudget,
  'rbac.authorization.k8s.io/ClusterRoleBinding': clusterRoleBinding,
  'rbac.authorization.k8s.io/RoleBinding': roleBinding,
  'resource.k8s.io/DeviceClass': nameAndAge,
  'resource.k8s.io/DeviceTaintRule': deviceTaintRule,
  'resource.k8s.io/ResourceClaim': resourceClaim,
  'resource.k8s.io/ResourceClaimTemplate': nameAndAge,
  'resource.k8s.io/ResourcePoolStatusRequest': resourcePoolStatusRequest,
  'resource.k8s.io/ResourceSlice': resourceSlice,
  'scheduling.k8s.io/PodGroup': podGroup,
  'scheduling.k8s.io/PriorityClass': priorityClass,
  'scheduling.k8s.io/Workload': nameAndAge,
  'storage.k8s.io/CSIDriver': storage.csiDriver,
  'storage.k8s.io/CSINode': storage.csiNode,
  'storage.k8s.io/StorageClass': storage.storageClass,
  'storage.k8s.io/VolumeAttachment': storage.volumeAttachment,
  'storage.k8s.io/VolumeAttributesClass': storage.volumeAttributesClass,
  'storagemigration.k8s.io/StorageVersionMigration': storage.storageVersionMigration,
};

/** The printer of a custom resource is the one it brings along. */
export function printerFor(resource: {
  readonly group: string;
  readonly kind: string;
  readonly printer?: Printer;
}): Printer {
  return resource.printer ?? printers[`${resource.group}/${resource.kind}`] ?? nameAndCreation;
}
