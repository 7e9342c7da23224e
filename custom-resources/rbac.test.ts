import { expect, test } from 'vitest';
import { rbac } from './rbac.ts';
import { role } from './testing/gadgets.ts';

test('what is allowed of a resource is one rule, as is what is allowed of several of a group', () => {
  const everything = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
  expect(role).toEqual({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'gadgets' },
    rules: [
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs: ['get'] },
      { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs: everything },
      { apiGroups: ['example.com'], resources: ['gadgets'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['example.com'], resources: ['gadgets/status'], verbs: ['patch'] },
    ],
  });
});

test('of a namespace it is a Role', () => {
  const { kind, metadata } = rbac({ name: 'election', namespace: 'system', permissions: [] });
  expect([kind, metadata]).toEqual(['Role', { name: 'election', namespace: 'system' }]);
});
