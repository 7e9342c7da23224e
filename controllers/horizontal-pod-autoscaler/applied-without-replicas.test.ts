import { expect, test } from 'vitest';
import { appsV1, autoscalingV2 } from '../../api/index.ts';
import { openTestWorld } from '../../testing/index.ts';
import { addHorizontalPodAutoscalerController } from './autoscaler-controller.ts';

const namespace = 'default';
const key = { namespace, name: 'web' };
const labels = { app: 'web' };
const resources = { requests: { cpu: '100m' } };
const template = {
  metadata: { labels },
  spec: { containers: [{ name: 'web', image: 'nginx', resources }] },
};

// kubernetes#25238, #66385, #67135: replicas that nobody gives any more became one.
test('what an autoscaler has scaled stays as it is when its owner applies it without replicas', async () => {
  const { run, control } = await openTestWorld({
    metrics: {},
    managers: { 'controller-manager': addHorizontalPodAutoscalerController },
  });
  const apply = (replicas?: number) =>
    run((client) =>
      client.apply(
        appsV1.deployments,
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: key,
          spec: { ...(replicas !== undefined && { replicas }), selector: { matchLabels: labels }, template },
        },
        { fieldManager: 'owner', force: true },
      ),
    );
  const replicasOf = () => run(async (client) => (await client.get(appsV1.deployments, key)).spec?.replicas);
  await apply(2);
  await run((client) =>
    client.create(autoscalingV2.horizontalPodAutoscalers, {
      metadata: key,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 5,
        maxReplicas: 20,
      },
    }),
  );
  await control.runFor(60_000);
  expect(await replicasOf()).toBe(5);
  await apply();
  expect(await replicasOf()).toBe(5);
});
