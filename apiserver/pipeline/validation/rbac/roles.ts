import type { V1ClusterRole, V1PolicyRule, V1Role } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  validateLabelSelector,
} from '../../../../apimachinery/index.ts';
import { each, isEmpty, when } from '../tell.ts';

const selectorsPath = fieldPath('aggregationRule', 'clusterRoleSelectors');

/** Mirrors kubernetes pkg/apis/rbac/validation (ValidateRole). */
export function roleErrors({ rules }: V1Role): FieldError[] {
  return each(rules, fieldPath('rules'), (rule, at) => ruleErrors(rule, at, true));
}

/** Mirrors ValidateClusterRole. */
export function clusterRoleErrors(
  { rules, aggregationRule }: V1ClusterRole,
  old?: V1ClusterRole,
): FieldError[] {
  const { clusterRoleSelectors: selectors } = aggregationRule ?? {};
  const missing = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
  const before = old?.aggregationRule?.clusterRoleSelectors ?? [];
  const allowInvalidValues = before.some((one) => validateLabelSelector(one, selectorsPath).length > 0);
  return [
    ...each(rules, fieldPath('rules'), (rule, at) => ruleErrors(rule, at, false)),
    ...when(aggregationRule !== undefined && isEmpty(selectors), () => fieldRequired(selectorsPath, missing)),
    ...each(selectors, selectorsPath, (selector, at) => {
      const errors = validateLabelSelector(selector, at, { allowInvalidValues });
      const isUnusable = validateLabelSelector(selector, at).length > 0;
      return [...errors, ...when(isUnusable, () => fieldInvalid(at, null, 'invalid label selector.'))];
    }),
  ];
}

/** Mirrors ValidatePolicyRule. */
function ruleErrors(rule: V1PolicyRule, at: FieldPath, isNamespaced: boolean): FieldError[] {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs: urls = [] } = rule;
  const isOfResources = !isEmpty(apiGroups) || !isEmpty(resources) || !isEmpty(resourceNames);
  const place = at.child('nonResourceURLs');
  const noVerbs = when(isEmpty(verbs), () =>
    fieldRequired(at.child('verbs'), 'verbs must contain at least one value'),
  );
  if (urls.length > 0) {
    return [
      ...noVerbs,
      ...when(isNamespaced, () =>
        fieldInvalid(place, urls, 'namespaced rules cannot apply to non-resource URLs'),
      ),
      ...when(isOfResources, () =>
        fieldInvalid(place, urls, 'rules cannot apply to both regular resources and non-resource URLs'),
      ),
    ];
  }
  return [
    ...noVerbs,
    ...when(isEmpty(apiGroups), () =>
      fieldRequired(at.child('apiGroups'), 'resource rules must supply at least one api group'),
    ),
    ...when(isEmpty(resources), () =>
      fieldRequired(at.child('resources'), 'resource rules must supply at least one resource'),
    ),
  ];
}
