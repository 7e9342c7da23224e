import { ipAddress, serviceCidr } from './kinds/addresses.ts';
import {
  admissionPolicyBinding,
  mutatingAdmissionPolicy,
  validatingAdmissionPolicy,
  webhookConfiguration,
} from './kinds/admission.ts';
import { apiService } from './kinds/api-service.ts';
import { horizontalPodAutoscaler } from './kinds/autoscaling.ts';
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
import { nameAndAge } from './kinds/plain.ts';
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
 * Every built-in kind with columns of its own, by `resource.group`; the versions of a kind share a printer. A kind that
 * is not here is printed with its name and the moment it was created.
 */
export const printers: Readonly<Record<string, Printer>> = {
  componentstatuses: componentStatus,
  configmaps: configMap,
  endpoints: endpoints,
  events: event,
  namespaces: namespace,
  nodes: node,
  persistentvolumes: persistentVolume,
  persistentvolumeclaims: persistentVolumeClaim,
  pods: pod,
  podtemplates: podTemplate,
  replicationcontrollers: workloads.replicationController,
  resourcequotas: resourceQuota,
  secrets: secret,
  services: service,
  serviceaccounts: nameAndAge,
  'mutatingadmissionpolicies.admissionregistration.k8s.io': mutatingAdmissionPolicy,
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': admissionPolicyBinding,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': webhookConfiguration,
  'validatingadmissionpolicies.admissionregistration.k8s.io': validatingAdmissionPolicy,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': admissionPolicyBinding,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': webhookConfiguration,
  'apiservices.apiregistration.k8s.io': apiService,
  'controllerrevisions.apps': controllerRevision,
  'daemonsets.apps': workloads.daemonSet,
  'deployments.apps': workloads.deployment,
  'replicasets.apps': workloads.replicaSet,
  'statefulsets.apps': workloads.statefulSet,
  'horizontalpodautoscalers.autoscaling': horizontalPodAutoscaler,
  'cronjobs.batch': cronJob,
  'jobs.batch': job,
  'certificatesigningrequests.certificates.k8s.io': certificateSigningRequest,
  'clustertrustbundles.certificates.k8s.io': clusterTrustBundle,
  'podcertificaterequests.certificates.k8s.io': podCertificateRequest,
  'leases.coordination.k8s.io': lease,
  'leasecandidates.coordination.k8s.io': leaseCandidate,
  'endpointslices.discovery.k8s.io': endpointSlice,
  'events.events.k8s.io': event,
  'flowschemas.flowcontrol.apiserver.k8s.io': flowSchema,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': priorityLevelConfiguration,
  'storageversions.internal.apiserver.k8s.io': storage.storageVersion,
  'ipaddresses.networking.k8s.io': ipAddress,
  'ingresses.networking.k8s.io': ingress,
  'ingressclasses.networking.k8s.io': ingressClass,
  'networkpolicies.networking.k8s.io': networkPolicy,
  'servicecidrs.networking.k8s.io': serviceCidr,
  'runtimeclasses.node.k8s.io': runtimeClass,
  'poddisruptionbudgets.policy': podDisruptionBudget,
  'clusterrolebindings.rbac.authorization.k8s.io': clusterRoleBinding,
  'rolebindings.rbac.authorization.k8s.io': roleBinding,
  'deviceclasses.resource.k8s.io': nameAndAge,
  'devicetaintrules.resource.k8s.io': deviceTaintRule,
  'resourceclaims.resource.k8s.io': resourceClaim,
  'resourceclaimtemplates.resource.k8s.io': nameAndAge,
  'resourcepoolstatusrequests.resource.k8s.io': resourcePoolStatusRequest,
  'resourceslices.resource.k8s.io': resourceSlice,
  'podgroups.scheduling.k8s.io': podGroup,
  'priorityclasses.scheduling.k8s.io': priorityClass,
  'workloads.scheduling.k8s.io': nameAndAge,
  'csidrivers.storage.k8s.io': storage.csiDriver,
  'csinodes.storage.k8s.io': storage.csiNode,
  'storageclasses.storage.k8s.io': storage.storageClass,
  'volumeattachments.storage.k8s.io': storage.volumeAttachment,
  'volumeattributesclasses.storage.k8s.io': storage.volumeAttributesClass,
  'storageversionmigrations.storagemigration.k8s.io': storage.storageVersionMigration,
};
