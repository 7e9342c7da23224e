/**
 * Every kind with behaviour of its own, by `resource.group`. What is not here is served by its schema alone.
 */
import { configMapStrategy, secretStrategy } from './config.ts';
import { cronJobStrategy, jobStrategy } from './jobs.ts';
import { namespaceStrategy } from './namespace.ts';
import { podStrategy } from './pod.ts';
import { bindingStrategy, claimStrategy, ingressStrategy, roleStrategy } from './rules.ts';
import { serviceStrategy } from './service.ts';
import type { Strategy } from './strategy.ts';
import { deploymentStrategy, statefulSetStrategy, workloadStrategy } from './workloads.ts';

const counted: Strategy = { generation: true };

const strategies: Readonly<Record<string, Strategy>> = {
  'namespaces.': namespaceStrategy,
  'pods.': podStrategy,
  'nodes.': { resetStatus: false },
  'replicationcontrollers.': counted,
  'events.': { createOnUpdate: true },
  'endpoints.': { createOnUpdate: true },
  'limitranges.': { createOnUpdate: true },
  'services.': serviceStrategy,
  'secrets.': secretStrategy,
  'configmaps.': configMapStrategy,
  'persistentvolumeclaims.': claimStrategy,
  'deployments.apps': deploymentStrategy,
  'replicasets.apps': workloadStrategy,
  'statefulsets.apps': statefulSetStrategy,
  'daemonsets.apps': workloadStrategy,
  'jobs.batch': jobStrategy,
  'cronjobs.batch': cronJobStrategy,
  'leases.coordination.k8s.io': { createOnUpdate: true, unconditionalUpdate: false },
  'endpointslices.discovery.k8s.io': { ...counted, unconditionalUpdate: true },
  'ingresses.networking.k8s.io': ingressStrategy,
  'networkpolicies.networking.k8s.io': counted,
  'ingressclasses.networking.k8s.io': counted,
  'poddisruptionbudgets.policy': { ...counted, unconditionalUpdate: false },
  'roles.rbac.authorization.k8s.io': roleStrategy,
  'rolebindings.rbac.authorization.k8s.io': bindingStrategy,
  'clusterroles.rbac.authorization.k8s.io': roleStrategy,
  'clusterrolebindings.rbac.authorization.k8s.io': bindingStrategy,
  'flowschemas.flowcontrol.apiserver.k8s.io': counted,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': counted,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': counted,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': counted,
  'validatingadmissionpolicies.admissionregistration.k8s.io': counted,
  'customresourcedefinitions.apiextensions.k8s.io': { ...counted, unconditionalUpdate: false },
  'apiservices.apiregistration.k8s.io': { unconditionalUpdate: false },
};

const plain: Strategy = {};

export { Claims } from './claims.ts';
export { resized, resizeErrors } from './pod-resize.ts';
export function strategyOf(group: string, resource: string): Strategy {
  return strategies[`${resource}.${group}`] ?? plain;
}

export { part, type Strategy, type StrategyContext, withMetadata, withPart } from './strategy.ts';
