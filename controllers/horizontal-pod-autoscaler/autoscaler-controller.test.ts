import { expect, it, test } from 'vitest';
import {
  appsV1,
  autoscalingV2,
  coreV1,
  type V2HorizontalPodAutoscalerSpec,
  type V2MetricSpec,
} from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import type { DeclaredMetrics, PodBehaviours } from '../../cluster/index.ts';
import { openTestWorld, type TestWorld } from '../../testing/index.ts';
import { addHorizontalPodAutoscalerController } from './autoscaler-controller.ts';

const namespace = 'default';
const key = { namespace, name: 'web' };
const labels = { app: 'web' };

/** A world whose Deployment has pods that run already, without anybody who keeps them. */
async function open(
  pods: number,
  declared: { readonly metrics?: DeclaredMetrics; readonly behaviours?: PodBehaviours },
  spec: Partial<V2HorizontalPodAutoscalerSpec>,
  replicas = pods,
): Promise<TestWorld> {
  const world = await openTestWorld({
    ...declared,
    metrics: declared.metrics ?? {},
    managers: { 'controller-manager': addHorizontalPodAutoscalerController },
  });
  await world.run(async (client) => {
    const resources = { requests: { cpu: '100m' } };
    const template = {
      metadata: { labels },
      spec: { containers: [{ name: 'web', image: 'nginx', resources }] },
    };
    await client.create(appsV1.deployments, {
      metadata: key,
      spec: { replicas, selector: { matchLabels: labels }, template },
    });
    const deployment = await client.get(appsV1.deployments, key);
    await client.updateStatus(appsV1.deployments, { ...deployment, status: { replicas } });
    for (let at = 1; at <= pods; at++) await runningPod(client, `web-${at}`, template.spec);
    await client.create(autoscalingV2.horizontalPodAutoscalers, {
      metadata: key,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 1,
        maxReplicas: 20,
        ...spec,
      },
    });
  });
  return world;
}

async function runningPod(client: Client, name: string, spec: object): Promise<void> {
  const created = await client.create(coreV1.pods, {
    metadata: { name, namespace, labels },
    spec: spec as { containers: [] },
  });
  const startedAt = created.metadata?.creationTimestamp ?? '';
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: startedAt }];
  const containerStatuses = [
    {
      ...{ name: 'web', image: 'nginx', imageID: '', ready: true, restartCount: 0 },
      state: { running: { startedAt } },
    },
  ];
  const status = { phase: 'Running', startTime: startedAt, conditions, containerStatuses };
  await client.updateStatus(coreV1.pods, { ...created, status });
}

const replicasOf = async ({ run }: TestWorld) =>
  (await run((client) => client.get(appsV1.deployments, key))).spec?.replicas;

const statusOf = async ({ run }: TestWorld) =>
  (await run((client) => client.get(autoscalingV2.horizontalPodAutoscalers, key))).status;

const conditionsOf = async (world: TestWorld) =>
  ((await statusOf(world))?.conditions ?? []).map(
    ({ type, status, reason }) => `${type} ${status} ${reason}`,
  );

const using = (cpu: string): PodBehaviours => [{ match: { labels }, usage: { cpu, memory: '64Mi' } }];
const cpuOf = (averageUtilization: number): V2MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

it('looks every fifteen seconds, and grows by the share of what is used', async () => {
  const world = await open(2, { behaviours: using('90m') }, { metrics: [cpuOf(60)] });
  await world.control.runFor(14_000);
  expect(await statusOf(world)).toMatchObject({ desiredReplicas: 0 });
  await world.control.runFor(2_000);
  expect(await replicasOf(world)).toBe(3);
  expect(await statusOf(world)).toMatchObject({
    currentMetrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', current: { averageUtilization: 90, averageValue: '90m' } },
      },
    ],
  });
  expect(await conditionsOf(world)).toEqual([
    'AbleToScale True SucceededRescale',
    'ScalingActive True ValidMetricFound',
    'ScalingLimited False DesiredWithinRange',
  ]);
});

const external: DeclaredMetrics = {
  external: [
    { name: 'queue', labels: { queue: 'a' }, value: '90' },
    { name: 'queue', labels: { queue: 'b' }, value: '30' },
  ],
};
const custom: DeclaredMetrics = {
  custom: [
    { name: 'requests', resource: 'pods', value: { points: [[0, '80']], shared: true } },
    { name: 'hits', resource: 'services', object: 'web', value: '500' },
  ],
};
const metric = (name: string, matchLabels?: Record<string, string>) => ({
  name,
  ...(matchLabels && { selector: { matchLabels } }),
});
const each = (averageValue: string) => ({ type: 'AverageValue', averageValue });
const service = { apiVersion: 'v1', kind: 'Service', name: 'web' };

test.each<[string, DeclaredMetrics, V2MetricSpec, number]>([
  [
    'a queue, for each',
    external,
    { type: 'External', external: { metric: metric('queue', { queue: 'a' }), target: each('15') } },
    6,
  ],
  [
    'all queues, for each',
    external,
    { type: 'External', external: { metric: metric('queue'), target: each('15') } },
    8,
  ],
  [
    'a queue, as a whole',
    external,
    {
      type: 'External',
      external: { metric: metric('queue', { queue: 'b' }), target: { type: 'Value', value: '10' } },
    },
    6,
  ],
  ['requests of pods', custom, { type: 'Pods', pods: { metric: metric('requests'), target: each('20') } }, 4],
  [
    'hits of a service',
    custom,
    {
      type: 'Object',
      object: { describedObject: service, metric: metric('hits'), target: { type: 'Value', value: '250' } },
    },
    4,
  ],
  [
    'hits of a service, for each',
    custom,
    { type: 'Object', object: { describedObject: service, metric: metric('hits'), target: each('100') } },
    5,
  ],
])('is told of %s', async (_name, metrics, spec, replicas) => {
  const world = await open(
    2,
    { metrics },
    {
      metrics: [spec],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          policies: [{ type: 'Pods', value: 20, periodSeconds: 15 }],
        },
      },
    },
  );
  const ports = [{ port: 80 }];
  await world.run((client) => client.create(coreV1.services, { metadata: key, spec: { ports } }));
  await world.control.runFor(16_000);
  expect((await statusOf(world))?.desiredReplicas).toBe(replicas);
});

test.each<[string, number, Partial<V2HorizontalPodAutoscalerSpec>, number, readonly string[]]>([
  ['too many', 5, { maxReplicas: 3 }, 3, ['AbleToScale True SucceededRescale']],
  ['too few', 1, { minReplicas: 2 }, 2, ['AbleToScale True SucceededRescale']],
  ['none', 0, {}, 0, ['AbleToScale True SucceededGetScale', 'ScalingActive False ScalingDisabled']],
])('%s: nobody asks for metrics', async (_name, pods, spec, replicas, conditions) => {
  const world = await open(pods, {}, { metrics: [cpuOf(60)], ...spec });
  await world.control.runFor(16_000);
  expect(await replicasOf(world)).toBe(replicas);
  expect(await conditionsOf(world)).toEqual(conditions);
});

it('does not shrink while a metric is missing, but grows by the others', async () => {
  const missing: V2MetricSpec = {
    type: 'External',
    external: { metric: { name: 'none' }, target: each('1') },
  };
  const idle = await open(3, { behaviours: using('1m') }, { metrics: [cpuOf(60), missing] });
  await idle.control.runFor(32_000);
  expect(await replicasOf(idle)).toBe(3);
  expect(await conditionsOf(idle)).toContain('ScalingActive False FailedGetExternalMetric');
  const busy = await open(3, { behaviours: using('120m') }, { metrics: [cpuOf(60), missing] });
  await busy.control.runFor(32_000);
  expect(await replicasOf(busy)).toBe(6);
});

it('leaves pods alone that several autoscalers would scale', async () => {
  const world = await open(2, { behaviours: using('90m') }, { metrics: [cpuOf(60)] });
  await world.run(async (client) => {
    const { spec } = await client.get(autoscalingV2.horizontalPodAutoscalers, key);
    const metadata = { name: 'more', namespace };
    await client.create(autoscalingV2.horizontalPodAutoscalers, { metadata, ...(spec && { spec }) });
  });
  await world.control.runFor(62_000);
  expect((await statusOf(world))?.conditions?.find(({ type }) => type === 'ScalingActive')).toMatchObject({
    status: 'False',
    reason: 'AmbiguousSelector',
    message: 'pods by selector app=web are controlled by multiple HPAs: [default/more default/web]',
  });
});
