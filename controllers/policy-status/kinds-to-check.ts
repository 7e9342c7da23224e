import type { V1RuleWithOperations, V1ValidatingAdmissionPolicy } from '../../api/index.ts';
import { compareStrings, groupVersionKind } from '../../apimachinery/index.ts';
import type { DiscoveredResource } from '../../client/index.ts';

/** So many kinds of one rule are checked. */
const kindsMax = 10;

/** Which resources a name stands for, as far as is known; no group stands for any. Mirrors meta.RESTMapper (KindsFor). */
export type ResourcesNamed = (
  group: string,
  version: string,
  name: string,
) => Promise<readonly DiscoveredResource[]>;

/**
 * The kinds that a policy is about, as far as its rules name them, sorted. Mirrors kubernetes apiserver
 * pkg/admission/plugin/policy/validating (typesToCheck).
 */
export async function kindsToCheck(
  { spec }: V1ValidatingAdmissionPolicy,
  named: ResourcesNamed,
): Promise<readonly DiscoveredResource[]> {
  const found = new Map<string, DiscoveredResource>();
  for (const rule of spec?.matchConstraints?.resourceRules ?? []) {
    let count = 0;
    for (const [group, version, name] of namesIn(rule)) {
      for (const resource of await named(group, version, name)) {
        found.set(groupVersionKind(resource), resource);
        count++;
        if (count === kindsMax) return sorted(found);
      }
    }
  }
  return sorted(found);
}

/** What a rule names without a wildcard, in order; subresources are left out. */
function* namesIn(rule: V1RuleWithOperations): Iterable<readonly [string, string, string]> {
  const { apiGroups = [], apiVersions = [], resources = [] } = rule;
  if ([...apiGroups, ...apiVersions].some((text) => text.includes('*'))) return;
  const names = resources.filter((name) => !/[*/]/.test(name)).sort(compareStrings);
  for (const group of [...apiGroups].sort(compareStrings)) {
    for (const version of [...apiVersions].sort(compareStrings)) {
      for (const name of names) yield [group, version, name];
    }
  }
}

function sorted(found: ReadonlyMap<string, DiscoveredResource>): readonly DiscoveredResource[] {
  return [...found.values()].sort(
    (a, b) =>
      compareStrings(a.group, b.group) ||
      compareStrings(a.version, b.version) ||
      compareStrings(a.kind, b.kind),
  );
}
