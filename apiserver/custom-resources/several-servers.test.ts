import { expect, test } from 'vitest';
import type { V1CustomResourceDefinitionNames } from '../../api/index.ts';
import type { Store } from '../../store/index.ts';
import { define, definitionsPath, widgetDefinition, widgetsPath } from '../testing/definitions.ts';
import { lateStore } from '../testing/late-store.ts';
import { apiOver, openApi, type TestApi } from '../testing/open-api.ts';

const name = 'widgets.example.com';
const widget = (name: string) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name },
  spec: {},
});

test('a server that starts serves what was defined before it can be asked', async () => {
  const first = await openApi();
  await define(first);
  await first.call('POST', widgetsPath, widget('a'));
  first.server.stop();
  const { clock } = first.simulation.environment;
  const range: Store['range'] = async (options) => {
    if (options.prefix.includes('widgets')) await clock.sleep(1_000);
    return first.store.range(options);
  };
  const second = await apiOver(first.simulation, first.store, { ...lateStore(first.store, clock, 1), range });
  expect((await second.call('GET', '/apis/example.com/v1')).status).toBe(200);
  expect((await second.call('GET', `${widgetsPath}/a`)).body.spec).toEqual({ color: 'grey' });
  expect((await second.watch(`${widgetsPath}?watch=1`)).texts).toEqual(['ADDED a']);
});

test('a definition that was being deleted when its server ended goes with the next', async () => {
  const first = await openApi();
  await define(first);
  await first.call('POST', widgetsPath, { ...widget('a'), metadata: { name: 'a', finalizers: ['a.b/c'] } });
  await first.call('DELETE', `${definitionsPath}/${name}`);
  first.server.stop();
  const second = await apiOver(first.simulation, first.store);
  await second.call(
    'PATCH',
    `${widgetsPath}/a`,
    { metadata: { finalizers: null } },
    { 'content-type': 'application/merge-patch+json' },
  );
  await second.simulation.runFor(10_000);
  expect((await second.call('GET', `${definitionsPath}/${name}`)).status).toBe(404);
});

test('two servers of one store serve what either has been given, and write each status once', async () => {
  const left = await openApi();
  const right = await apiOver(left.simulation, left.store);
  const watch = await left.watch(`${definitionsPath}?watch=1`);
  await define(left);
  expect(watch.texts).toEqual([`ADDED ${name}`, `MODIFIED ${name}`, `MODIFIED ${name}`]);
  await right.call('POST', widgetsPath, widget('a'));
  expect((await left.call('GET', `${widgetsPath}/a`)).status).toBe(200);
  await right.call('DELETE', `${definitionsPath}/${name}`);
  await left.simulation.runFor(10_000);
  for (const { call } of [left, right]) {
    expect((await call('GET', widgetsPath)).status).toBe(404);
    expect((await call('GET', `${definitionsPath}/${name}`)).status).toBe(404);
  }
});

/** All in one turn. */
async function defineAtOnce(
  { simulation, server }: TestApi,
  names: V1CustomResourceDefinitionNames[],
): Promise<void> {
  const request = (one: V1CustomResourceDefinitionNames) =>
    server.handle({
      method: 'POST',
      path: definitionsPath,
      query: {},
      headers: {},
      body: widgetDefinition({ names: one }),
      user: { name: 'tester', groups: [] },
    });
  await simulation.complete(() => Promise.all(names.map(request)));
  await simulation.runFor(1);
}

test('definitions that come at once are all served, each with its own names', async () => {
  const api = await openApi();
  const plurals = Array.from({ length: 60 }, (_, at) => `things${at}`);
  await defineAtOnce(
    api,
    plurals.map((plural) => ({ kind: `K${plural}`, plural })),
  );
  const { body } = await api.call('GET', '/apis/example.com/v1');
  const served = body.resources.map((one: { name: string }) => one.name.split('/')[0]);
  expect(new Set(served)).toEqual(new Set(plurals));
});

test('of two that want one name at once only one has it', async () => {
  const api = await openApi();
  await defineAtOnce(
    api,
    ['left', 'right'].map((plural) => ({ kind: 'Thing', plural, singular: plural })),
  );
  const { body } = await api.call('GET', definitionsPath);
  const accepted = body.items.map(
    ({ status }: { status: { conditions: { status: string }[] } }) => status.conditions[0]?.status,
  );
  expect(accepted.sort()).toEqual(['False', 'True']);
});
