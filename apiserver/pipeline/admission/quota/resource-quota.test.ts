import { beforeEach, describe, expect, test } from 'vitest';
import { openApi, type TestApi } from '../../../testing/open-api.ts';

const base = '/api/v1/namespaces/default';
const merge = { 'content-type': 'application/merge-patch+json' };

let api: TestApi;

beforeEach(async () => {
  api = await openApi();
});

/** A quota that has been counted: nothing is used, but what is said. */
async function quota(hard: Record<string, string>, used = {}, spec = {}, name = 'small'): Promise<void> {
  await api.call('POST', `${base}/resourcequotas`, { metadata: { name }, spec: { hard, ...spec } });
  const none = Object.fromEntries(Object.keys(hard).map((resource) => [resource, '0']));
  const status = { hard, used: { ...none, ...used } };
  await api.call('PATCH', `${base}/resourcequotas/${name}/status`, { status }, merge);
}

const usedOf = async (name = 'small') =>
  (await api.call('GET', `${base}/resourcequotas/${name}`)).body.status.used;

const create = (resource: string, name: string, body: object, query = '') =>
  api.call('POST', `${base}/${resource}${query}`, { metadata: { name }, ...body });

const pod = (name: string, resources = {}, spec = {}, query = '') =>
  create(
    'pods',
    name,
    { spec: { containers: [{ name: 'web', image: 'nginx', resources }], ...spec } },
    query,
  );

const half = { requests: { cpu: '500m' }, limits: { memory: '512Mi' } };

describe('a quota of pods', () => {
  const hard = { pods: '2', 'requests.cpu': '1', 'limits.memory': '1Gi', 'requests.example.com/gpu': '1' };

  test('is charged for each, and refuses what goes beyond it, by the names that do', async () => {
    await quota(hard);
    expect((await pod('a', half)).status).toBe(201);
    expect(await usedOf()).toEqual({
      pods: '1',
      'requests.cpu': '500m',
      'limits.memory': '512Mi',
      'requests.example.com/gpu': '0',
    });
    const limits = { memory: '512Mi', 'example.com/gpu': '2' };
    expect(await pod('b', { requests: { cpu: '600m' }, limits })).toMatchObject({
      status: 403,
      body: {
        reason: 'Forbidden',
        message:
          'pods "b" is forbidden: exceeded quota: small, requested: requests.cpu=600m,requests.example.com/gpu=2, used: requests.cpu=500m,requests.example.com/gpu=0, limited: requests.cpu=1,requests.example.com/gpu=1',
      },
    });
    const { body } = await api.call('GET', `${base}/resourcequotas/small`);
    const owners = body.metadata.managedFields.map((owner: { manager: string }) => owner.manager);
    expect(owners).toContain('kube-apiserver');
  });

  test('wants every container to say what it takes', async () => {
    await quota(hard);
    const initContainers = [{ name: 'init', image: 'nginx', resources: { requests: { cpu: '1m' } } }];
    expect((await pod('a', {}, { initContainers })).body.message).toBe(
      'pods "a" is forbidden: failed quota: small: must specify limits.memory for: init,web; requests.cpu for: web',
    );
  });

  test('refuses all as long as nobody has counted', async () => {
    await quota({ pods: '2', 'count/pods': '2' });
    const status = { used: { pods: null } };
    await api.call('PATCH', `${base}/resourcequotas/small/status`, { status }, merge);
    expect((await pod('a')).body.message).toBe(
      'pods "a" is forbidden: status unknown for quota: small, resources: count/pods,pods',
    );
  });

  test('that has no status limits nothing', async () => {
    await api.call('POST', `${base}/resourcequotas`, {
      metadata: { name: 'new' },
      spec: { hard: { pods: '0' } },
    });
    expect((await pod('a')).status).toBe(201);
  });

  test('is not charged for a dry run, which is refused all the same', async () => {
    await quota({ pods: '1' });
    expect((await pod('a', {}, {}, '?dryRun=All')).status).toBe(201);
    expect(await usedOf()).toEqual({ pods: '0' });
    await pod('a');
    expect((await pod('b', {}, {}, '?dryRun=All')).status).toBe(403);
  });

  test('of those who come at the same time lets as many in as there is room for', async () => {
    await quota({ pods: '3' });
    const body = (name: string) => ({
      metadata: { name },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    });
    const ask = (name: string) =>
      api.server.handle({
        ...{ method: 'POST', path: `${base}/pods`, query: {}, headers: {}, body: body(name) },
        user: { name: 'tester', groups: [] },
      });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const answers = await api.simulation.complete(() => Promise.all(names.map(ask)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(await usedOf()).toEqual({ pods: '3' });
  });

  test('with another one that refuses is not charged', async () => {
    await quota({ pods: '9' }, {}, {}, 'a-large');
    await quota({ pods: '1' }, { pods: '1' });
    expect((await pod('a')).status).toBe(403);
    expect(await usedOf('a-large')).toEqual({ pods: '0' });
  });
});

const priority = (operator: string, ...values: string[]) => ({
  scopeSelector: {
    matchExpressions: [{ scopeName: 'PriorityClass', operator, ...(values[0] && { values }) }],
  },
});
const other = {
  requiredDuringSchedulingIgnoredDuringExecution: [{ namespaces: ['b'], topologyKey: 'zone' }],
};

test.each<[string, object, object, object, boolean]>([
  ['BestEffort, that is', { scopes: ['BestEffort'] }, {}, {}, true],
  ['BestEffort, that is not', { scopes: ['BestEffort'] }, half, {}, false],
  ['NotBestEffort', { scopes: ['NotBestEffort'] }, half, {}, true],
  ['Terminating', { scopes: ['Terminating'] }, {}, { activeDeadlineSeconds: 9 }, true],
  ['Terminating, that is not', { scopes: ['Terminating'] }, {}, {}, false],
  ['NotTerminating', { scopes: ['NotTerminating'] }, {}, {}, true],
  ['two scopes, of which it has one', { scopes: ['NotTerminating', 'BestEffort'] }, half, {}, false],
  [
    'a priority class',
    priority('In', 'system-node-critical'),
    {},
    { priorityClassName: 'system-node-critical' },
    true,
  ],
  ['another priority class', priority('In', 'a'), {}, { priorityClassName: 'system-node-critical' }, false],
  ['no such class', priority('NotIn', 'a'), {}, {}, true],
  ['any class', priority('Exists'), {}, {}, false],
  ['no class', priority('DoesNotExist'), {}, {}, true],
  [
    'CrossNamespacePodAffinity',
    { scopes: ['CrossNamespacePodAffinity'] },
    {},
    { affinity: { podAntiAffinity: other } },
    true,
  ],
])('a quota of pods of %s', async (_name, scopes, resources, spec, isCounted) => {
  await quota({ pods: '0' }, {}, scopes);
  expect((await pod('a', resources, spec)).status).toBe(isCounted ? 403 : 201);
});

test('a pod that gets a deadline is charged to the quota it comes into', async () => {
  await quota({ pods: '0' }, {}, { scopes: ['Terminating'] });
  await pod('a');
  const deadline = { spec: { activeDeadlineSeconds: 10 } };
  expect((await api.call('PATCH', `${base}/pods/a`, deadline, merge)).body.message).toBe(
    'pods "a" is forbidden: exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0',
  );
});

test('objects of any resource are counted, under an old name too, and changed freely', async () => {
  await quota({ 'count/configmaps': '1', configmaps: '3', 'count/deployments.apps': '0' });
  expect((await create('configmaps', 'a', {})).status).toBe(201);
  expect((await create('configmaps', 'b', {})).body.message).toBe(
    'configmaps "b" is forbidden: exceeded quota: small, requested: count/configmaps=1, used: count/configmaps=1, limited: count/configmaps=1',
  );
  expect((await api.call('PATCH', `${base}/configmaps/a`, { data: { a: 'b' } }, merge)).status).toBe(200);
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  const spec = { selector: { matchLabels: { a: 'b' } }, template };
  const path = '/apis/apps/v1/namespaces/default/deployments';
  expect((await api.call('POST', path, { metadata: { name: 'web' }, spec })).body.message).toBe(
    'deployments.apps "web" is forbidden: exceeded quota: small, requested: count/deployments.apps=1, used: count/deployments.apps=0, limited: count/deployments.apps=0',
  );
});

test('a service is charged for what it becomes', async () => {
  await quota({ services: '1', 'services.nodeports': '1', 'services.loadbalancers': '0' });
  await create('services', 'web', { spec: { ports: [{ port: 80 }] } });
  const become = (type: string) => api.call('PATCH', `${base}/services/web`, { spec: { type } }, merge);
  expect((await become('NodePort')).status).toBe(200);
  expect((await become('LoadBalancer')).body.message).toBe(
    'services "web" is forbidden: exceeded quota: small, requested: services.loadbalancers=1, used: services.loadbalancers=0, limited: services.loadbalancers=0',
  );
  expect(await usedOf()).toEqual({ services: '1', 'services.nodeports': '1', 'services.loadbalancers': '0' });
});

test('claims are charged in whole bytes, in all and by their class', async () => {
  const gold = 'gold.storageclass.storage.k8s.io/persistentvolumeclaims';
  await quota({ 'requests.storage': '1Gi', [gold]: '1', persistentvolumeclaims: '5' });
  const claim = (name: string, storage: string, storageClassName: string) =>
    create('persistentvolumeclaims', name, {
      spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage } } },
    });
  expect((await claim('a', '500Mi', 'gold')).status).toBe(201);
  expect((await claim('b', '1Mi', 'gold')).body.message).toContain(`requested: ${gold}=1, used: ${gold}=1`);
  expect((await claim('c', '600Mi', 'silver')).body.message).toContain(
    'requested: requests.storage=600Mi, used: requests.storage=500Mi, limited: requests.storage=1Gi',
  );
  expect((await claim('d', '100500m', 'silver')).status).toBe(201);
  expect(await usedOf()).toEqual({
    'requests.storage': '524288101',
    [gold]: '1',
    persistentvolumeclaims: '2',
  });
});
