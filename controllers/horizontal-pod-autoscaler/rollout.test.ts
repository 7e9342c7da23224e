import { expect, it } from 'vitest';
import { appsV1, autoscalingV2 } from '../../api/index.ts';
import { builtInManagers, openTestWorld } from '../../testing/index.ts';

const key = { namespace: 'default', name: 'web' };
const labels = { app: 'web' };
const container = (image: string) => ({ name: 'web', image, resources: { requests: { cpu: '100m' } } });

it.each([1, 2, 3])('a rollout with twice the pods does not make it want more, seed %i', async (seed) => {
  const cpu = { shared: true, points: [[0, '200m']] } as const;
  const world = await openTestWorld({
    seed,
    managers: builtInManagers,
    nodes: 2,
    metrics: {},
    behaviours: [{ match: { labels }, usage: { cpu }, ready: { afterMs: 5000 } }],
  });
  const { run, control } = world;
  await run(async (client) => {
    await client.create(appsV1.deployments, {
      metadata: key,
      spec: {
        replicas: 4,
        selector: { matchLabels: labels },
        strategy: { rollingUpdate: { maxSurge: '100%', maxUnavailable: 0 } },
        template: { metadata: { labels }, spec: { containers: [container('nginx:1')] } },
      },
    });
    await client.create(autoscalingV2.horizontalPodAutoscalers, {
      metadata: key,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 1,
        maxReplicas: 20,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
          },
        ],
      },
    });
  });
  await control.runFor(90_000);
  const body = { spec: { template: { spec: { containers: [container('nginx:2')] } } } };
  await run((client) => client.patch(appsV1.deployments, key, { type: 'strategic', body }));
  const wanted = new Set<number | undefined>();
  for (let second = 0; second < 120; second++) {
    await control.runFor(1000);
    const { spec } = await run((client) => client.get(appsV1.deployments, key));
    wanted.add(spec?.replicas);
  }
  expect([...wanted]).toEqual([4]);
});
