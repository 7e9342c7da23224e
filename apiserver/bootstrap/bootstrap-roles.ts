import type { RbacV1Subject, V1ClusterRole, V1PolicyRule } from '../../api/index.ts';
import type { ServerContext } from '../request/request-context.ts';
import { OwnObjects } from './own-objects.ts';
import { type RoleOrBinding, reconciled } from './reconciled.ts';
import { bindingTable, roleTable } from './role-table.ts';

const group = 'rbac.authorization.k8s.io';
const apiVersion = `${group}/v1`;

/**
 * Creates the roles and bindings that every cluster has, and adds to those that are there what they lack, unless they say that
 * they are left as they are. Nothing here asks them. Mirrors kubernetes pkg/registry/rbac/rest (PostStartHook).
 */
export async function keepBootstrapRoles(server: ServerContext): Promise<void> {
  for (const object of [...roles(), ...bindings()]) {
    const resource = `${object.kind?.toLowerCase()}s`;
    await keep(new OwnObjects<RoleOrBinding>(server, group, resource, 'kube-apiserver'), object);
    await server.environment.turn();
    if (server.environment.isRevoked) return;
  }
}

async function keep(objects: OwnObjects<RoleOrBinding>, wanted: RoleOrBinding): Promise<void> {
  const { name = '', namespace = '' } = wanted.metadata ?? {};
  const current = objects.get(name, namespace);
  if (current === undefined) {
    await objects.create(wanted);
    return;
  }
  const revised = reconciled(current, wanted);
  if (revised === 'another') {
    await objects.delete(name, namespace);
    await objects.create(wanted);
  } else if (revised !== current) await objects.update(revised);
}

function roles(): readonly RoleOrBinding[] {
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

function bindings(): readonly RoleOrBinding[] {
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
