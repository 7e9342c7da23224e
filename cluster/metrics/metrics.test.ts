import { expect, test } from 'vitest';
import { coreV1, type V1Pod, type V1ResourceRequirements } from '../../api/index.ts';
import type { StatusError } from '../../apimachinery/index.ts';
import { discoverResources } from '../../client/index.ts';
import { openTestWorld } from '../../testing/index.ts';
import { type DeclaredMetrics, type PodBehaviours, parseMetrics } from '../index.ts';

const namespace = 'default';
const base = '/apis/metrics.k8s.io/v1beta1';

async function open(behaviours: PodBehaviours, metrics: DeclaredMetrics = {}) {
  const world = await openTestWorld({ behaviours, metrics });
  const get = (path: string, query = {}): Promise<object> =>
    world.run((client) => client.raw({ method: 'GET', path, query }));
  const pod = (name: string, app: string, isReady = true, resources: V1ResourceRequirements = {}) =>
    world.run(async (client) => {
      const created: V1Pod = await client.create(coreV1.pods, {
        metadata: { name, namespace, labels: { app } },
        spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'nginx', resources }] },
      });
      const startedAt = created.metadata?.creationTimestamp ?? '';
      const conditions = [{ type: 'Ready', status: isReady ? 'True' : 'False' }];
      const state = { running: { startedAt } };
      const containerStatuses = [
        { name: 'web', image: 'nginx', imageID: '', ready: isReady, restartCount: 0, state },
      ];
      await client.updateStatus(coreV1.pods, {
        ...created,
        status: { phase: 'Running', conditions, containerStatuses },
      });
    });
  return { ...world, get, pod };
}

const usagesIn = (list: object) =>
  (list as { items: { metadata: { name: string }; containers: { usage: object }[] }[] }).items.map(
    ({ metadata, containers }) => [metadata.name, containers[0]?.usage],
  );

test('what pods use is told when it has been gathered twice, each its share of a load', async () => {
  const shared = {
    shared: true,
    points: [
      [0, '300m'],
      [20_000, '600m'],
    ],
  } as const;
  const world = await open([
    { match: { labels: { app: 'web' } }, usage: { cpu: shared, memory: '64Mi' } },
    {
      usage: {
        cpu: {
          ramp: true,
          points: [
            [0, '0'],
            [30_000, '300m'],
          ],
        },
      },
    },
  ]);
  await world.pod('web-1', 'web');
  await world.pod('web-2', 'web');
  await world.pod('web-3', 'web', false);
  await world.pod('db-1', 'db');
  expect(usagesIn(await world.get(`${base}/pods`))).toEqual([]);
  await world.control.runFor(16_000);
  const web = { labelSelector: 'app=web' };
  expect(usagesIn(await world.get(`${base}/namespaces/${namespace}/pods`, web))).toEqual([
    ['web-1', { cpu: '150m', memory: '64Mi' }],
    ['web-2', { cpu: '150m', memory: '64Mi' }],
    ['web-3', { cpu: '0', memory: '64Mi' }],
  ]);
  expect(usagesIn(await world.get(`${base}/pods`))).toContainEqual(['db-1', { cpu: '150m', memory: '0' }]);
  await world.control.runFor(15_000);
  expect(await world.get(`${base}/namespaces/${namespace}/pods/web-1`)).toMatchObject({
    kind: 'PodMetrics',
    window: '15s',
    containers: [{ name: 'web', usage: { cpu: '300m', memory: '64Mi' } }],
  });
  const gone = await world
    .get(`${base}/namespaces/${namespace}/pods/none`)
    .catch((error: StatusError) => error);
  expect(gone).toMatchObject({ code: 404, message: 'pods.metrics.k8s.io "none" not found' });
});

test('a container gets no more than its limit, and what an expression says of it', async () => {
  const world = await open([{ usage: { cpu: '2', memory: { expression: 'quantity("1Mi")' } } }]);
  const limits = { cpu: '500m' };
  await world.pod('web-1', 'web', true, { limits });
  await world.control.runFor(31_000);
  expect(usagesIn(await world.get(`${base}/pods`))).toEqual([['web-1', { cpu: '500m', memory: '1Mi' }]]);
});

test('discovery tells of what is declared', async () => {
  const value = '1';
  const { run } = await open([], {
    custom: [{ name: 'hits', resource: 'services', value }],
    external: [{ name: 'queue', value }],
  });
  const found = await run((client) => discoverResources(client));
  const names = found
    .filter(({ group }) => group.endsWith('metrics.k8s.io'))
    .map(({ group, resource }) => `${group} ${resource}`);
  expect(names).toEqual([
    'metrics.k8s.io nodes',
    'metrics.k8s.io pods',
    'custom.metrics.k8s.io services/hits',
    'external.metrics.k8s.io queue',
  ]);
});

test('an API server alone tells of no metrics', async () => {
  const { run } = await openTestWorld();
  const found = await run((client) => discoverResources(client));
  expect(found.some(({ group }) => group === 'metrics.k8s.io')).toBe(false);
});

test.each([
  [{ custom: [{ name: 'a', value: '1' }] }, 'metrics.custom[0].resource: is missing'],
  [
    { external: [{ name: 'a', value: 'x' }] },
    'metrics.external[0].value: must be an amount of at least 0, such as 250m or 64Mi, is "x"',
  ],
  [{ external: {} }, 'metrics.external: must be a list'],
  [{ other: [] }, 'metrics.other: unknown field; there are custom, external'],
  [
    { external: [{ name: 'a', value: '1', queue: 'b' }] },
    'metrics.external[0].queue: unknown field; there are name, namespace, labels, value',
  ],
])('wrong metrics are told: %j', (data, says) => {
  expect(() => parseMetrics(data, 'metrics')).toThrow(says);
});
