import { expect, test } from 'vitest';
import { jsonText, type UserInfo, user } from '../../../apimachinery/index.ts';
import type { ApiServerOptions } from '../../index.ts';
import { type Answer, openApi } from '../../testing/open-api.ts';
import type { Authenticator, Authorizer } from './index.ts';

const known: Readonly<Record<string, UserInfo>> = {
  'Bearer of-jane': Object.freeze({ ...user('jane', 'developers'), uid: '42', extra: { team: ['web'] } }),
};

const byToken: Authenticator = {
  authenticate: async ({ headers }) => known[headers.authorization ?? ''],
};

/** Lets everybody read, and nobody else than those of system:masters do more. */
const readers: Authorizer = {
  async authorize({ groups }, { verb, isResourceRequest, path }) {
    const reads = ['get', 'list', 'watch'].includes(verb) || path.startsWith('/apis/auth');
    if (reads ? path !== '/metrics' : groups.includes('system:masters')) return { allowed: true };
    return { allowed: false, ...(isResourceRequest ? { reason: 'only reading is allowed' } : {}) };
  },
  rulesFor: ({ name }) => ({
    resourceRules: [{ verbs: ['get'], apiGroups: [name] }],
    nonResourceRules: [],
    incomplete: true,
  }),
};

async function ask(method: string, path: string, body?: object, token = 'of-jane'): Promise<Answer> {
  const parts: Omit<ApiServerOptions, 'store'> = { authenticator: byToken, authorizer: readers };
  const { server, simulation } = await openApi(1, undefined, undefined, parts);
  const headers = { authorization: `Bearer ${token}` };
  const response = await simulation.complete(() =>
    server.handle({ method: method as 'GET', path, query: {}, headers, body }),
  );
  const text = response.body.type === 'object' ? jsonText(response.body) : '{}';
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

const pod = { metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };

test.each([
  ['/api/v1/pods', 'resource'],
  ['/healthz', 'document'],
])('who is not known is Unauthorized: %s, a %s', async (path) => {
  const { status, body } = await ask('GET', path, undefined, 'stolen');
  expect(status).toBe(401);
  expect(body).toMatchObject({ kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized', code: 401 });
});

test.each([
  [
    'POST',
    '/api/v1/namespaces/default/pods',
    'pods is forbidden: User "jane" cannot create resource "pods" in API group "" in the namespace "default": only reading is allowed',
  ],
  [
    'PUT',
    '/apis/apps/v1/namespaces/default/deployments/web/scale',
    'deployments.apps "web" is forbidden: User "jane" cannot update resource "deployments/scale" in API group "apps" in the namespace "default": only reading is allowed',
  ],
  [
    'DELETE',
    '/api/v1/nodes',
    'nodes is forbidden: User "jane" cannot deletecollection resource "nodes" in API group "" at the cluster scope: only reading is allowed',
  ],
])('%s %s by who may not is Forbidden', async (method, path, message) => {
  const { status, body } = await ask(method, path, pod);
  expect({ status, message: body.message }).toEqual({ status: 403, message });
});

test('a path that is no resource is Forbidden in words of its own', async () => {
  const { status, body } = await ask('GET', '/metrics');
  expect({ status, message: body.message }).toEqual({
    status: 403,
    message: 'forbidden: User "jane" cannot get path "/metrics"',
  });
});

test('who may read is answered', async () => {
  expect((await ask('GET', '/api/v1/namespaces/default')).status).toBe(200);
  expect((await ask('GET', '/healthz')).status).toBe(200);
});

test('reviews say what the authorizer and the authenticator say', async () => {
  const authorization = '/apis/authorization.k8s.io/v1';
  const spec = { resourceAttributes: { verb: 'delete', resource: 'pods', namespace: 'default' } };
  const own = await ask('POST', `${authorization}/selfsubjectaccessreviews`, { spec });
  expect(own.body.status).toEqual({ allowed: false, reason: 'only reading is allowed' });
  const others = await ask('POST', `${authorization}/subjectaccessreviews`, {
    spec: { ...spec, user: 'root', groups: ['system:masters'] },
  });
  expect(others.body.status).toEqual({ allowed: true });
  const rules = await ask('POST', `${authorization}/selfsubjectrulesreviews`, {
    spec: { namespace: 'default' },
  });
  expect(rules.body.status).toMatchObject({ resourceRules: [{ apiGroups: ['jane'] }], incomplete: true });
});

test.each([
  ['of-jane', { authenticated: true, user: { username: 'jane', uid: '42', extra: { team: ['web'] } } }],
  ['stolen', { user: {} }],
])('a token review says whose the token %s is', async (token, status) => {
  const reviews = '/apis/authentication.k8s.io/v1/tokenreviews';
  expect((await ask('POST', reviews, { spec: { token } })).body.status).toMatchObject(status);
});

test('a PUT that would create needs to be allowed to create', async () => {
  const asked: string[] = [];
  const authorizer: Authorizer = {
    ...readers,
    authorize(_user, { verb, resource }) {
      asked.push(`${verb} ${resource}`);
      return { allowed: verb !== 'create' };
    },
  };
  const api = await openApi(1, undefined, undefined, { authorizer });
  const body = { metadata: { name: 'a' }, spec: { holderIdentity: 'a' } };
  const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases/a';
  expect((await api.call('PUT', path, body)).status).toBe(403);
  expect(asked).toEqual(['update leases', 'create leases']);
});
