// Bugs of Kubernetes in which a server, or a cache, had not heard of a change yet. Each test says what must hold.
import { expect, test } from 'vitest';
import { appsV1, coreV1, type V1StatefulSet } from '../../api/index.ts';
import { createApiServer } from '../../apiserver/index.ts';
import { lateStore } from '../../apiserver/testing/late-store.ts';
import { createCluster, inProcessTransport, openStore } from '../../cluster/index.ts';
import { createSimulation } from '../../simulation/index.ts';

const namespace = 'default';
const minute = 60_000;

const db: V1StatefulSet = {
  metadata: { namespace, name: 'db' },
  spec: {
    serviceName: 'db',
    replicas: 1,
    selector: { matchLabels: { app: 'db' } },
    template: {
      metadata: { labels: { app: 'db' } },
      spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'db', image: 'db:1' }] },
    },
  },
};

// kubernetes#59848: a kubelet that started anew listed the pods of a server that was behind, and ran one that had moved elsewhere.
test('a kubelet that starts anew at a server that is behind runs no pod that runs elsewhere by now', async () => {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const store = await simulation.complete(() => openStore(environment, { memory: true }));
  // What node-1 asks; at first the same server as everybody.
  let own: ReturnType<typeof inProcessTransport> | undefined;
  const cluster = await simulation.complete(() =>
    createCluster(environment, {
      store,
      nodes: 2,
      connect: (actor, direct) => ({
        ...direct,
        request: (request) =>
          (actor === 'kubelet/node-1' && own !== undefined ? own : direct).request(request),
      }),
    }),
  );
  const client = cluster.client('test');
  const cordon = (name: string, unschedulable: boolean) =>
    client.patch(coreV1.nodes, { name }, { type: 'merge', body: { spec: { unschedulable } } });
  const pod = () => simulation.complete(() => client.get(coreV1.pods, { namespace, name: 'db-0' }));
  await simulation.complete(() => cordon('node-2', true));
  await simulation.complete(() => client.create(appsV1.statefulSets, db));
  await simulation.runFor(minute);
  const before = await pod();
  expect([before.spec?.nodeName, before.status?.phase]).toEqual(['node-1', 'Running']);

  // It knows all that there is by now, and hears of nothing else for an hour.
  const late = lateStore(store, environment.clock, 60 * minute);
  const behind = await simulation.complete(() =>
    createApiServer(environment.fork('apiserver-2'), { store: late }),
  );
  cluster.killNode('node-1');
  await simulation.complete(() => cordon('node-1', true));
  await simulation.complete(() => cordon('node-2', false));
  const force = { gracePeriodSeconds: 0 };
  await simulation.complete(() => client.delete(coreV1.pods, { namespace, name: 'db-0' }, force));
  await simulation.runFor(minute);
  const after = await pod();
  expect([after.spec?.nodeName, after.status?.phase]).toEqual(['node-2', 'Running']);

  own = inProcessTransport(behind);
  const played: string[] = [];
  environment.trace.subscribe(({ by, kind }) => {
    if (by === 'kubelet/node-1' && kind === 'kubelet') played.push(kind);
  });
  const started = cluster.startNode('node-1').catch(() => {});
  await simulation.runFor(5 * minute);
  expect(played).toEqual([]);
  // By a server that is up to date it goes on, and has nothing to run.
  own = undefined;
  await simulation.runFor(5 * minute);
  await simulation.complete(() => started);
  expect(played).toEqual([]);
  expect((await pod()).metadata?.uid).toBe(after.metadata?.uid);
  await simulation.complete(() => cluster.stop());
});

// kubernetes#36891, kubernetes#60807: what was let in before a namespace went was made after it had been emptied, and stayed for ever.
test('nothing is made in a namespace that has gone while others were asked about it', async () => {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const store = await simulation.complete(() => openStore(environment, { memory: true }));
  const slow = {
    name: 'Slow',
    matches: [{ operations: ['CREATE'] as const, apiGroups: [''], resources: ['secrets'] }],
  };
  const asked = () => environment.clock.sleep(minute).then(() => undefined);
  const nodes = { nodes: 0, scheduler: false, controllers: ['namespace-controller'] };
  for (const admission of [
    { mutating: [{ ...slow, admit: asked }] },
    { validating: [{ ...slow, validate: asked }] },
  ]) {
    const cluster = await simulation.complete(() =>
      createCluster(environment, { ...nodes, store, admission }),
    );
    const client = cluster.client('test');
    const name = 'going';
    await simulation.complete(() => client.create(coreV1.namespaces, { metadata: { name } }));
    const made = client.create(coreV1.secrets, { metadata: { namespace: name, name: 'late' } });
    const refused = expect(made).rejects.toMatchObject({ status: { code: 404 } });
    await simulation.runFor(1_000);
    await simulation.complete(() => client.delete(coreV1.namespaces, { name }));
    await simulation.runFor(2 * minute);
    await simulation.complete(() => refused);
    const { items } = await simulation.complete(() => client.list(coreV1.secrets, { namespace: name }));
    expect(items).toEqual([]);
    await simulation.complete(() => cluster.stop());
  }
});
