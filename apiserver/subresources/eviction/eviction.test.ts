import { beforeEach, expect, test } from 'vitest';
import { openApi, type TestApi } from '../../testing/open-api.ts';

const pods = '/api/v1/namespaces/default/pods';
const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
const merge = { 'content-type': 'application/merge-patch+json' };
const spent = { observedGeneration: 1, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 };

let api: TestApi;

beforeEach(async () => {
  api = await openApi();
  await api.call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
});

/** A pod that stays when it is deleted. */
async function pod({ phase = 'Running', ready = 'True' } = {}): Promise<void> {
  const metadata = { name: 'web', labels: { app: 'web' }, finalizers: ['example.com/kept'] };
  await api.call('POST', pods, { metadata, spec: { containers: [{ name: 'web', image: 'nginx' }] } });
  const status = { phase, conditions: [{ type: 'Ready', status: ready }] };
  await api.call('PATCH', `${pods}/web/status`, { status }, merge);
}

async function budget(status: object, spec = {}, name = 'web'): Promise<void> {
  const selector = { matchLabels: { app: 'web' } };
  await api.call('POST', budgets, { metadata: { name }, spec: { minAvailable: 1, ...spec, selector } });
  expect((await api.call('PATCH', `${budgets}/${name}/status`, { status }, merge)).status).toBe(200);
}

const evict = (deleteOptions?: object, query = '', name = 'web') =>
  api.call('POST', `${pods}/web/eviction${query}`, { metadata: { name }, deleteOptions });

async function isEvicted(): Promise<boolean> {
  const { body } = await api.call('GET', `${pods}/web`);
  return body.metadata.deletionTimestamp !== undefined;
}

const told = (reason: string, message = 'it says') => [
  { type: 'DisruptionAllowed', status: 'False', reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' },
];

test.each([
  ['no controller has judged', { observedGeneration: 0 }, 'is still being processed by the server.', '10'],
  ['has no pod to spare', spent, 'needs 1 healthy pods and has 1 currently', undefined],
  [
    'says why',
    { ...spent, currentHealthy: 2, conditions: told('InsufficientPods') },
    'does not allow evicting pods currently (InsufficientPods): it says',
    undefined,
  ],
  [
    'could not be counted',
    { ...spent, conditions: told('SyncFailed') },
    'does not allow evicting pods currently because it failed sync: it says',
    undefined,
  ],
  ['does not say why', { ...spent, currentHealthy: 2 }, 'does not allow evicting pods currently', undefined],
])('a budget that %s refuses', async (_name, status, says, retryAfter) => {
  await pod();
  await budget(status);
  const { status: code, body, headers } = await evict();
  expect(code).toBe(429);
  expect(body.reason).toBe('TooManyRequests');
  expect(body.message).toBe("Cannot evict pod as it would violate the pod's disruption budget.");
  expect(body.details.causes).toEqual([
    { reason: 'DisruptionBudget', message: `The disruption budget web ${says}` },
  ]);
  expect(headers['retry-after']).toBe(retryAfter);
  expect(await isEvicted()).toBe(false);
});

test('an eviction is counted, and the pod says that it is evicted', async () => {
  await pod();
  await budget({ ...spent, disruptionsAllowed: 1 });
  expect(await evict()).toMatchObject({
    status: 201,
    body: { kind: 'Status', status: 'Success', code: 201 },
  });
  const { body: counted } = await api.call('GET', `${budgets}/web`);
  expect(counted.status).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { web: expect.any(String) } });
  expect(counted.status.conditions).toMatchObject([
    { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', observedGeneration: 1 },
  ]);
  const { managedFields } = counted.metadata;
  expect(managedFields.map((owner: { manager: string }) => owner.manager)).toContain('kube-apiserver');
  const { body } = await api.call('GET', `${pods}/web`);
  expect(body.metadata).toMatchObject({ generation: 2, deletionTimestamp: expect.any(String) });
  expect(body.status.conditions[1]).toEqual({
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastProbeTime: null,
    lastTransitionTime: expect.any(String),
  });
  expect((await evict()).status, 'a pod that goes already').toBe(201);
});

test('what is evicted in vain has been counted', async () => {
  await pod();
  await budget({ ...spent, disruptionsAllowed: 1 });
  expect((await evict({ preconditions: { uid: 'another' } })).status).toBe(409);
  const { body } = await api.call('GET', `${budgets}/web`);
  expect(body.status.disruptedPods).toEqual({ web: expect.any(String) });
});

test.each([
  ['of the request', undefined, '?dryRun=All'],
  ['of the eviction', { dryRun: ['All'] }, ''],
  ['of both', { dryRun: ['All'] }, '?dryRun=All'],
])('a dry run %s changes nothing', async (_name, options, query) => {
  await pod();
  await budget({ ...spent, disruptionsAllowed: 1 });
  expect((await evict(options, query)).status).toBe(201);
  expect((await api.call('GET', `${budgets}/web`)).body.status.disruptionsAllowed).toBe(1);
  const { body } = await api.call('GET', `${pods}/web`);
  expect(body.status.conditions).toHaveLength(1);
  expect(await isEvicted()).toBe(false);
});

test.each([
  ['is not ready, as long as enough others are', { ready: 'False' }, spent, {}, 201],
  ['is not ready, when others are missing', { ready: 'False' }, { ...spent, currentHealthy: 0 }, {}, 429],
  [
    'is not ready, whatever the others are, where the budget says so',
    { ready: 'False' },
    { ...spent, currentHealthy: 0 },
    { unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    201,
  ],
  ['has not begun', { phase: 'Pending', ready: 'False' }, spent, {}, 201],
  ['is over', { phase: 'Failed', ready: 'False' }, spent, {}, 201],
])('a pod that %s', async (_name, state, status, spec, code) => {
  await pod(state);
  await budget(status, spec);
  expect((await evict()).status).toBe(code);
  expect(await isEvicted()).toBe(code === 201);
});

test.each([
  ['another name', undefined, '', 'other', 400, 'name in URL does not match name in Eviction object'],
  ['no name', undefined, '', '', 400, 'name in URL does not match name in Eviction object'],
  [
    'two dry runs that differ',
    { dryRun: ['Nil'] },
    '?dryRun=All',
    'web',
    500,
    'Non-matching dry-run options in request and content: [All] and [Nil]',
  ],
  [
    'what no eviction can do',
    { ignoreStoreReadErrorWithClusterBreakingPotential: true },
    '',
    'web',
    422,
    'Eviction.policy "web" is invalid: deleteOptions.ignoreStoreReadErrorWithClusterBreakingPotential: Invalid value: true: can not be set for pod eviction, try after removing the option',
  ],
])('an eviction with %s is refused', async (_name, options, query, name, code, message) => {
  await pod();
  expect(await evict(options, query, name)).toMatchObject({ status: code, body: { message } });
});

test('a pod of two budgets cannot be evicted', async () => {
  await pod();
  await budget({ ...spent, disruptionsAllowed: 1 });
  await budget({ ...spent, disruptionsAllowed: 1 }, {}, 'more');
  const { status, body } = await evict();
  expect(status).toBe(500);
  expect(body.message).toBe(
    'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
  );
});

test('a pod of no budget goes, but only as it was asked for', async () => {
  await pod();
  expect((await evict({ preconditions: { resourceVersion: '1' } })).status).toBe(409);
  expect((await evict()).status).toBe(201);
});

test('of two evictions at once a budget of one allows one', async () => {
  await pod();
  const metadata = { name: 'other', labels: { app: 'web' } };
  await api.call('POST', pods, { metadata, spec: { containers: [{ name: 'web', image: 'nginx' }] } });
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  await api.call('PATCH', `${pods}/other/status`, { status }, merge);
  await budget({ ...spent, disruptionsAllowed: 1 });
  const ask = (name: string) =>
    api.server.handle({
      method: 'POST',
      path: `${pods}/${name}/eviction`,
      query: {},
      headers: {},
      body: { metadata: { name } },
      user: { name: 'tester', groups: [] },
    });
  const both = await api.simulation.complete(() => Promise.all(['web', 'other'].map(ask)));
  expect(both.map((answer) => answer.status).toSorted()).toEqual([201, 429]);
});

test('a budget with too many evictions that nobody has seen refuses', async () => {
  await pod();
  const names = Array.from({ length: 2001 }, (_, at) => [`pod-${at}`, '2026-01-01T00:00:00Z']);
  await budget({ ...spent, disruptionsAllowed: 1, disruptedPods: Object.fromEntries(names) });
  expect(await evict()).toMatchObject({
    status: 403,
    body: {
      message:
        'poddisruptionbudget.policy "web" is forbidden: DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    },
  });
});
