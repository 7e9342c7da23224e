import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

const authorization = '/apis/authorization.k8s.io/v1';
const authentication = '/apis/authentication.k8s.io/v1';
const attributes = { resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'default' } };

test.each([
  ['selfsubjectaccessreviews', 'SelfSubjectAccessReview', attributes],
  ['subjectaccessreviews', 'SubjectAccessReview', { ...attributes, user: 'jane' }],
  [
    'namespaces/default/localsubjectaccessreviews',
    'LocalSubjectAccessReview',
    { ...attributes, user: 'jane' },
  ],
])('%s: everybody may do everything', async (path, kind, spec) => {
  const api = await openApi();
  const { status, body } = await api.call('POST', `${authorization}/${path}`, { spec });
  expect(status).toBe(201);
  expect(body).toMatchObject({ kind, apiVersion: 'authorization.k8s.io/v1', spec });
  expect(body.status).toEqual({ allowed: true });
});

test('a review that asks for nothing is Invalid', async () => {
  const api = await openApi();
  const { status, body } = await api.call('POST', `${authorization}/selfsubjectaccessreviews`, { spec: {} });
  expect(status).toBe(422);
  expect(body.message).toBe(
    'SelfSubjectAccessReview.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
  );
});

test('the rules of a user are all rules', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', `${authorization}/selfsubjectrulesreviews`, {
    spec: { namespace: 'default' },
  });
  expect(body.status.resourceRules).toEqual([{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]);
  expect(body.status.incomplete).toBe(false);
});

test('who asks who they are is told', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', `${authentication}/selfsubjectreviews`, {});
  expect(body.status.userInfo).toEqual({ username: 'tester', groups: [] });
  const token = await api.call('POST', `${authentication}/tokenreviews`, { spec: { token: 'any' } });
  expect(token.body.status).toEqual({
    authenticated: true,
    user: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
  });
  expect((await api.call('POST', `${authentication}/tokenreviews`, { spec: {} })).status).toBe(400);
});

test('a review is only ever created', async () => {
  const api = await openApi();
  expect((await api.call('GET', `${authorization}/selfsubjectaccessreviews`)).status).toBe(405);
});

test('a Binding posted to its collection places the pod it names', async () => {
  const api = await openApi();
  const pods = '/api/v1/namespaces/default/pods';
  const spec = { containers: [{ name: 'web', image: 'nginx' }] };
  await api.call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  expect((await api.call('POST', pods, { metadata: { name: 'a' }, spec })).status).toBe(201);
  const { status } = await api.call('POST', '/api/v1/namespaces/default/bindings', {
    metadata: { name: 'a' },
    target: { kind: 'Node', name: 'n1' },
  });
  expect(status).toBe(201);
  expect((await api.call('GET', `${pods}/a`)).body.spec.nodeName).toBe('n1');
});
