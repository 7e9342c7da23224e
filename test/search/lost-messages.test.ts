import { expect, test } from 'vitest';
import { appsV1, coreV1, type V1Deployment } from '../../api/index.ts';
import { faultRule, type Network } from '../../simulation/index.ts';
import { differences } from './differences.ts';
import { type OpenCluster, openCluster } from './open-cluster.ts';

/** About a third of a second each. `HOMEOSTAT_SEEDS=1000` for a longer look. */
const seedCount = Number(process.env.HOMEOSTAT_SEEDS ?? 30);
const first = Number(process.env.HOMEOSTAT_FIRST_SEED ?? 1);
const seeds = Array.from({ length: seedCount }, (_, at) => first + at);

const instant = [{ pull: { delayMs: 0 }, start: { delayMs: 0 }, stop: { delayMs: 0 } }];

/** Late and lost messages of all kinds. `loss` is the chance of each to be lost. Returns what ends it. */
function storm(network: Network, loss: number): () => void {
  const ends = [
    faultRule('late events', { kind: 'watch-event', probability: 0.2 }, { delayMs: [0, 2000] }),
    faultRule('late requests', { kind: 'request', probability: 0.2 }, { delayMs: [0, 500] }),
    faultRule('late responses', { kind: 'response', probability: 0.2 }, { delayMs: [0, 500] }),
    faultRule('lost events', { kind: 'watch-event', probability: loss / 2 }, 'drop'),
    faultRule('lost requests', { kind: 'request', probability: loss }, 'drop'),
    faultRule('lost responses', { kind: 'response', probability: loss }, 'drop'),
    faultRule('broken responses', { kind: 'response', probability: 0.01 }, { fail: 'connection reset' }),
  ].map((rule) => network.addRule(rule));
  return () => {
    for (const end of ends) end();
  };
}

const deployment = (name: string, replicas: number): V1Deployment => ({
  metadata: { name, namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'c', image: `${name}:0` }] },
    },
  },
});

function patch({ simulation, client }: OpenCluster, name: string, spec: object): Promise<unknown> {
  const key = { namespace: 'default', name };
  return simulation.complete(() =>
    client.patch(appsV1.deployments, key, { type: 'strategic', body: { spec } }),
  );
}

/** Deployments made, scaled and rolled out, each change soon after the other. */
async function changeAll(cluster: OpenCluster): Promise<void> {
  const { simulation, client } = cluster;
  const random = simulation.environment.fork('storm').random;
  const soon = () => simulation.runFor(random.integer(400));
  for (const [name, replicas] of [
    ['rolled', 4],
    ['scaled', 12],
  ] as const) {
    await simulation.complete(() => client.create(appsV1.deployments, deployment(name, replicas)));
  }
  for (let revision = 1; revision <= 12; revision++) {
    const containers = [{ name: 'c', image: `rolled:${revision}` }];
    await patch(cluster, 'rolled', { template: { spec: { containers } } });
    await soon();
    await patch(cluster, 'scaled', { replicas: revision % 2 === 0 ? 12 : 0 });
    await soon();
  }
}

test.each(seeds)('whatever is late or lost, in the end all know how things are: seed %i', async (seed) => {
  const cluster = await openCluster(seed, 3, instant);
  const calm = storm(cluster.simulation.network, 0.01);
  await changeAll(cluster);
  await cluster.simulation.runFor(20_000);
  calm();
  await expectAgreement(cluster);
});

/** Longer than a watch is waited for that lost an event, and pods of a node that is gone are kept. */
const agreementMs = 120_000;

async function expectAgreement(cluster: OpenCluster): Promise<void> {
  const { simulation } = cluster;
  await simulation.runFor(agreementMs);
  await simulation.settle();
  expect(await differences(cluster)).toEqual([]);
  simulation.close();
}

/** Nodes that the scheduler chose though its own cache knew that they are gone. */
function chosenThoughGone({ simulation, caches }: OpenCluster): readonly string[] {
  const cache = caches().find(({ actor, type }) => actor === 'default-scheduler' && type.kind === 'Node');
  const wrong: string[] = [];
  simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind !== 'schedule' || fields.node === undefined) return;
    if (cache?.informer.indexer.has(fields.node) !== true) wrong.push(fields.node);
  });
  return wrong;
}

/**
 * As in Kubernetes, a scheduler whose watch has a hole goes on with the nodes it knows for as long as it takes to see that,
 * and the API server binds pods to nodes that are gone; the pod garbage collector removes them.
 */
test.each(seeds)('no pod stays on a node that is gone: seed %i', async (seed) => {
  const cluster = await openCluster(seed, 3, instant);
  const { simulation, client } = cluster;
  const wrong = chosenThoughGone(cluster);
  const calm = storm(simulation.network, 0.1);
  const random = simulation.environment.fork('storm').random;
  await simulation.complete(() => client.create(appsV1.deployments, deployment('scaled', 6)));
  await simulation.runFor(random.integer(5000));
  cluster.killNode('node-3');
  await simulation.complete(() => client.delete(coreV1.nodes, { name: 'node-3' }));
  for (let turn = 0; turn < 20; turn++) {
    await patch(cluster, 'scaled', { replicas: turn % 2 === 0 ? 12 : 6 });
    await simulation.runFor(random.integer(8000));
  }
  calm();
  await expectAgreement(cluster);
  expect(wrong).toEqual([]);
});
