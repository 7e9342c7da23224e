import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { apiextensionsV1, appsV1, coreV1 } from '../api/index.ts';
import type { ResourceType } from '../apimachinery/index.ts';
import { assertCondition, startCluster } from './index.ts';
import {
  addWidgetController,
  key,
  lookEveryMs,
  widget,
  widgetDefinition,
  widgets,
} from './testing/widgets.ts';

const testdata = fileURLToPath(new URL('testdata', import.meta.url));
const gadgets: ResourceType = {
  group: 'example.com',
  version: 'v1',
  resource: 'gadgets',
  kind: 'Gadget',
  namespaced: false,
};
const started = { crds: [widgetDefinition()], managers: { widgets: addWidgetController } };

test.each([
  ['a folder', testdata],
  ['a file', `${testdata}/gadgets.yaml`],
])('the kinds of definitions in %s are served when a cluster has started', async (_, path) => {
  const { client, close } = await startCluster({ crds: [path, widgetDefinition()] });
  await client.create(gadgets, { metadata: { name: 'first' } });
  await client.create(widgets, widget());
  await expect(client.create(widgets, widget(0, 'none'))).rejects.toThrow(
    /spec.size.*greater than or equal to 1/,
  );
  await close();
});

test('what keeps a definition from being served is told', async () => {
  const { spec } = widgetDefinition();
  const other = {
    ...widgetDefinition('Gizmo'),
    spec: { ...widgetDefinition('Gizmo').spec, names: { ...spec.names, plural: 'gizmos' } },
  };
  const starting = startCluster({ crds: [widgetDefinition(), other] });
  await expect(starting).rejects.toThrow(/not served: gizmos\.example\.com, NamesAccepted: .*already in use/);
  await expect(startCluster({ crds: ['/no/such/folder'] })).rejects.toThrow('/no/such/folder');
});

test('no built-in controller runs but those that are asked for', async () => {
  const web = {
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'nginx' }] },
      },
    },
  };
  const countsOf = async (controllers: readonly string[]) => {
    const { client, act, close } = await startCluster({
      controllers,
      scheduler: controllers.length > 1,
      nodes: 1,
    });
    await act(() => client.create(appsV1.deployments, web));
    const { items: replicaSets } = await client.list(appsV1.replicaSets);
    const { items: pods } = await client.list(coreV1.pods);
    await close();
    return [replicaSets.length, pods.length, pods.filter(({ status }) => status?.phase === 'Running').length];
  };
  expect(await countsOf([])).toEqual([0, 0, 0]);
  expect(await countsOf(['deployment'])).toEqual([1, 0, 0]);
  expect(await countsOf(['deployment', 'replicaset', 'node-lifecycle-controller'])).toEqual([1, 2, 2]);
});

test('time passes when it is told to, and what is due then happens', async () => {
  const cluster = await startCluster(started);
  const { client } = cluster;
  const looks: number[] = [];
  const startMs = cluster.now();
  cluster.control.environment.trace.subscribe(({ kind, atMs }) => {
    if (kind === 'reconcile') looks.push(atMs - startMs);
  });
  await client.create(widgets, widget());
  await cluster.advance('1m');
  expect(cluster.now() - startMs).toBe(60_000);
  const before = looks.length;
  await cluster.advance(lookEveryMs);
  expect(looks.length).toBe(before + 1);
  expect(looks.at(-1)).toBeGreaterThanOrEqual(lookEveryMs);
  await cluster.close();
});

test('an assertion is asked again until it holds, and what it answers is handed on', async () => {
  const cluster = await startCluster(started);
  const { client } = cluster;
  await client.create(widgets, widget());
  const made = await cluster.eventually(async () => {
    const found = await client.get(widgets, key);
    assertCondition(found, { type: 'Ready', reason: 'Made' });
    return found;
  });
  expect(made.status?.looks).toBe(1);
  await cluster.eventually(async () => (await client.list(coreV1.configMaps)).items.length === 1);
  await cluster.consistently(async () => (await client.list(coreV1.configMaps)).items.length === 1, {
    during: '1h',
  });
  await cluster.close();
});

test('what never comes true says why, what went wrong meanwhile, what was done last and by whom, and the seed', async () => {
  const cluster = await startCluster({ ...started, seed: 7 });
  await cluster.client.create(widgets, widget(13));
  const waiting = cluster.eventually(
    async () => assertCondition(await cluster.client.get(widgets, key), { type: 'Ready' }),
    {
      within: '20s',
    },
  );
  const error = await waiting.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const lines = (error as Error).message.split('\n');
  expect((error as Error).name).toBe('AssertionError');
  expect(lines[0]).toBe(
    'it has not come true within 20s: expected condition {"type":"Ready","status":"True"}',
  );
  expect(lines[1]).toBe('there are: none');
  expect(lines[2]).toMatch(/^at 2026-01-01T00:00:20\.\d+Z, 20\.000s after the start$/);
  expect(lines).toContain('errors meanwhile:');
  expect(lines).toContain('  widgets: default/one fails: 13 is no size');
  expect(lines.find((line) => line.includes('created Widget one'))).toMatch(
    /^ +0\.\d{3}s +user +created Widget one/,
  );
  expect(lines.at(-1)).toBe("replay it: startCluster({ seed: '7' })");
  await cluster.close();
});

test('what does not stay true fails as soon as it is not', async () => {
  const cluster = await startCluster(started);
  await cluster.client.create(widgets, widget());
  const none = async () => (await cluster.client.list(coreV1.configMaps)).items.length === 0;
  await expect(cluster.consistently(none, { during: '1h' })).rejects.toThrow(
    'it has not stayed true for 1h: the assertion answered false',
  );
  expect(cluster.now() - Date.parse('2026-01-01T00:00:00Z')).toBeLessThan(60_000);
  await cluster.close();
});

test('users are known by their names and groups, and may do what the authorizer lets them', async () => {
  const cluster = await startCluster({
    authorizer: {
      rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false }),
      authorize: ({ groups }, { verb }) => ({
        allowed: groups.includes('system:masters') || (verb === 'get' && groups.includes('readers')),
      }),
    },
  });
  await cluster.client.create(coreV1.configMaps, { metadata: key });
  const reader = cluster.clientAs({ user: 'ann', groups: ['readers'] });
  expect((await reader.get(coreV1.configMaps, key)).metadata?.name).toBe('one');
  await expect(reader.delete(coreV1.configMaps, key)).rejects.toThrow(
    'configmaps "one" is forbidden: User "ann" cannot delete resource "configmaps" in API group "" in the namespace "default"',
  );
  await expect(cluster.clientAs({ user: 'bob' }).get(coreV1.configMaps, key)).rejects.toThrow(
    'User "bob" cannot get',
  );
  await cluster.close();
});

test('a webhook is a function of the test', async () => {
  const { spec, ...definition } = widgetDefinition();
  const [v1] = spec.versions;
  const v2 = { ...v1, name: 'v2', storage: false };
  const service = { namespace: 'default', name: 'operator', path: '/convert' };
  const conversion = {
    strategy: 'Webhook',
    webhook: { clientConfig: { service }, conversionReviewVersions: ['v1'] },
  };
  const converted = { ...definition, spec: { ...spec, versions: [v1, v2], conversion } };
  const asked: string[] = [];
  const cluster = await startCluster({
    crds: [converted as ReturnType<typeof widgetDefinition>],
    webhooks: {
      '/convert': (review) => {
        const { apiVersion, kind, request } = review as ConversionReview;
        const { uid, desiredAPIVersion, objects } = request;
        asked.push(desiredAPIVersion);
        const convertedObjects = objects.map((object) => ({ ...object, apiVersion: desiredAPIVersion }));
        return { apiVersion, kind, response: { uid, convertedObjects, result: { status: 'Success' } } };
      },
    },
  });
  await cluster.client.create(widgets, widget());
  const found = await cluster.client.get({ ...widgets, version: 'v2' }, key);
  expect(found.apiVersion).toBe('example.com/v2');
  expect(asked).toEqual(['example.com/v2']);
  const other = await startCluster({
    crds: [converted as ReturnType<typeof widgetDefinition>],
    webhooks: {},
  });
  await other.client.create(widgets, widget());
  await expect(other.client.get({ ...widgets, version: 'v2' }, key)).rejects.toThrow(
    'the test has no webhook at /convert',
  );
  await Promise.all([cluster.close(), other.close()]);
});

test('a webhook may be one that a manager serves', async () => {
  const { spec, ...definition } = widgetDefinition();
  const [v1] = spec.versions as [Version];
  const conversion = {
    strategy: 'Webhook',
    webhook: {
      clientConfig: { url: 'https://operator.example.com/convert' },
      conversionReviewVersions: ['v1'],
    },
  };
  const cluster = await startCluster({
    crds: [
      { ...definition, spec: { ...spec, versions: [v1, { ...v1, name: 'v2', storage: false }], conversion } },
    ],
    managers: {
      operator: (manager) =>
        manager.webhookServer.registerConverter(widgets, {
          convert: (object, apiVersion) => ({ ...object, apiVersion }),
        }),
    },
  });
  await cluster.client.create(widgets, widget());
  const found = await cluster.client.get({ ...widgets, version: 'v2' }, key);
  expect(found.apiVersion).toBe('example.com/v2');
  await cluster.close();
});

test('definitions that are there already are changed, not refused', async () => {
  const first = await startCluster({ crds: [widgetDefinition()] });
  const second = await first.fork({ crds: [widgetDefinition(), widgetDefinition('Gizmo')] });
  const { items } = await second.client.list(apiextensionsV1.customResourceDefinitions);
  expect(items.map(({ metadata }) => metadata?.name)).toEqual(['gizmos.example.com', 'widgets.example.com']);
  await Promise.all([first.close(), second.close()]);
});

type Version = ReturnType<typeof widgetDefinition>['spec']['versions'][number];

interface ConversionReview {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: {
    readonly uid: string;
    readonly desiredAPIVersion: string;
    readonly objects: readonly object[];
  };
}
