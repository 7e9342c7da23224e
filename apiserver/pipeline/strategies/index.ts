/**
 * Every kind with behaviour of its own, by `resource.group` (`pods`, `jobs.batch`). What is not here is served by its schema alone.
 */
import type { KubeObject } from '../../../apimachinery/index.ts';
import { configMapStrategy, secretStrategy } from './config.ts';
import { definitionStrategy } from './definitions.ts';
import { cronJobStrategy, jobStrategy } from './jobs.ts';
import { namespaceStrategy } from './namespace.ts';
import { podStrategy } from './pod.ts';
import { bindingStrategy, claimStrategy, ingressStrategy, roleStrategy } from './rules.ts';
import { serviceStrategy } from './service/service.ts';
import type { Strategy } from './strategy.ts';
import { volumeStrategy } from './volumes.ts';
import { daemonSetStrategy, deploymentStrategy, statefulSetStrategy, workloadStrategy } from './workloads.ts';

const counted: Strategy = { generation: true };
const versioned: Strategy = { unconditionalUpdate: false };
const countedVersioned: Strategy = { ...counted, ...versioned };
/** Of what comes with a new status only the status counts. */
const statusAlone: Strategy = {
  prepareForStatusUpdate: (object, old) => ({ ...object, metadata: old.metadata }) as KubeObject,
};

export const strategies: Readonly<Record<string, Strategy>> = {
  namespaces: namespaceStrategy,
  pods: podStrategy,
  nodes: { resetStatus: false },
  replicationcontrollers: counted,
  events: { createOnUpdate: true },
  endpoints: { createOnUpdate: true },
  limitranges: { createOnUpdate: true },
  services: serviceStrategy,
  secrets: secretStrategy,
  configmaps: configMapStrategy,
  persistentvolumes: volumeStrategy,
  persistentvolumeclaims: claimStrategy,
  podtemplates: counted,
  'deployments.apps': deploymentStrategy,
  'replicasets.apps': workloadStrategy,
  'statefulsets.apps': statefulSetStrategy,
  'daemonsets.apps': daemonSetStrategy,
  'jobs.batch': jobStrategy,
  'cronjobs.batch': cronJobStrategy,
  'leases.coordination.k8s.io': { createOnUpdate: true, ...versioned },
  'endpointslices.discovery.k8s.io': { ...counted, generationAlso: (object) => object.metadata?.labels },
  'ingresses.networking.k8s.io': ingressStrategy,
  'networkpolicies.networking.k8s.io': counted,
  'ingressclasses.networking.k8s.io': counted,
  'poddisruptionbudgets.policy': countedVersioned,
  'roles.rbac.authorization.k8s.io': roleStrategy,
  'rolebindings.rbac.authorization.k8s.io': bindingStrategy,
  'clusterroles.rbac.authorization.k8s.io': roleStrategy,
  'clusterrolebindings.rbac.authorization.k8s.io': bindingStrategy,
  'flowschemas.flowcontrol.apiserver.k8s.io': { ...counted, ...statusAlone },
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': { ...counted, ...statusAlone },
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': countedVersioned,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': countedVersioned,
  'validatingadmissionpolicies.admissionregistration.k8s.io': countedVersioned,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': countedVersioned,
  'mutatingadmissionpolicies.admissionregistration.k8s.io': countedVersioned,
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': countedVersioned,
  'priorityclasses.scheduling.k8s.io': counted,
  'resourceclaims.resource.k8s.io': statusAlone,
  'servicecidrs.networking.k8s.io': statusAlone,
  'deviceclasses.resource.k8s.io': counted,
  'csidrivers.storage.k8s.io': versioned,
  'csinodes.storage.k8s.io': versioned,
  'csistoragecapacities.storage.k8s.io': versioned,
  'volumeattachments.storage.k8s.io': versioned,
  'runtimeclasses.node.k8s.io': versioned,
  'resourceslices.resource.k8s.io': counted,
  'customresourcedefinitions.apiextensions.k8s.io': definitionStrategy,
  'apiservices.apiregistration.k8s.io': versioned,
};

export { cleanupFinalizer } from './definitions.ts';
export { resized, resizeErrors } from './pod-resize.ts';
export { ReservedValues } from './reserved-values.ts';
export {
  part,
  type Strategy,
  type StrategyContext,
  type Validator,
  withMetadata,
  withPart,
} from './strategy.ts';
