import {
  mutatingBindingStrategy,
  mutatingPolicyStrategy,
  mutatingWebhooksStrategy,
  validatingBindingStrategy,
  validatingPolicyStrategy,
  validatingWebhooksStrategy,
} from './admission.ts';
import { signingRequestStrategy } from './certificates.ts';
import {
  configMapStrategy,
  coreEventStrategy,
  endpointsStrategy,
  eventStrategy,
  limitRangeStrategy,
  nodeStrategy,
  quotaStrategy,
  secretStrategy,
  serviceAccountStrategy,
} from './core.ts';
import { definitionStrategy } from './definitions.ts';
import {
  deviceClaimStrategy,
  deviceClaimTemplateStrategy,
  deviceClassStrategy,
  deviceSliceStrategy,
} from './devices.ts';
import { apiServiceStrategy, flowSchemaStrategy, priorityLevelStrategy } from './flow-control.ts';
import { cronJobStrategy, jobStrategy } from './jobs.ts';
import { namespaceStrategy } from './namespace.ts';
import {
  endpointSliceStrategy,
  ingressClassStrategy,
  ingressStrategy,
  ipAddressStrategy,
  networkPolicyStrategy,
  serviceCidrStrategy,
} from './networking.ts';
import { podStrategy } from './pod.ts';
import {
  autoscalerStrategy,
  clusterRoleBindingStrategy,
  clusterRoleStrategy,
  disruptionBudgetStrategy,
  leaseStrategy,
  priorityClassStrategy,
  roleBindingStrategy,
  roleStrategy,
  runtimeClassStrategy,
} from './policies.ts';
import { serviceStrategy } from './service/service.ts';
import {
  attributesClassStrategy,
  controllerRevisionStrategy,
  csiDriverStrategy,
  csiNodeStrategy,
  storageCapacityStrategy,
  storageClassStrategy,
} from './storage.ts';
import type { Strategy } from './strategy.ts';
import { attachmentStrategy, claimStrategy, volumeStrategy } from './volumes.ts';
import {
  daemonSetStrategy,
  deploymentStrategy,
  podTemplateStrategy,
  replicaSetStrategy,
  replicationControllerStrategy,
  statefulSetStrategy,
} from './workloads.ts';

export const strategies: Readonly<Record<string, Strategy>> = {
  namespaces: namespaceStrategy,
  pods: podStrategy,
  nodes: nodeStrategy,
  resourcequotas: quotaStrategy,
  serviceaccounts: serviceAccountStrategy,
  events: coreEventStrategy,
  'events.events.k8s.io': eventStrategy,
  endpoints: endpointsStrategy,
  limitranges: limitRangeStrategy,
  replicationcontrollers: replicationControllerStrategy,
  services: serviceStrategy,
  secrets: secretStrategy,
  configmaps: configMapStrategy,
  persistentvolumes: volumeStrategy,
  persistentvolumeclaims: claimStrategy,
  podtemplates: podTemplateStrategy,
  'deployments.apps': deploymentStrategy,
  'replicasets.apps': replicaSetStrategy,
  'statefulsets.apps': statefulSetStrategy,
  'daemonsets.apps': daemonSetStrategy,
  'controllerrevisions.apps': controllerRevisionStrategy,
  'jobs.batch': jobStrategy,
  'cronjobs.batch': cronJobStrategy,
  'certificatesigningrequests.certificates.k8s.io': signingRequestStrategy,
  'leases.coordination.k8s.io': leaseStrategy,
  'endpointslices.discovery.k8s.io': endpointSliceStrategy,
  'ingresses.networking.k8s.io': ingressStrategy,
  'networkpolicies.networking.k8s.io': networkPolicyStrategy,
  'ingressclasses.networking.k8s.io': ingressClassStrategy,
  'ipaddresses.networking.k8s.io': ipAddressStrategy,
  'poddisruptionbudgets.policy': disruptionBudgetStrategy,
  'horizontalpodautoscalers.autoscaling': autoscalerStrategy,
  'roles.rbac.authorization.k8s.io': roleStrategy,
  'rolebindings.rbac.authorization.k8s.io': roleBindingStrategy,
  'clusterroles.rbac.authorization.k8s.io': clusterRoleStrategy,
  'clusterrolebindings.rbac.authorization.k8s.io': clusterRoleBindingStrategy,
  'flowschemas.flowcontrol.apiserver.k8s.io': flowSchemaStrategy,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': priorityLevelStrategy,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': mutatingWebhooksStrategy,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': validatingWebhooksStrategy,
  'validatingadmissionpolicies.admissionregistration.k8s.io': validatingPolicyStrategy,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': validatingBindingStrategy,
  'mutatingadmissionpolicies.admissionregistration.k8s.io': mutatingPolicyStrategy,
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': mutatingBindingStrategy,
  'priorityclasses.scheduling.k8s.io': priorityClassStrategy,
  'resourceclaims.resource.k8s.io': deviceClaimStrategy,
  'resourceclaimtemplates.resource.k8s.io': deviceClaimTemplateStrategy,
  'servicecidrs.networking.k8s.io': serviceCidrStrategy,
  'deviceclasses.resource.k8s.io': deviceClassStrategy,
  'storageclasses.storage.k8s.io': storageClassStrategy,
  'volumeattributesclasses.storage.k8s.io': attributesClassStrategy,
  'csidrivers.storage.k8s.io': csiDriverStrategy,
  'csinodes.storage.k8s.io': csiNodeStrategy,
  'csistoragecapacities.storage.k8s.io': storageCapacityStrategy,
  'volumeattachments.storage.k8s.io': attachmentStrategy,
  'runtimeclasses.node.k8s.io': runtimeClassStrategy,
  'resourceslices.resource.k8s.io': deviceSliceStrategy,
  'customresourcedefinitions.apiextensions.k8s.io': definitionStrategy,
  'apiservices.apiregistration.k8s.io': apiServiceStrategy,
};

export { withApproval } from './certificates.ts';
export { cleanupFinalizer } from './definitions.ts';
export { enabledFields } from './pod-fields.ts';
export { resized } from './pod-resize.ts';
export { ReservedValues } from './reserved-values.ts';
export {
  type AddressPool,
  part,
  type Strategy,
  type StrategyContext,
  type Surroundings,
  type Validator,
  withMetadata,
  withPart,
} from './strategy.ts';
