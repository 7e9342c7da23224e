import type { KubeObject, Schema } from '../../apimachinery/index.ts';
import { changeWithin, type Defaulter, type Fields } from '../fields.ts';
import { autoscalerDefaults } from './autoscaling.ts';
import { canonicalValues } from './canonical-values.ts';
import {
  limitRangeDefaults,
  namespaceDefaults,
  nodeDefaults,
  persistentVolumeDefaults,
  secretDefaults,
} from './core.ts';
import { cronJobDefaults, jobDefaults } from './jobs.ts';
import { podDefaults } from './pod.ts';
import { podTemplateDefaults } from './pod-spec.ts';
import {
  bindingDefaults,
  customResourceDefinitionDefaults,
  networkPolicyDefaults,
  resourceClaimDefaults,
  resourceClaimTemplateDefaults,
} from './policies.ts';
import { serviceDefaults } from './service.ts';
import {
  daemonSetDefaults,
  deploymentDefaults,
  replicationControllerDefaults,
  statefulSetDefaults,
  templatedDefaults,
} from './workloads.ts';

/** Every kind with defaults that depend on its other fields, by `group/version/Kind` (`v1/Pod`). */
export const defaulters: Readonly<Record<string, Defaulter>> = {
  'v1/LimitRange': limitRangeDefaults,
  'v1/Namespace': namespaceDefaults,
  'v1/Node': nodeDefaults,
  'v1/PersistentVolume': persistentVolumeDefaults,
  'v1/Pod': podDefaults,
  'v1/PodTemplate': (object) => changeWithin(object, 'template', podTemplateDefaults),
  'v1/ReplicationController': replicationControllerDefaults,
  'v1/Secret': secretDefaults,
  'v1/Service': serviceDefaults,
  'apiextensions.k8s.io/v1/CustomResourceDefinition': customResourceDefinitionDefaults,
  'apps/v1/DaemonSet': daemonSetDefaults,
  'apps/v1/Deployment': deploymentDefaults,
  'apps/v1/ReplicaSet': templatedDefaults,
  'apps/v1/StatefulSet': statefulSetDefaults,
  'autoscaling/v2/HorizontalPodAutoscaler': autoscalerDefaults,
  'batch/v1/CronJob': cronJobDefaults,
  'batch/v1/Job': jobDefaults,
  'networking.k8s.io/v1/NetworkPolicy': networkPolicyDefaults,
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': bindingDefaults,
  'rbac.authorization.k8s.io/v1/RoleBinding': bindingDefaults,
  'resource.k8s.io/v1/ResourceClaim': resourceClaimDefaults,
  'resource.k8s.io/v1/ResourceClaimTemplate': resourceClaimTemplateDefaults,
};

/** What a kind's defaults depend on. */
export interface DefaultedKind {
  readonly schema: Schema;
  readonly defaulter: Defaulter | undefined;
}

/**
 * Writes quantities and times as Kubernetes does, and fills in the defaults that depend on other fields (a pull policy
 * on the image's tag, a strategy's numbers on its type). Runs on every write, after the schema's own defaults and
 * before validation: it takes any shape, and what is done twice changes nothing. The same object when there is nothing
 * to do; the input is never changed. What is as in `done`, which has its defaults, is written as it should be.
 */
export function computeDefaults(
  { schema, defaulter }: DefaultedKind,
  object: KubeObject,
  done?: KubeObject,
): KubeObject {
  const canonical = canonicalValues(schema, object, done) as KubeObject;
  return defaulter === undefined ? canonical : (defaulter(canonical as unknown as Fields) as KubeObject);
}
