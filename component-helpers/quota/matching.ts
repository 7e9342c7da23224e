import type {
  V1ResourceQuota,
  V1ResourceQuotaSpec,
  V1ScopedResourceSelectorRequirement,
} from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import type { QuotaEvaluator } from './evaluator.ts';

/** The scopes of a quota, all of which its objects are in. Mirrors getScopeSelectorsFromQuota. */
export function scopesOf({
  scopes = [],
  scopeSelector,
}: V1ResourceQuotaSpec): readonly V1ScopedResourceSelectorRequirement[] {
  const exist = scopes.map((scopeName) => ({ scopeName, operator: 'Exists' }));
  return [...exist, ...(scopeSelector?.matchExpressions ?? [])];
}

/** Whether the quota counts such an object. Mirrors k8s.io/apiserver pkg/quota/v1/generic (Matches). */
export function matchesQuota(evaluator: QuotaEvaluator, quota: V1ResourceQuota, object: KubeObject): boolean {
  if (evaluator.matching(Object.keys(quota.status?.hard ?? {})).length === 0) return false;
  return isInScopes(evaluator, scopesOf(quota.spec ?? {}), object);
}

/** Whether the object is in all of these scopes. */
export function isInScopes(
  { isInScope }: QuotaEvaluator,
  scopes: readonly V1ScopedResourceSelectorRequirement[],
  object: KubeObject,
): boolean {
  return scopes.every((scope) => isInScope?.(scope, object) ?? false);
}

/** Whether one of an object's class names is as the scope wants. Mirrors ScopedResourceSelectorRequirementsAsSelector. */
export function selectsClass(
  { operator, values = [] }: V1ScopedResourceSelectorRequirement,
  names: readonly string[],
): boolean {
  const isListed = names.some((name) => values.includes(name));
  switch (operator) {
    case 'In':
      return isListed;
    case 'NotIn':
      return names.length === 0 || names.some((name) => !values.includes(name));
    case 'Exists':
      return names.length > 0;
    default:
      return names.length === 0;
  }
}
