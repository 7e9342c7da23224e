import type { V1ClusterRole, V1PolicyRule, V1Role } from '../api/index.ts';
import type { ResourceType } from '../apimachinery/index.ts';

/** What may be done with resources. */
export interface Permission {
  /** Resources, or their names: `{ group: '', resource: 'pods' }`. */
  readonly resources: readonly Pick<ResourceType, 'group' | 'resource'>[];
  /** These of theirs, instead of themselves: `status`, `finalizers`. */
  readonly subresources?: readonly string[];
  /** Only objects with these names. */
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

export interface RbacOptions {
  readonly name: string;
  /** That of a Role. Default: it is a ClusterRole. */
  readonly namespace?: string;
  readonly permissions: readonly Permission[];
}

/**
 * The role of who has these permissions; they stand beside the code that needs them, and `homeostat generate rbac` writes the
 * role. Rules are in order, and none says what another one does. Mirrors controller-tools pkg/rbac (NormalizeRules).
 *
 * @example
 *     const role = rbac({
 *       name: 'website-operator',
 *       permissions: [{ resources: [coreV1.pods], verbs: ['get', 'list', 'watch'] }],
 *     });
 */
export function rbac(options: RbacOptions & { readonly namespace: string }): V1Role;
export function rbac(options: RbacOptions & { readonly namespace?: never }): V1ClusterRole;
export function rbac({ name, namespace, permissions }: RbacOptions): V1Role | V1ClusterRole {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: namespace === undefined ? 'ClusterRole' : 'Role',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    rules: rulesOf(permissions),
  };
}

/** The verbs of who reads and writes. */
export const readAndWrite = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'] as const;

/** First the verbs of each resource are put together, then the resources of a group that have the same. */
function rulesOf(permissions: readonly Permission[]): readonly V1PolicyRule[] {
  const rules = permissions.flatMap(({ resources, subresources, resourceNames = [], verbs }) =>
    resources.flatMap(({ group, resource }) =>
      (subresources ?? ['']).map((subresource) => ({
        group,
        resource: subresource === '' ? resource : `${resource}/${subresource}`,
        resourceNames: resourceNames.toSorted(),
        verbs,
      })),
    ),
  );
  const byResource = grouped(rules, ({ verbs: _, ...rule }) => rule).map(([rule, same]) => ({
    ...rule,
    verbs: inOrder(same.flatMap(({ verbs }) => verbs)),
  }));
  return grouped(byResource, ({ resource: _, ...rule }) => rule).map(([rule, same]) => ({
    apiGroups: [rule.group],
    resources: inOrder(same.map(({ resource }) => resource)),
    ...(rule.resourceNames.length > 0 && { resourceNames: rule.resourceNames }),
    verbs: rule.verbs,
  }));
}

/** The items with the same key together, by their keys in order. */
function grouped<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): readonly (readonly [Key, readonly Item[]])[] {
  const groups = new Map<string, [Key, Item[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const text = JSON.stringify(key);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [key, [item]]);
    else group[1].push(item);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function inOrder(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}
