import { expect, test } from 'vitest';
import { apiOver, openApi } from '../testing/open-api.ts';

const flow = '/apis/flowcontrol.apiserver.k8s.io/v1';
const merge = { 'content-type': 'application/merge-patch+json' };
const annotation = 'apf.kubernetes.io/autoupdate-spec';

async function open() {
  const one = await openApi();
  const api = await apiOver(one.simulation, one.store, one.store, { bootstrap: true });
  await api.simulation.settle();
  const minute = () => api.simulation.runFor(60_000);
  const get = async (path: string) => (await api.call('GET', `${flow}/${path}`)).body;
  return { ...api, minute, get };
}

// Names and numbers are those of a Kubernetes API server.
test('a cluster has the flow schemas and priority levels that every cluster has', async () => {
  const { get } = await open();
  const levels = await get('prioritylevelconfigurations');
  expect(levels.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toEqual([
    'catch-all',
    'exempt',
    'global-default',
    'leader-election',
    'node-high',
    'system',
    'workload-high',
    'workload-low',
  ]);
  expect(levels.items[1].spec).toEqual({
    type: 'Exempt',
    exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 },
  });
  expect((await get('flowschemas')).items).toHaveLength(11);
  const schema = await get('flowschemas/system-leader-election');
  expect(schema.metadata.annotations).toEqual({ [annotation]: 'true' });
  expect(schema.metadata.managedFields).toMatchObject([
    { manager: 'api-priority-and-fairness-config-consumer-v1', operation: 'Apply', subresource: 'status' },
    { manager: 'api-priority-and-fairness-config-producer-v1', operation: 'Update' },
  ]);
  expect(schema.status.conditions).toMatchObject([
    {
      type: 'Dangling',
      status: 'False',
      reason: 'Found',
      message:
        'This FlowSchema references the PriorityLevelConfiguration object named "leader-election" and it exists',
    },
  ]);
});

test('what is deleted comes again within a minute, what is changed is put right', async () => {
  const { call, get, minute } = await open();
  await call('DELETE', `${flow}/flowschemas/probes`);
  await call('PATCH', `${flow}/flowschemas/global-default`, { spec: { matchingPrecedence: 9_000 } }, merge);
  const before = (await get('flowschemas/catch-all')).metadata.resourceVersion;
  await minute();
  expect((await get('flowschemas/probes')).spec.matchingPrecedence).toBe(2);
  expect((await get('flowschemas/global-default')).spec.matchingPrecedence).toBe(9_900);
  expect((await get('flowschemas/catch-all')).metadata.resourceVersion).toBe(before);
});

test.each([
  ['false', 9_000, 'false'],
  [null, 9_000, 'false'],
  ['true', 9_900, 'true'],
])('a schema that says %j of itself and is changed has then %i', async (says, precedence, then) => {
  const { call, get, minute } = await open();
  const metadata = { annotations: { [annotation]: says } };
  const change = { metadata, spec: { matchingPrecedence: 9_000 } };
  await call('PATCH', `${flow}/flowschemas/global-default`, change, merge);
  await minute();
  const { metadata: kept, spec } = await get('flowschemas/global-default');
  expect([spec.matchingPrecedence, kept.annotations[annotation]]).toEqual([precedence, then]);
});

test('how much of the exempt level is lent may be changed, and it stays', async () => {
  const { call, get, minute } = await open();
  const exempt = { lendablePercent: 5, nominalConcurrencyShares: 7 };
  await call('PATCH', `${flow}/prioritylevelconfigurations/exempt`, { spec: { exempt } }, merge);
  await minute();
  expect((await get('prioritylevelconfigurations/exempt')).spec.exempt).toEqual(exempt);
});

test('what a cluster no longer has goes, unless somebody wants it', async () => {
  const { call, get, minute } = await open();
  const spec = { matchingPrecedence: 1_000, priorityLevelConfiguration: { name: 'mine' } };
  for (const [name, says] of [
    ['old', 'true'],
    ['mine', 'false'],
    ['other', 'x'],
  ]) {
    const metadata = { name, annotations: { [annotation]: says } };
    expect((await call('POST', `${flow}/flowschemas`, { metadata, spec })).status).toBe(201);
  }
  await minute();
  expect((await get('flowschemas/old')).code).toBe(404);
  expect((await get('flowschemas/mine')).spec).toMatchObject(spec);
  expect((await get('flowschemas/other')).spec).toMatchObject(spec);
});

test('a schema is told whether its level is there, as levels come and go', async () => {
  const { call, get, simulation } = await open();
  const spec = { matchingPrecedence: 1_000, priorityLevelConfiguration: { name: 'mine' } };
  await call('POST', `${flow}/flowschemas`, { metadata: { name: 'mine' }, spec });
  await simulation.settle();
  const condition = async () => (await get('flowschemas/mine')).status.conditions[0];
  expect(await condition()).toMatchObject({
    status: 'True',
    reason: 'NotFound',
    message:
      'This FlowSchema references the PriorityLevelConfiguration object named "mine" but there is no such object',
  });
  const level = {
    metadata: { name: 'mine' },
    spec: { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } },
  };
  await call('POST', `${flow}/prioritylevelconfigurations`, level);
  await simulation.settle();
  expect(await condition()).toMatchObject({ status: 'False', reason: 'Found' });
  await call('DELETE', `${flow}/prioritylevelconfigurations/mine`);
  await simulation.settle();
  expect(await condition()).toMatchObject({ status: 'True', reason: 'NotFound' });
});
