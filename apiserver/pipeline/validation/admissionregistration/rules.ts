import type {
  V1MatchResources,
  V1NamedRuleWithOperations,
  V1RuleWithOperations,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldRequired,
  validateLabelSelector,
  validatePathSegmentName,
} from '../../../../apimachinery/index.ts';
import { each, oneOfWords, tell, when } from '../tell.ts';

export const matchPolicies = ['Equivalent', 'Exact'];
const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const scopes = ['*', 'Cluster', 'Namespaced'];

/** Which requests are asked about. Mirrors kubernetes pkg/apis/admissionregistration/validation (validateRuleWithOperations). */
export function ruleErrors(rule: V1RuleWithOperations, at: FieldPath): FieldError[] {
  const { scope } = rule;
  return [
    ...allOrSomeErrors(rule.operations, at.child('operations'), 'operations'),
    ...each(rule.operations, at.child('operations'), (operation, place) =>
      oneOfWords(place, operation, operations),
    ),
    ...allOrSomeErrors(rule.apiGroups, at.child('apiGroups'), 'API groups'),
    ...allOrSomeErrors(rule.apiVersions, at.child('apiVersions'), 'API versions'),
    ...each(rule.apiVersions, at.child('apiVersions'), (version, place) =>
      when(version === '', () => fieldRequired(place)),
    ),
    ...resourcesErrors(rule.resources, at.child('resources')),
    ...(scope === undefined ? [] : oneOfWords(at.child('scope'), scope, scopes)),
  ];
}

/** Something, and nothing besides if it is everything. */
function allOrSomeErrors(list: readonly string[] = [], at: FieldPath, what: string): FieldError[] {
  const isMixed = list.length > 1 && list.includes('*');
  return [
    ...when(list.length === 0, () => fieldRequired(at)),
    ...when(isMixed, () => fieldInvalid(at, list, `if '*' is present, must not specify other ${what}`)),
  ];
}

/** Mirrors validateResources. */
function resourcesErrors(list: readonly string[] = [], at: FieldPath): FieldError[] {
  const allOf = new Set<string>();
  const ofAll = new Set<string>();
  const repeated = each(list, at, (text, place) => {
    if (text === '') return [fieldRequired(place)];
    const slash = text.indexOf('/');
    if (slash < 0) return [];
    const [resource, part] = [text.slice(0, slash), text.slice(slash + 1)];
    const error = (all: string) =>
      fieldInvalid(place, text, `if '${all}' is present, must not specify ${text}`);
    const errors = [
      ...when(allOf.has(resource), () => error(`${resource}/*`)),
      ...when(ofAll.has(part), () => error(`*/${part}`)),
    ];
    if (part === '*') allOf.add(resource);
    if (resource === '*') ofAll.add(part);
    return errors;
  });
  const last = list.findLast((text) => text !== '' && !text.includes('/'));
  const isMixed = list.includes('*') && last !== '*';
  const others = "if '*/*' is present, must not specify other resources";
  const whole = "if '*' is present, must not specify other resources without subresources";
  return [
    ...when(list.length === 0, () => fieldRequired(at)),
    ...repeated,
    ...when(list.length > 1 && list.includes('*/*'), () => fieldInvalid(at, list, others)),
    ...when(isMixed, () => fieldInvalid(at, list, whole)),
  ];
}

/** Mirrors validateMatchResources. */
export function matchErrors(match: V1MatchResources | undefined, at: FieldPath): FieldError[] {
  if (match === undefined) return [];
  const { matchPolicy, namespaceSelector, objectSelector, resourceRules, excludeResourceRules } = match;
  return [
    ...(matchPolicy === undefined
      ? [fieldRequired(at.child('matchPolicy'))]
      : oneOfWords(at.child('matchPolicy'), matchPolicy, matchPolicies)),
    ...validateLabelSelector(namespaceSelector, at.child('namespaceSelector')),
    ...validateLabelSelector(objectSelector, at.child('objectSelector')),
    ...each(resourceRules, at.child('resourceRules'), namedRuleErrors),
    ...each(excludeResourceRules, at.child('excludeResourceRules'), namedRuleErrors),
  ];
}

function namedRuleErrors(rule: V1NamedRuleWithOperations, at: FieldPath): FieldError[] {
  const names = new Set<string>();
  return [
    ...each(rule.resourceNames, at.child('resourceNames'), (name, place) => [
      ...tell(place, name, validatePathSegmentName(name)),
      ...when(names.size === names.add(name).size, () => fieldDuplicate(place, name)),
    ]),
    ...ruleErrors(rule, at),
  ];
}

/** What is deleted cannot be changed. Kubernetes tells of it without its place. */
export function mutableErrors({ resourceRules = [] }: V1MatchResources, at: FieldPath): FieldError[] {
  const place = at.child('resourceRules', 'operations');
  return resourceRules.flatMap(({ operations: list = [] }) =>
    list.flatMap((operation) =>
      oneOfWords(
        place,
        operation,
        operations.filter((one) => one !== 'DELETE'),
      ),
    ),
  );
}
