/**
 * Every kind with behaviour of its own, by `resource.group`. What is not here is served by its schema alone.
 */
import { nameIsPathSegment } from '../../apimachinery/index.ts';
import { namespaceStrategy } from './namespace.ts';
import { podStrategy } from './pod.ts';
import { serviceStrategy } from './service.ts';
import type { Strategy } from './strategy.ts';
import { deploymentStrategy, jobStrategy, workloadStrategy } from './workloads.ts';

const counted: Strategy = { generation: true };
const rbac: Strategy = { createOnUpdate: true, nameRule: nameIsPathSegment };

const strategies: Readonly<Record<string, Strategy>> = {
  'namespaces.': namespaceStrategy,
  'pods.': podStrategy,
  'nodes.': { resetStatus: false },
  'replicationcontrollers.': counted,
  'events.': { createOnUpdate: true },
  'endpoints.': { createOnUpdate: true },
  'limitranges.': { createOnUpdate: true },
  'services.': serviceStrategy,
  'secrets.': {},
  'deployments.apps': deploymentStrategy,
  'replicasets.apps': workloadStrategy,
  'statefulsets.apps': workloadStrategy,
  'daemonsets.apps': workloadStrategy,
  'jobs.batch': jobStrategy,
  'cronjobs.batch': counted,
  'leases.coordination.k8s.io': { createOnUpdate: true, unconditionalUpdate: false },
  'endpointslices.discovery.k8s.io': { ...counted, unconditionalUpdate: true },
  'ingresses.networking.k8s.io': counted,
  'networkpolicies.networking.k8s.io': counted,
  'ingressclasses.networking.k8s.io': counted,
  'poddisruptionbudgets.policy': { ...counted, unconditionalUpdate: false },
  'roles.rbac.authorization.k8s.io': rbac,
  'rolebindings.rbac.authorization.k8s.io': rbac,
  'clusterroles.rbac.authorization.k8s.io': rbac,
  'clusterrolebindings.rbac.authorization.k8s.io': rbac,
  'flowschemas.flowcontrol.apiserver.k8s.io': counted,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': counted,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': counted,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': counted,
  'validatingadmissionpolicies.admissionregistration.k8s.io': counted,
  'customresourcedefinitions.apiextensions.k8s.io': { ...counted, unconditionalUpdate: false },
  'apiservices.apiregistration.k8s.io': { unconditionalUpdate: false },
};

const plain: Strategy = {};

export function strategyOf(group: string, resource: string): Strategy {
  return strategies[`${resource}.${group}`] ?? plain;
}

export { part, type Strategy, type StrategyContext, withMetadata, withPart } from './strategy.ts';
