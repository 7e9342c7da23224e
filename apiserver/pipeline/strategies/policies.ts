import {
  autoscalerStatusAnnotations,
  convert,
  type V1ClusterRole,
  type V1ClusterRoleBinding,
  type V1HorizontalPodAutoscaler,
  type V1Lease,
  type V1PodDisruptionBudget,
  type V1PriorityClass,
  type V1Role,
  type V1RoleBinding,
  type V1RuntimeClass,
  type V2HorizontalPodAutoscaler,
} from '../../../api/index.ts';
import { type KubeObject, nameIsPathSegment } from '../../../apimachinery/index.ts';
import { autoscalerErrors, autoscalerStatusErrors } from '../validation/autoscaling/autoscalers.ts';
import { leaseErrors } from '../validation/coordination/leases.ts';
import { runtimeClassErrors, runtimeClassUpdateErrors } from '../validation/node/runtime-classes.ts';
import {
  disruptionBudgetErrors,
  disruptionBudgetStatusErrors,
} from '../validation/policy/disruption-budgets.ts';
import { clusterRoleBindingErrors, roleBindingErrors, withFixedRole } from '../validation/rbac/bindings.ts';
import { clusterRoleErrors, roleErrors } from '../validation/rbac/roles.ts';
import {
  priorityClassErrors,
  priorityClassUpdateErrors,
  systemPriorityClasses,
} from '../validation/scheduling/priority-classes.ts';
import { part, type Strategy, validatorOf, withMetadata, withPart } from './strategy.ts';

/** Kinds that say how others are treated. Mirrors kubernetes pkg/registry (autoscaling, coordination, node, policy, rbac, scheduling). */

export const autoscalerStrategy: Strategy = {
  prepareForCreate: withoutCarriedStatus,
  validator: validatorOf<V1HorizontalPodAutoscaler | V2HorizontalPodAutoscaler>(
    (autoscaler) => autoscalerErrors(asStored(autoscaler)),
    (autoscaler, old) => autoscalerErrors(asStored(autoscaler), asStored(old)),
    autoscalerStatusErrors,
  ),
};

const autoscaling = (version: string) => ({ group: 'autoscaling', version });

/** Metrics are judged where version 2 has them. */
function asStored(
  autoscaler: V1HorizontalPodAutoscaler | V2HorizontalPodAutoscaler,
): V2HorizontalPodAutoscaler {
  if (autoscaler.apiVersion !== 'autoscaling/v1') return autoscaler as V2HorizontalPodAutoscaler;
  return convert(autoscaler, autoscaling('v1'), autoscaling('v2')) as V2HorizontalPodAutoscaler;
}

/** In version 1 a part of the status travels in annotations; a new autoscaler has none. */
function withoutCarriedStatus(autoscaler: KubeObject): KubeObject {
  const { annotations } = autoscaler.metadata ?? {};
  if (annotations === undefined) return autoscaler;
  const kept = Object.entries(annotations).filter(([name]) => !autoscalerStatusAnnotations.has(name));
  if (kept.length === Object.keys(annotations).length) return autoscaler;
  return withMetadata(autoscaler, {
    annotations: kept.length === 0 ? undefined : Object.fromEntries(kept),
  });
}

export const disruptionBudgetStrategy: Strategy = {
  generation: true,
  unconditionalUpdate: false,
  validator: validatorOf<V1PodDisruptionBudget>(
    (budget) => disruptionBudgetErrors(budget),
    disruptionBudgetErrors,
    disruptionBudgetStatusErrors,
  ),
};

const named = { createOnUpdate: true, nameRule: nameIsPathSegment } as const;

export const roleStrategy: Strategy = { ...named, validator: validatorOf<V1Role>(roleErrors) };

export const clusterRoleStrategy: Strategy = {
  ...named,
  validator: validatorOf<V1ClusterRole>((role) => clusterRoleErrors(role), clusterRoleErrors),
};

export const roleBindingStrategy: Strategy = {
  ...named,
  validator: validatorOf<V1RoleBinding>(roleBindingErrors, withFixedRole(roleBindingErrors)),
};

export const clusterRoleBindingStrategy: Strategy = {
  ...named,
  validator: validatorOf<V1ClusterRoleBinding>(
    clusterRoleBindingErrors,
    withFixedRole(clusterRoleBindingErrors),
  ),
};

/** It is of generation 1 for ever. */
export const priorityClassStrategy: Strategy = {
  prepareForCreate: (object) => withMetadata(object, { generation: 1 }),
  validator: validatorOf<V1PriorityClass>(priorityClassErrors, priorityClassUpdateErrors),
  whyKept: ({ metadata }) =>
    Object.hasOwn(systemPriorityClasses, metadata?.name ?? '')
      ? 'this is a system priority class and cannot be deleted'
      : undefined,
};

export const runtimeClassStrategy: Strategy = {
  createOnUpdate: true,
  unconditionalUpdate: false,
  validator: validatorOf<V1RuntimeClass>(runtimeClassErrors, runtimeClassUpdateErrors),
};

/** Leaders are elected by themselves: what would coordinate them is not kept. */
export const leaseStrategy: Strategy = {
  createOnUpdate: true,
  unconditionalUpdate: false,
  prepareForCreate: withoutCoordination,
  prepareForUpdate: withoutCoordination,
  validator: validatorOf<V1Lease>(leaseErrors),
};

function withoutCoordination(object: KubeObject): KubeObject {
  const { strategy, preferredHolder, ...others } = part(object, 'spec');
  return strategy === undefined && preferredHolder === undefined ? object : withPart(object, 'spec', others);
}
