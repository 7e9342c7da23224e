import type { V1PolicyRule } from '../../api/index.ts';

/**
 * What the wanted rules allow and none of the others does, one verb on one thing each. Mirrors component-helpers
 * auth/rbac/validation (Covers).
 */
export function uncoveredRules(
  rules: readonly V1PolicyRule[],
  wanted: readonly V1PolicyRule[],
): readonly V1PolicyRule[] {
  return wanted.flatMap(singleRules).filter((one) => !rules.some((rule) => covers(rule, one)));
}

/** Mirrors BreakdownRule. */
function singleRules(rule: V1PolicyRule): readonly V1PolicyRule[] {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb): readonly V1PolicyRule[] => {
        const one = { apiGroups: [group], resources: [resource], verbs: [verb] };
        return resourceNames.length === 0
          ? [one]
          : resourceNames.map((name) => ({ ...one, resourceNames: [name] }));
      }),
    ),
  );
  const ofPaths = nonResourceURLs.flatMap((url) =>
    verbs.map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })),
  );
  return [...ofResources, ...ofPaths];
}

/** Mirrors ruleCovers, for a rule of one thing. */
function covers(rule: V1PolicyRule, one: V1PolicyRule): boolean {
  const { resourceNames: names = [] } = rule;
  return (
    hasAll(rule.verbs, one.verbs) &&
    hasAll(rule.apiGroups, one.apiGroups) &&
    (one.resources ?? []).every((resource) => coversResource(rule.resources ?? [], resource)) &&
    (one.nonResourceURLs ?? []).every((url) => coversPath(rule.nonResourceURLs ?? [], url)) &&
    (names.length === 0 || (one.resourceNames ?? ['']).every((name) => names.includes(name)))
  );
}

function hasAll(list: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return list.includes('*') || wanted.every((one) => list.includes(one));
}

/** Of a subresource also as one of any resource. */
function coversResource(resources: readonly string[], resource: string): boolean {
  if (resources.includes('*') || resources.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && resources.includes(`*${resource.slice(slash)}`);
}

function coversPath(paths: readonly string[], path: string): boolean {
  return paths.some((one) => one === path || (one.endsWith('*') && path.startsWith(one.slice(0, -1))));
}
