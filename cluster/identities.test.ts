import { expect, test } from 'vitest';
import { appsV1, coreV1 } from '../api/index.ts';
import type { UserInfo } from '../apimachinery/index.ts';
import { createSimulation } from '../simulation/index.ts';
import { openStore } from '../store/index.ts';
import { createCluster } from './index.ts';

test('each part of a cluster is known by the name it has in Kubernetes', async () => {
  const seen = new Map<string, UserInfo>();
  const writes = new Set<string>();
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const cluster = await simulation.complete(async () =>
    createCluster(environment, {
      store: await openStore(environment, { memory: true }),
      nodes: 1,
      authorizer: {
        authorize(user, { verb, resource, subresource }) {
          seen.set(user.name, user);
          if (!['get', 'list', 'watch'].includes(verb))
            writes.add(`${user.name} ${verb} ${[resource, subresource].filter(Boolean).join('/')}`);
          return { allowed: true };
        },
        rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false }),
      },
    }),
  );
  const labels = { app: 'web' };
  const spec = {
    replicas: 1,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
  };
  const client = cluster.client('kubectl');
  await simulation.complete(async () => {
    const metadata = { namespace: 'default', name: 'web' };
    await client.create(appsV1.deployments, { metadata, spec });
    await client.create(coreV1.namespaces, { metadata: { name: 'team' } });
  });
  await simulation.settle();
  const key = { namespace: 'default', name: 'web' };
  await simulation.complete(() => client.delete(appsV1.deployments, key));
  await simulation.complete(() => client.delete(coreV1.namespaces, { name: 'team' }));
  await simulation.settle();
  simulation.close();

  const account = (name: string) => `system:serviceaccount:kube-system:${name}`;
  expect([...seen.keys()].sort()).toEqual(
    [
      'kubernetes-admin',
      'system:kube-controller-manager',
      'system:kube-scheduler',
      'system:node:node-1',
      account('deployment-controller'),
      account('generic-garbage-collector'),
      account('namespace-controller'),
      account('node-controller'),
      account('replicaset-controller'),
      account('root-ca-cert-publisher'),
      account('service-account-controller'),
      account('simulated-storage'),
      account('ttl-controller'),
      account('service-cidrs-controller'),
    ].sort(),
  );
  expect([...writes]).toEqual(
    expect.arrayContaining([
      'kubernetes-admin create deployments',
      `${account('deployment-controller')} create replicasets`,
      `${account('replicaset-controller')} create pods`,
      'system:kube-scheduler create pods/binding',
      'system:node:node-1 update pods/status',
      `${account('generic-garbage-collector')} delete replicasets`,
      `${account('namespace-controller')} update namespaces/finalize`,
    ]),
  );
  expect(seen.get('system:node:node-1')?.groups).toEqual(['system:nodes', 'system:authenticated']);
  expect(seen.get(account('replicaset-controller'))?.groups).toEqual([
    'system:serviceaccounts',
    'system:serviceaccounts:kube-system',
    'system:authenticated',
  ]);
});
