import { expect, test } from 'vitest';
import { type Use, UsedPermissions } from './used-permissions.ts';

const use = (verb: string, resource: string, more: Partial<Use> = {}): Use => ({
  ...{ verb, group: '', resource, subresource: '', namespace: 'default' },
  ...more,
});

function usedBy(...uses: readonly Use[]) {
  const used = new UsedPermissions();
  for (const each of uses) used.add('painter', each);
  return used;
}

test('a role has what was done, and nothing twice', () => {
  const used = usedBy(
    use('watch', 'pods', { namespace: '' }),
    use('get', 'pods'),
    use('get', 'pods'),
    use('update', 'pods', { subresource: 'status' }),
    use('create', 'deployments', { group: 'apps' }),
  );
  used.add('other', use('delete', 'secrets'));
  expect(used.roleOf(['painter'])).toEqual({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'painter' },
    rules: [
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods/status'], verbs: ['update'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['create'] },
    ],
  });
});

test('what was done in one namespace is a Role, in two a ClusterRole', () => {
  const used = usedBy(use('get', 'pods'), use('get', 'pods'));
  expect(used.roleOf(['painter'])).toMatchObject({
    kind: 'Role',
    metadata: { name: 'painter', namespace: 'default' },
  });
  used.add('painter', use('get', 'pods', { namespace: 'shop' }));
  expect(used.roleOf(['painter']).kind).toBe('ClusterRole');
});

test('what a program does under several names is one role', () => {
  const used = usedBy(use('get', 'pods'));
  used.add('brush', use('update', 'pods'));
  expect(used.roleOf(['painter', 'brush'])).toMatchObject({
    metadata: { name: 'painter' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'update'] }],
  });
});

test('who has asked for nothing has no role, and is told who has', () => {
  expect(() => usedBy(use('get', 'pods')).roleOf(['nobody'])).toThrow(
    'nobody has asked for nothing; there are: painter',
  );
});
