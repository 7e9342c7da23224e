import { expect, test } from 'vitest';
import { deployment, openApi, type TestApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const a = `${configMaps}/a`;

const held = (...finalizers: readonly string[]) => ({ metadata: { name: 'a', finalizers } });

/** The finalizers an object has after its deletion; `gone` if it has none. */
async function finalizersAfter(api: TestApi): Promise<string[] | 'gone'> {
  const { status, body } = await api.call('GET', a);
  return status === 404 ? 'gone' : body.metadata.finalizers;
}

test.each([
  [['x/y'], {}, ['x/y']],
  [[], { propagationPolicy: 'Background' }, 'gone'],
  [[], { propagationPolicy: 'Foreground' }, ['foregroundDeletion']],
  [[], { propagationPolicy: 'Orphan' }, ['orphan']],
  [[], { orphanDependents: true }, ['orphan']],
  [[], { orphanDependents: false }, 'gone'],
  [['x/y'], { propagationPolicy: 'Foreground' }, ['x/y', 'foregroundDeletion']],
  [['orphan', 'x/y'], { propagationPolicy: 'Foreground' }, ['x/y', 'foregroundDeletion']],
  [['foregroundDeletion', 'x/y'], { propagationPolicy: 'Orphan' }, ['x/y', 'orphan']],
  [['foregroundDeletion', 'x/y'], { propagationPolicy: 'Background' }, ['x/y']],
  [['orphan'], { orphanDependents: false }, 'gone'],
  [['orphan'], {}, ['orphan']],
  [['orphan', 'x/y'], { propagationPolicy: 'Orphan' }, ['orphan', 'x/y']],
])('of the finalizers %j the deletion %j leaves %j', async (finalizers, options, left) => {
  const api = await openApi();
  await api.call('POST', configMaps, held(...finalizers));
  const { status } = await api.call('DELETE', a, options);
  expect([status, await finalizersAfter(api)]).toEqual([200, left]);
});

test.each([
  ['propagationPolicy=Foreground', ['foregroundDeletion']],
  ['propagationPolicy=Orphan', ['orphan']],
  ['orphanDependents=true', ['orphan']],
  ['orphanDependents=false', 'gone'],
  ['gracePeriodSeconds=0', 'gone'],
])('a deletion may be asked for by the query %s', async (query, left) => {
  const api = await openApi();
  await api.call('POST', configMaps, held());
  await api.call('DELETE', `${a}?${query}`);
  expect(await finalizersAfter(api)).toEqual(left);
});

test('what the body says goes before what the query says', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, held());
  await api.call('DELETE', `${a}?propagationPolicy=Foreground`, { propagationPolicy: 'Orphan' });
  expect(await finalizersAfter(api)).toEqual(['orphan']);
});

test.each([
  [`${a}?dryRun=All`, undefined],
  [a, { dryRun: ['All'] }],
])('a dry run of a deletion (%s, %j) deletes nothing', async (path, body) => {
  const api = await openApi();
  await api.call('POST', configMaps, held());
  const before = api.store.currentRevision();
  expect((await api.call('DELETE', path, body)).body.status).toBe('Success');
  expect([(await api.call('GET', a)).status, api.store.currentRevision()]).toEqual([200, before]);
});

test('a deletion that was asked for already changes nothing', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, held('x/y'));
  const first = await api.call('DELETE', a);
  expect(first.body.metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:00Z',
    deletionGracePeriodSeconds: 0,
  });
  await api.simulation.runFor(5_000);
  const again = await api.call('DELETE', a);
  expect(again.body).toEqual(first.body);
});

test('a later deletion may ask for another policy, and the time stays', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, held('x/y'));
  const first = await api.call('DELETE', a);
  await api.simulation.runFor(5_000);
  const { body } = await api.call('DELETE', a, { propagationPolicy: 'Foreground' });
  expect(body.metadata.finalizers).toEqual(['x/y', 'foregroundDeletion']);
  expect(body.metadata.deletionTimestamp).toBe(first.body.metadata.deletionTimestamp);
  const same = await api.call('DELETE', a, { propagationPolicy: 'Foreground' });
  expect(same.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
});

test('to be deleted is a new generation of what has generations', async () => {
  const api = await openApi();
  const { metadata } = (await api.call('POST', deployments, deployment('web'))).body;
  const marked = await api.call('DELETE', `${deployments}/web`, { propagationPolicy: 'Foreground' });
  expect([metadata.generation, marked.body.metadata.generation]).toEqual([1, 2]);
  await api.call('POST', configMaps, held('x/y'));
  expect((await api.call('DELETE', a)).body.metadata.generation).toBeUndefined();
});

test('who wants to delete another object is told what is there', async () => {
  const api = await openApi();
  const { metadata } = (await api.call('POST', configMaps, held())).body;
  const told = async (preconditions: object) => (await api.call('DELETE', a, { preconditions })).body.message;
  const about = 'Operation cannot be fulfilled on ConfigMap "a": the';
  expect(await told({ uid: 'other' })).toBe(
    `${about} UID in the precondition (other) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
  );
  expect(await told({ resourceVersion: '1' })).toBe(
    `${about} ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
  );
});

test('of what deletecollection finds each is deleted in its own namespace; who is faster is no error', async () => {
  const api = await openApi();
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: 'team' } });
  for (const [namespace, name] of [
    ['default', 'a'],
    ['team', 'a'],
    ['team', 'b'],
  ] as const)
    await api.call('POST', `/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name } });
  const request = (path: string) => ({
    method: 'DELETE' as const,
    path,
    query: {},
    headers: {},
    user: { name: 'tester', groups: [] },
  });
  const team = '/api/v1/namespaces/team/configmaps';
  const [all, one] = await api.simulation.complete(() =>
    Promise.all([api.server.handle(request(team)), api.server.handle(request(`${team}/a`))]),
  );
  expect([all.status, one.status]).toEqual([200, 200]);
  expect((await api.call('GET', team)).body.items).toEqual([]);
  expect((await api.call('GET', a)).status).toBe(200);
});

test('what deletecollection may not delete it does not', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, held());
  const { status } = await api.call('DELETE', configMaps, { preconditions: { uid: 'other' } });
  expect([status, (await api.call('GET', a)).status]).toEqual([409, 200]);
});
