import type { RbacV1Subject, V1ClusterRole, V1RoleBinding } from '../../api/index.ts';
import { deepEqual } from '../../apimachinery/index.ts';
import { uncoveredRules } from './uncovered-rules.ts';

/** Of RBAC, with or without a namespace. */
export type RoleOrBinding = V1ClusterRole | V1RoleBinding;

const autoupdate = 'rbac.authorization.kubernetes.io/autoupdate';

/**
 * A role or binding with what it lacks of the wanted one; what it has besides stays. The very same where it lacks nothing or says that it
 * is left as it is; `another` where it binds another role, which cannot be changed. Mirrors component-helpers
 * auth/rbac/reconciliation.
 */
export function reconciled(current: RoleOrBinding, wanted: RoleOrBinding): RoleOrBinding | 'another' {
  if (current.metadata?.annotations?.[autoupdate] === 'false') return current;
  if ('roleRef' in wanted) {
    const binding = current as V1RoleBinding;
    return deepEqual(binding.roleRef, wanted.roleRef) ? withSubjects(binding, wanted) : 'another';
  }
  return withRules(withMarks(current as V1ClusterRole, wanted), wanted);
}

function withSubjects(current: V1RoleBinding, wanted: V1RoleBinding): V1RoleBinding {
  const made = withMarks(current, wanted);
  const { subjects = [] } = current;
  const isThere = (one: RbacV1Subject) => subjects.some((subject) => deepEqual(subject, one));
  const missing = (wanted.subjects ?? []).filter((one) => !isThere(one));
  return missing.length === 0 ? made : { ...made, subjects: [...subjects, ...missing] };
}

function withRules(current: V1ClusterRole, wanted: V1ClusterRole): V1ClusterRole {
  const rules = current.rules ?? [];
  const missing = uncoveredRules(rules, wanted.rules ?? []);
  return withSelectors(
    missing.length === 0 ? current : { ...current, rules: [...rules, ...missing] },
    wanted,
  );
}

function withSelectors(current: V1ClusterRole, wanted: V1ClusterRole): V1ClusterRole {
  if (wanted.aggregationRule === undefined) {
    const { aggregationRule, ...plain } = current;
    return aggregationRule === undefined ? current : plain;
  }
  const { clusterRoleSelectors: selectors = [] } = current.aggregationRule ?? {};
  const { clusterRoleSelectors: all = [] } = wanted.aggregationRule;
  const missing = all.filter((one) => !selectors.some((selector) => deepEqual(selector, one)));
  if (missing.length === 0) return current;
  return { ...current, aggregationRule: { clusterRoleSelectors: [...selectors, ...missing] } };
}

/** What is there counts for more. */
function withMarks<T extends RoleOrBinding>(current: T, wanted: RoleOrBinding): T {
  const { labels, annotations } = current.metadata ?? {};
  const marks = {
    labels: { ...wanted.metadata?.labels, ...labels },
    annotations: { ...wanted.metadata?.annotations, ...annotations },
  };
  if (deepEqual(marks, { labels, annotations })) return current;
  return { ...current, metadata: { ...current.metadata, ...marks } };
}
