import { expect, test } from 'vitest';
import { allResources, groupVersions, servedResources } from '../../api/index.ts';
import { groupResource } from '../../apimachinery/index.ts';
import { customKind } from '../custom-resources/custom-kinds.ts';
import { widgetDefinition, widgetVersion } from '../testing/definitions.ts';
import { lateStore } from '../testing/late-store.ts';
import { deployment, openApi, type TestApi } from '../testing/open-api.ts';
import { widget, widgets } from '../testing/widgets.ts';
import { builtInKind } from './built-in-kinds.ts';
import type { ServedKind } from './served-kind.ts';

const path = '/apis/example.com/v1/namespaces/default/widgets';
const type = { group: 'example.com', version: 'v1', resource: 'widgets' };
const asTable = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };

const serve = ({ simulation, server }: TestApi, version?: string) =>
  simulation.complete(() => server.resources.serve(widgets(version)));

test('a kind that did not exist when the server started is served like any other', async () => {
  const api = await openApi();
  expect((await api.call('POST', path, widget('a'))).status).toBe(404);
  await serve(api);
  const watch = await api.watch(`${path}?watch=1`);
  const created = await api.call('POST', path, widget('a'));
  expect(created.body).toMatchObject({ metadata: { generation: 1 }, spec: { color: 'grey' } });
  await api.call('POST', path, widget('b', { color: 'red' }));
  const wrong = await api.call('POST', path, widget('c', { size: 0 }));
  expect(wrong.body.message).toContain('Widget.example.com "c" is invalid: spec.size');
  const red = await api.call('GET', `${path}?fieldSelector=spec.color%3Dred`, undefined, asTable);
  expect(red.body.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual(['Name', 'Color']);
  expect(red.body.rows[0].cells).toEqual(['b', 'red']);
  const unknown = await api.call('GET', `${path}?fieldSelector=spec.size%3D1`);
  expect(unknown.body.message).toContain('field label not supported: spec.size');
  await api.call(
    'PATCH',
    `${path}/b`,
    { spec: { color: 'blue' } },
    { 'content-type': 'application/merge-patch+json' },
  );
  expect(watch.texts).toEqual(['ADDED a', 'ADDED b', 'MODIFIED b']);
});

test('what has no merge keys takes no strategic merge patch', async () => {
  const api = await openApi();
  await serve(api);
  await api.call('POST', path, widget('a'));
  const type = { 'content-type': 'application/strategic-merge-patch+json' };
  const answer = await api.call('PATCH', `${path}/a`, { spec: { color: 'blue' } }, type);
  expect([answer.status, answer.body.reason]).toEqual([415, 'UnsupportedMediaType']);
});

test('discovery and OpenAPI tell of it while it is served, and not after', async () => {
  const api = await openApi();
  const told = async () => {
    const group = await api.call('GET', '/apis/example.com');
    const resources = await api.call('GET', '/apis/example.com/v1');
    const v3 = await api.call('GET', '/openapi/v3/apis/example.com/v1');
    return [group, resources, v3].map(({ status }) => status);
  };
  const before = await api.call('GET', '/apis');
  expect(await told()).toEqual([404, 404, 404]);
  await serve(api);
  expect(await told()).toEqual([200, 200, 200]);
  const { body } = await api.call('GET', '/apis/example.com/v1');
  expect(body.resources[0]).toMatchObject({ name: 'widgets', shortNames: ['wd'], categories: ['all'] });
  expect(api.server.resources.withdraw(type)).toBe(true);
  expect(await told()).toEqual([404, 404, 404]);
  expect((await api.call('GET', '/apis')).body).toEqual(before.body);
});

test('when a kind is withdrawn its watches end in good order, and those of others go on', async () => {
  const api = await openApi();
  await serve(api);
  await api.call('POST', path, widget('a'));
  const all = await api.watch(`${path}?watch=1&allowWatchBookmarks=true`);
  const one = await api.watch(`${path}?watch=1&fieldSelector=metadata.name%3Da`);
  const other = await api.watch('/apis/apps/v1/deployments?watch=1');
  api.server.resources.withdraw(type);
  await api.call('POST', '/apis/apps/v1/namespaces/default/deployments', deployment('web'));
  await api.simulation.runFor(120_000);
  expect([all, one, other].map(({ texts, ended }) => [texts, ended])).toEqual([
    [['ADDED a'], true],
    [['ADDED a'], true],
    [['ADDED web'], false],
  ]);
  expect((await api.call('GET', `${path}/a`)).status).toBe(404);
  expect((await api.call('GET', path)).status).toBe(404);
  expect(api.server.resources.withdraw(type)).toBe(false);
});

test('a watch that begins, or reads history, while its kind goes ends, too', async () => {
  const api = await openApi();
  await serve(api);
  const kind = api.server.resources.get(type);
  const { body } = await api.simulation.complete(() =>
    api.server.handle({
      method: 'GET',
      path,
      query: { watch: '1' },
      headers: {},
      user: { name: 'x', groups: [] },
    }),
  );
  api.server.resources.withdraw(type);
  let ended = 0;
  await api.simulation.complete(async () => {
    if (body.type === 'watch') body.subscribe({ events() {}, end: () => ended++ });
    expect(ended, 'nothing is told within the call').toBe(0);
  });
  await api.simulation.runFor(0);
  expect([ended, kind?.storage.cache.closed]).toEqual([1, true]);
});

test('a watch from before the cache began ends with its kind', async () => {
  const api = await openApi();
  await api.call('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'x' } });
  const { revision } = api.server;
  await api.call('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'y' } });
  await serve(api);
  await api.call('POST', path, widget('a'));
  const log = await api.watch(`${path}?watch=1&resourceVersion=${revision}`);
  await api.simulation.runFor(0);
  expect(log.texts).toEqual(['ADDED a']);
  api.server.resources.withdraw(type);
  expect(log.ended).toBe(true);
});

test('one version goes, the other stays with the same objects', async () => {
  const api = await openApi();
  await serve(api);
  await serve(api, 'v2');
  await api.call('POST', path, widget('a'));
  const inV2 = path.replace('v1', 'v2');
  expect((await api.call('GET', inV2)).body).toMatchObject({
    apiVersion: 'example.com/v2',
    items: [{ metadata: { name: 'a' } }],
  });
  const group = await api.call('GET', '/apis/example.com');
  expect(group.body.preferredVersion.version).toBe('v2');
  expect(api.server.resources.preferred('example.com', 'widgets')?.apiVersion).toBe('example.com/v2');
  const watch = await api.watch(`${path}?watch=1`);
  api.server.resources.withdraw({ ...type, version: 'v2' });
  expect(watch.ended).toBe(true);
  expect(api.server.resources.preferred('example.com', 'widgets')?.apiVersion).toBe('example.com/v1');
  expect((await api.call('GET', path)).body.items).toHaveLength(1);
  expect((await api.watch(`${path}?watch=1`)).texts).toEqual(['ADDED a']);
});

const put = (name: string, spec: object = {}) => ({
  type: 'put' as const,
  key: `/registry/example.com/widgets/default/${name}`,
  value: JSON.stringify({ metadata: { name, namespace: 'default' }, spec }),
});

const held = ({ storage }: ServedKind) =>
  [...storage.cache.select({ namespace: '', name: '' })].map(([, { object }]) => object);

test('what is written while a kind begins to be served is there, in all versions', async () => {
  const api = await openApi(1, (store, clock) => {
    const range: typeof store.range = async (options) => {
      const result = await store.range(options);
      // The feed tells of it before the answer comes.
      if (options.prefix.includes('widgets')) {
        await store.txn({ success: [put('new')] });
        await clock.sleep(1_000);
      }
      return result;
    };
    return { ...lateStore(store, clock, 1), range };
  });
  await api.simulation.complete(() => api.store.txn({ success: [put('old')] }));
  const { resources } = api.server;
  const { clock } = api.simulation.environment;
  const kinds = await api.simulation.complete(() =>
    Promise.all([resources.serve(widgets()), clock.sleep(500).then(() => resources.serve(widgets('v2')))]),
  );
  const names = () => kinds.map((kind) => held(kind).map(({ metadata }) => metadata?.name));
  expect(names()).toEqual([
    ['new', 'old'],
    ['new', 'old'],
  ]);
  await api.call('POST', path, widget('later'));
  await api.simulation.runFor(10);
  expect(names()).toEqual([
    ['later', 'new', 'old'],
    ['later', 'new', 'old'],
  ]);
});

test('a kind is served when the feed has told of all that its cache was filled with', async () => {
  const api = await openApi(1, (store, clock) => lateStore(store, clock, 1_000));
  const { revision } = await api.simulation.complete(async () => {
    await api.store.txn({ success: [put('a', { size: 1 })] });
    return api.store.txn({ success: [put('a', { size: 2 })] });
  });
  const kind = await api.simulation.complete(() => api.server.resources.serve(widgets()));
  expect(api.server.revision).toBeGreaterThanOrEqual(revision);
  expect(held(kind)).toMatchObject([{ spec: { size: 2 } }]);
  await api.simulation.runFor(5_000);
  expect(held(kind)).toMatchObject([{ spec: { size: 2 } }]);
});

test('served again after it was withdrawn a kind has its objects, and its watches see what happens', async () => {
  const api = await openApi();
  await serve(api);
  await api.call('POST', path, widget('a'));
  api.server.resources.withdraw(type);
  await serve(api);
  const watch = await api.watch(`${path}?watch=1`);
  await api.call('POST', path, widget('b'));
  expect(watch.texts).toEqual(['ADDED a', 'ADDED b']);
  expect((await api.call('GET', path)).body.items).toHaveLength(2);
});

test('changes are told until nobody listens, and nothing is served twice', async () => {
  const api = await openApi();
  const { resources } = api.server;
  let changes = 0;
  const stop = resources.onChange(() => changes++);
  const before = resources.resources;
  expect(resources.resources).toBe(before);
  await serve(api);
  await expect(serve(api)).rejects.toThrow('example.com/v1/widgets is served already');
  resources.withdraw(type);
  expect(changes).toBe(2);
  expect(resources.resources).toBe(before);
  stop();
  await serve(api);
  expect(changes).toBe(2);
});

test('built-in resources come first and as they came, the others by group, version and name', async () => {
  const api = await openApi();
  const { resources } = api.server;
  expect(resources.resources).toBe(servedResources);
  for (const [group, version, resource] of [
    ['zoo.example.com', 'v1', 'apes'],
    ['example.com', 'v1beta1', 'zebras'],
    ['example.com', 'v2', 'zebras'],
    ['example.com', 'v2', 'apes'],
  ] as const) {
    const names = { kind: 'Animal', plural: resource };
    const definition = customKind(widgetDefinition({ group, names }), widgetVersion(version), names);
    await api.simulation.complete(() => resources.serve({ ...definition, hidden: false }));
  }
  const added = resources.resources.slice(servedResources.length);
  expect(added.map(({ group, version, resource }) => `${group}/${version}/${resource}`)).toEqual([
    'example.com/v2/apes',
    'example.com/v2/zebras',
    'example.com/v1beta1/zebras',
    'zoo.example.com/v1/apes',
  ]);
  expect(groupVersions.map(({ group }) => group)).not.toContain('example.com');
});

test('a built-in kind is made of what the tables say of it', () => {
  const kind = (name: string) => {
    const resource = allResources.find((one) => groupResource(one) === name);
    if (resource === undefined) throw new Error(name);
    return builtInKind(resource);
  };
  expect(kind('pods')).toMatchObject({ triggerField: 'spec.nodeName', returnsDeleted: true });
  expect(kind('deployments.apps').scale?.specReplicasPath).toBe('.spec.replicas');
  expect(kind('endpoints').deprecation).toContain('EndpointSlice');
  const refusals = ['jobs.batch', 'nodes', 'replicasets.apps', 'resourceslices.resource.k8s.io'].map((name) =>
    kind(name).unknownField?.('spec.x'),
  );
  expect(refusals).toEqual([
    'field label "spec.x" not supported for Job',
    'field label not supported: spec.x',
    '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    'field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: spec.x',
  ]);
});
