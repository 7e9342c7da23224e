import { expect, test } from 'vitest';
import type { Authenticator } from '../pipeline/access/index.ts';
import { openApi } from '../testing/open-api.ts';

const flow = '/apis/flowcontrol.apiserver.k8s.io/v1';
const leases = '/apis/coordination.k8s.io/v1/namespaces';

/** `NAME GROUP GROUP ...` as who asks. */
const byHeader: Authenticator = {
  authenticate({ headers }) {
    const [name = '', ...groups] = (headers.authorization ?? '').split(' ');
    return { name, groups };
  },
};

async function open(bootstrap = true) {
  const api = await openApi(1, undefined, undefined, { bootstrap, authenticator: byHeader });
  await api.simulation.settle();
  const namesOf = async (resource: string) => {
    const { items } = (await api.call('GET', `${flow}/${resource}`)).body;
    return new Map<string, string>(
      items.map(({ metadata }: { metadata: { uid: string; name: string } }) => [metadata.uid, metadata.name]),
    );
  };
  /** Of the answer to a request from the wire, the flow schema and the priority level. */
  const flowOf = async (who: string, method: string, path: string, query = {}) => {
    const [schemas, levels] = [await namesOf('flowschemas'), await namesOf('prioritylevelconfigurations')];
    const headers = { authorization: who };
    const asked = { method: method as 'GET', path, query, headers };
    const answer = await api.simulation.complete(() => api.server.handle(asked));
    const schema = schemas.get(answer.headers['x-kubernetes-pf-flowschema-uid'] ?? '');
    const level = levels.get(answer.headers['x-kubernetes-pf-prioritylevel-uid'] ?? '');
    return schema === undefined ? undefined : `${schema} ${level}`;
  };
  return { ...api, flowOf };
}

// What a Kubernetes API server says of the same requests.
test('a request is said to belong to the first flow schema that it matches', async () => {
  const { flowOf } = await open();
  const node = 'system:node:node-1 system:nodes system:authenticated';
  const account = 'system:serviceaccount:shop:till system:serviceaccounts system:authenticated';
  const system =
    'system:serviceaccount:kube-system:job-controller system:serviceaccounts:kube-system system:serviceaccounts system:authenticated';
  for (const [who, method, path, expected] of [
    ['admin system:masters system:authenticated', 'GET', '/api/v1/pods', 'exempt exempt'],
    ['admin system:masters system:authenticated', 'GET', '/version', 'exempt exempt'],
    ['system:anonymous system:unauthenticated', 'GET', '/healthz', 'probes exempt'],
    ['system:anonymous system:unauthenticated', 'GET', '/api/v1/pods', 'global-default global-default'],
    [node, 'PUT', `${leases}/kube-node-lease/leases/node-1`, 'system-node-high node-high'],
    [node, 'PATCH', '/api/v1/nodes/node-1/status', 'system-node-high node-high'],
    [node, 'GET', '/api/v1/pods', 'system-nodes system'],
    [
      'system:kube-scheduler system:authenticated',
      'GET',
      `${leases}/kube-system/leases/x`,
      'system-leader-election leader-election',
    ],
    ['system:kube-scheduler system:authenticated', 'GET', '/api/v1/pods', 'kube-scheduler workload-high'],
    [system, 'GET', '/api/v1/pods', 'kube-system-service-accounts workload-high'],
    [account, 'GET', '/api/v1/pods', 'service-accounts workload-low'],
    ['jane system:authenticated', 'GET', '/api/v1/pods', 'global-default global-default'],
    ['jane system:authenticated', 'GET', '/apis/no.such/v1/things', 'global-default global-default'],
  ] as const)
    expect([who, path, await flowOf(who, method, path)]).toEqual([who, path, expected]);
});

test('watches are said to belong to one, logs and the like are not', async () => {
  const { flowOf } = await open();
  const jane = 'jane system:authenticated';
  expect(await flowOf(jane, 'GET', '/api/v1/pods', { watch: '1' })).toBe('global-default global-default');
  expect(await flowOf(jane, 'GET', '/api/v1/namespaces/default/pods/a/log')).toBeUndefined();
});

test('what is written of flow schemas counts at once', async () => {
  const { call, flowOf } = await open();
  const rules = [
    {
      subjects: [{ kind: 'User', user: { name: 'jane' } }],
      resourceRules: [
        { verbs: ['list'], apiGroups: [''], resources: ['pods'], namespaces: ['shop'], clusterScope: false },
      ],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['/version/*', '/metrics'] }],
    },
  ];
  const jane = 'jane system:authenticated';
  const shop = '/api/v1/namespaces/shop/pods';
  const spec = { priorityLevelConfiguration: { name: 'late' }, matchingPrecedence: 50, rules };
  const schema = { metadata: { name: 'own' }, spec };
  expect((await call('POST', `${flow}/flowschemas`, schema)).status).toBe(201);
  // There is no such level.
  expect(await flowOf(jane, 'GET', shop)).toBe('global-default global-default');
  const level = { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } };
  await call('POST', `${flow}/prioritylevelconfigurations`, { metadata: { name: 'late' }, spec: level });
  expect(await flowOf(jane, 'GET', shop)).toBe('own late');
  expect(await flowOf(jane, 'GET', `${shop}/a`)).toBe('global-default global-default');
  expect(await flowOf(jane, 'GET', '/api/v1/pods')).toBe('global-default global-default');
  expect(await flowOf(jane, 'GET', '/metrics')).toBe('own late');
  expect(await flowOf(jane, 'GET', '/version')).toBe('global-default global-default');
  expect(await flowOf('john system:authenticated', 'GET', shop)).toBe('global-default global-default');
});

test('without flow schemas, and in this process, nothing is said', async () => {
  const { flowOf } = await open(false);
  expect(await flowOf('jane', 'GET', '/api/v1/pods')).toBeUndefined();
  const { call } = await open();
  expect((await call('GET', '/api/v1/pods')).headers).not.toHaveProperty('x-kubernetes-pf-flowschema-uid');
});
