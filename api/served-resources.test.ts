import { expect, test } from 'vitest';
import {
  allResources,
  appsV1,
  coordinationV1,
  coreV1,
  groupVersions,
  rbacAuthorizationV1,
  type ServedResource,
  servedResources,
  storageV1,
} from './index.ts';

function find(group: string, version: string, resource: string): ServedResource {
  const found = allResources.find(
    (one) => one.group === group && one.version === version && one.resource === resource,
  );
  if (found === undefined) throw new Error(`${group}/${version} ${resource} is not there`);
  return found;
}

test('only the stable versions of the 36 are served unasked', () => {
  const versionsOf = (resources: readonly ServedResource[]) =>
    new Set(resources.map(({ group, version }) => `${group}/${version}`));
  expect(versionsOf(allResources).size).toBe(36);
  expect(allResources).toHaveLength(95);
  expect(servedResources).toHaveLength(68);
  expect(servedResources.every(({ version }) => /^v\d+$/.test(version))).toBe(true);
  expect(find('networking.k8s.io', 'v1beta1', 'servicecidrs').enabled).toBe(false);
});

test('groups come in the order of discovery, with the newest autoscaling first', () => {
  expect(groupVersions.slice(0, 3).map(({ group }) => group)).toEqual(['', 'apiregistration.k8s.io', 'apps']);
  expect(groupVersions.find(({ group }) => group === 'autoscaling')).toEqual({
    group: 'autoscaling',
    versions: ['v2', 'v1'],
    preferredVersion: 'v2',
  });
  expect(groupVersions.map(({ group }) => group)).not.toContain('internal.apiserver.k8s.io');
});

test('a Deployment is served with its verbs and subresources', () => {
  const deployments = find('apps', 'v1', 'deployments');
  expect(deployments).toMatchObject({
    kind: 'Deployment',
    listKind: 'DeploymentList',
    namespaced: true,
    singularName: 'deployment',
    shortNames: ['deploy'],
    categories: ['all'],
    definition: 'io.k8s.api.apps.v1.Deployment',
  });
  expect(deployments.verbs).toEqual([
    'create',
    'delete',
    'deletecollection',
    'get',
    'list',
    'patch',
    'update',
    'watch',
  ]);
  const verbs = ['get', 'patch', 'update'];
  expect(deployments.subresources).toEqual([
    { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs },
    { name: 'status', group: 'apps', version: 'v1', kind: 'Deployment', verbs },
  ]);
});

test('subresources of core kinds speak the kinds they really speak', () => {
  const kinds = Object.fromEntries(
    [...find('', 'v1', 'pods').subresources, ...find('', 'v1', 'serviceaccounts').subresources].map(
      ({ name, group, version, kind }) => [name, `${group}/${version} ${kind}`],
    ),
  );
  expect(kinds).toMatchObject({
    attach: '/v1 PodAttachOptions',
    binding: '/v1 Binding',
    eviction: 'policy/v1 Eviction',
    exec: '/v1 PodExecOptions',
    log: '/v1 Pod',
    status: '/v1 Pod',
    token: 'authentication.k8s.io/v1 TokenRequest',
  });
});

test('reviews and bindings can only be created, component statuses only be read', () => {
  expect(find('authorization.k8s.io', 'v1', 'subjectaccessreviews')).toMatchObject({
    verbs: ['create'],
    listKind: '',
    namespaced: false,
  });
  expect(find('', 'v1', 'bindings')).toMatchObject({ verbs: ['create'], namespaced: true });
  expect(find('', 'v1', 'componentstatuses').verbs).toEqual(['get', 'list']);
});

test('events of both groups are one set of objects, and so are both versions of autoscalers', () => {
  const events = { group: '', version: 'v1', resource: 'events' };
  expect(find('', 'v1', 'events').storage).toEqual(events);
  expect(find('events.k8s.io', 'v1', 'events').storage).toEqual(events);
  const autoscalers = { group: 'autoscaling', version: 'v2', resource: 'horizontalpodautoscalers' };
  expect(find('autoscaling', 'v1', 'horizontalpodautoscalers').storage).toEqual(autoscalers);
  expect(find('autoscaling', 'v2', 'horizontalpodautoscalers').storage).toEqual(autoscalers);
});

test('no two served resources of a group version share a name, a short name or a kind', () => {
  const seen = new Set<string>();
  for (const { group, version, resource, kind, shortNames } of servedResources) {
    for (const name of [resource, `kind ${kind}`, ...shortNames]) {
      const key = `${group}/${version} ${name}`;
      expect(seen.has(key), key).toBe(false);
      seen.add(key);
    }
  }
});

test('constants are named as in the Go client and agree with what is served', () => {
  expect(coreV1.configMaps).toEqual({
    group: '',
    version: 'v1',
    resource: 'configmaps',
    kind: 'ConfigMap',
    namespaced: true,
  });
  const plurals = [
    appsV1.replicaSets,
    coordinationV1.leases,
    coreV1.endpoints,
    rbacAuthorizationV1.clusterRoles,
    storageV1.csiDrivers,
  ].map(({ resource }) => resource);
  expect(plurals).toEqual(['replicasets', 'leases', 'endpoints', 'clusterroles', 'csidrivers']);
});
