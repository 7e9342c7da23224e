import { expect, it } from 'vitest';
import { appsV1, coreV1 } from '../../api/index.ts';
import { startTestCluster, template, web } from '../kit/testing/test-cluster.ts';

const namespace = 'default';
const key = { namespace, name: 'web' };

it('a life in which all goes well has no failures', async () => {
  const cluster = await startTestCluster();
  await cluster.apply(web({ revisionHistoryLimit: 0 }));
  await cluster.settle();
  await cluster.change({ template: template('nginx:2') });
  await cluster.settle();
  await cluster.change({ replicas: 1 });
  await cluster.settle();
  await cluster.ask((client) => client.delete(appsV1.deployments, key, { propagationPolicy: 'Background' }));
  await cluster.settle();
  expect(cluster.errors).toEqual([]);
});

it('a change that means nothing to it is answered by no write', async () => {
  const cluster = await startTestCluster();
  await cluster.apply(web());
  await cluster.settle();
  const before = cluster.writes.length;
  const body = { metadata: { labels: { note: 'a' } } };
  await cluster.ask((client) => client.patch(appsV1.deployments, key, { type: 'merge', body }));
  await cluster.settle();
  expect(cluster.writes.slice(before)).toEqual([
    'test PATCH /apis/apps/v1/namespaces/default/deployments/web',
  ]);
});

it('a Deployment whose requests hang holds up no other', async () => {
  const cluster = await startTestCluster({
    intercept: ({ method, path }) =>
      method === 'PUT' && path.endsWith('/deployments/web/status') ? new Promise(() => {}) : undefined,
  });
  await cluster.apply(web());
  await cluster.apply(web({}, 'nginx:1', 'api'));
  await cluster.world.runFor(5_000);
  expect((await cluster.deployment('api')).status).toMatchObject({ availableReplicas: 3 });
});

it('what it does is told in its name', async () => {
  const cluster = await startTestCluster();
  await cluster.apply(web());
  await cluster.settle();
  const { items } = await cluster.ask((client) => client.list(coreV1.events, { namespace }));
  const ofIt = items.filter(({ involvedObject }) => involvedObject.kind === 'Deployment');
  expect(ofIt.map(({ source }) => source?.component)).toEqual(['deployment-controller']);
});
