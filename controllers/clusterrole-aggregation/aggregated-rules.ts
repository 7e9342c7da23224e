import type { V1ClusterRole, V1PolicyRule } from '../../api/index.ts';
import { compareStrings } from '../../apimachinery/index.ts';
import { matcherOf } from '../../component-helpers/index.ts';

/**
 * The rules of the ClusterRoles that a role selects, selector by selector and in the order of names, each once. Throws for a
 * selector that is not valid. Mirrors kubernetes pkg/controller/clusterroleaggregation (syncClusterRole).
 */
export function aggregatedRules(role: V1ClusterRole, all: readonly V1ClusterRole[]): readonly V1PolicyRule[] {
  const others = all.filter(({ metadata }) => metadata?.name !== role.metadata?.name).toSorted(byName);
  const rules = new Map<string, V1PolicyRule>();
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const matcher = matcherOf(selector);
    if (matcher === undefined)
      throw new Error(`${role.metadata?.name}: a selector of its aggregation rule is not valid`);
    for (const { metadata, rules: its } of others) {
      if (!matcher.matches(metadata?.labels)) continue;
      for (const rule of its ?? []) {
        const text = textOf(rule);
        if (!rules.has(text)) rules.set(text, rule);
      }
    }
  }
  return [...rules.values()];
}

/** The same for rules that say the same: a list that is empty and none are one. */
function textOf({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: V1PolicyRule): string {
  return JSON.stringify(
    [verbs, apiGroups, resources, resourceNames, nonResourceURLs].map((list) => list ?? []),
  );
}

function byName(a: V1ClusterRole, b: V1ClusterRole): number {
  return compareStrings(a.metadata?.name ?? '', b.metadata?.name ?? '');
}
