import { AppsV1Api, CoreV1Api, KubeConfig, makeInformer, type V1Pod } from 'kubernetes-client-1.4';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StartedCluster, startCluster } from '../../index.ts';

let cluster: StartedCluster;
const config = new KubeConfig();

beforeAll(async () => {
  cluster = await startCluster({ nodes: 1 });
  config.loadFromString(cluster.kubeconfig);
});

afterAll(() => cluster.stop());

test('the official JavaScript client creates a Deployment, and its informer sees the pods come', async () => {
  const core = config.makeApiClient(CoreV1Api);
  const informer = makeInformer<V1Pod>(config, '/api/v1/namespaces/default/pods', () =>
    core.listNamespacedPod({ namespace: 'default' }),
  );
  const running = new Set<string>();
  const both = new Promise<void>((resolve) => {
    const seen = (pod: V1Pod) => {
      if (pod.status?.phase === 'Running') running.add(pod.metadata?.name ?? '');
      if (running.size === 2) resolve();
    };
    informer.on('add', seen);
    informer.on('update', seen);
  });
  await informer.start();
  const labels = { app: 'web' };
  await config.makeApiClient(AppsV1Api).createNamespacedDeployment({
    namespace: 'default',
    body: {
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } },
      },
    },
  });
  await both;
  const pods = await core.listNamespacedPod({ namespace: 'default' });
  expect(pods.items).toHaveLength(2);
  await informer.stop();
});

test('its errors carry our Status', async () => {
  const core = config.makeApiClient(CoreV1Api);
  const error = await core
    .readNamespacedPod({ namespace: 'default', name: 'nobody' })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 404 });
  expect(JSON.stringify(error)).toContain('pods \\\\\\"nobody\\\\\\" not found');
});
