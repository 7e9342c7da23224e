import type { RbacV1Subject, V1ClusterRole, V1PolicyRule, V1RoleBinding } from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import type { ServerContext } from '../request/request-context.ts';
import { createIfMissing } from '../system-objects.ts';
import { bindingTable, roleTable } from './role-table.ts';

const group = 'rbac.authorization.k8s.io';
const apiVersion = `${group}/v1`;

/**
 * Creates the roles and bindings that every cluster has; what is there stays as it is. Nothing here asks them. Mirrors kubernetes
 * pkg/registry/rbac/rest (PostStartHook). Differs: what was changed is not reconciled.
 */
export async function createBootstrapRoles(server: ServerContext): Promise<void> {
  for (const object of [...roles(), ...bindings()]) {
    await createIfMissing(server, group, `${object.kind?.toLowerCase()}s`, object);
    await server.environment.turn();
    if (server.environment.isRevoked) return;
  }
}

function roles(): readonly KubeObject[] {
  const all: V1ClusterRole[] = [];
  let rules: V1PolicyRule[] = [];
  for (const line of roleTable.trim().split('\n')) {
    if (line.startsWith(' ')) rules.push(ruleOf(line.trim().split(' ')));
    else {
      rules = [];
      all.push(roleOf(line.split(' '), rules));
    }
  }
  return all;
}

/** `rules` come later. */
function roleOf([place = '', ...words]: readonly string[], rules: readonly V1PolicyRule[]): V1ClusterRole {
  const aggregates = (word: string) => `${group}/aggregate-to-${word.slice(word.indexOf('=') + 1)}`;
  const into = words.filter((word) => word.startsWith('into='));
  const of = words.filter((word) => word.startsWith('of='));
  const clusterRoleSelectors = of.map((word) => ({ matchLabels: { [aggregates(word)]: 'true' } }));
  return {
    kind: place.includes('/') ? 'Role' : 'ClusterRole',
    apiVersion,
    metadata: metadataOf(place, Object.fromEntries(into.map((word) => [aggregates(word), 'true']))),
    ...(of.length > 0 ? { aggregationRule: { clusterRoleSelectors } } : { rules }),
  };
}

function ruleOf([verbs = '', ...words]: readonly string[]): V1PolicyRule {
  const listed = (word = '') => word.split(',').map((one) => (one === '-' ? '' : one));
  const [groups, resources, names] = words;
  if (resources === undefined) return { verbs: listed(verbs), nonResourceURLs: listed(groups) };
  return {
    verbs: listed(verbs),
    apiGroups: listed(groups),
    resources: listed(resources),
    ...(names !== undefined && { resourceNames: listed(names) }),
  };
}

function bindings(): readonly V1RoleBinding[] {
  return bindingTable
    .trim()
    .split('\n')
    .map((line) => {
      const [place = '', kind = '', name = '', ...subjects] = line.split(' ');
      return {
        kind: place.includes('/') ? 'RoleBinding' : 'ClusterRoleBinding',
        apiVersion,
        metadata: metadataOf(place),
        roleRef: { apiGroup: group, kind, name },
        ...(subjects.length > 0 && { subjects: subjects.map(subjectOf) }),
      };
    });
}

function subjectOf(word: string): RbacV1Subject {
  const at = word.indexOf('=');
  const [kind, name] = [word.slice(0, at), word.slice(at + 1)];
  if (kind !== 'ServiceAccount') return { kind, name, apiGroup: group };
  const [namespace = '', account = ''] = name.split('/');
  return { kind, name: account, namespace };
}

function metadataOf(place: string, labels: Readonly<Record<string, string>> = {}) {
  const [name = '', namespace] = place.split('/').reverse();
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  };
}
