/**
 * `npx tsx kubelet-sim/node/kubelet.bench.ts`: CPU time to bring up pods that are bound by hand, in virtual time, with the API
 * server in the same process. Medians of several rounds, with and without kubelets, so that the difference is theirs.
 */

import { coreV1, type V1Pod } from '../../api/index.ts';
import { createApiServer } from '../../apiserver/index.ts';
import { type Client, createClient, type EventRecorder } from '../../client/index.ts';
import { inProcessTransport } from '../../cluster/in-process-transport.ts';
import { createSimulation } from '../../simulation/index.ts';
import { openStore } from '../../store/index.ts';
import { createKubelet } from '../index.ts';
import { bind, webPod } from '../testing/open-node.ts';

const roundsRun = Number(process.env.ROUNDS ?? 5);
const nodeCount = 100;
const podCount = 1000;

interface Round {
  readonly ms: number;
  readonly writes: number;
}

const silent: EventRecorder = { event: () => {}, eventOnce: () => {} };

async function round(nodes: number, recorder?: EventRecorder): Promise<Round> {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const store = await simulation.complete(() => openStore(environment, { memory: true }));
  const server = await simulation.complete(() => createApiServer(environment, { store }));
  const client = createClient(inProcessTransport(server), { userAgent: 'bench' });
  for (let index = 0; index < nodes; index++) {
    const name = `node-${index}`;
    const own = environment.fork(`kubelet/${name}`);
    const ownClient = createClient(inProcessTransport(server), { userAgent: 'kubelet', signal: own.signal });
    const kubelet = createKubelet(own, {
      client: ownClient,
      node: { name, index },
      preset: 'instant',
      ...(recorder === undefined ? {} : { recorder }),
    });
    await simulation.complete(() => kubelet.start());
  }
  const pods: V1Pod[] = [];
  for (let pod = 0; pod < podCount; pod++) {
    pods.push(await simulation.complete(() => client.create(coreV1.pods, webPod(`web-${pod}`))));
  }
  await simulation.settle();
  const revision = store.currentRevision();
  globalThis.gc?.();
  const begun = process.cpuUsage();
  await simulation.complete(() => bindAll(client, pods));
  await simulation.settle();
  const { user, system } = process.cpuUsage(begun);
  const writes = store.currentRevision() - revision;
  if (nodes > 0) await checkRunning(await simulation.complete(() => client.list(coreV1.pods)));
  simulation.close();
  return { ms: (user + system) / 1000, writes: writes / podCount };
}

async function bindAll(client: Client, pods: readonly V1Pod[]): Promise<void> {
  await Promise.all(pods.map((pod, at) => bind(client, pod, `node-${at % nodeCount}`)));
}

function checkRunning({ items }: { readonly items: readonly V1Pod[] }): void {
  const running = items.filter(({ status }) => status?.phase === 'Running').length;
  if (running !== podCount) throw new Error(`${running} of ${podCount} pods are running`);
}

const cases = {
  'bindings alone': () => round(0),
  'pods running, without events': () => round(nodeCount, silent),
  'pods running, with events': () => round(nodeCount),
};

for (const [name, run] of Object.entries(cases)) {
  const rounds: Round[] = [];
  for (let at = 0; at < roundsRun; at++) rounds.push(await run());
  const { ms, writes } = rounds.sort((a, b) => a.ms - b.ms)[roundsRun >> 1] ?? { ms: 0, writes: 0 };
  process.stdout.write(
    `${name.padEnd(32)} ${ms.toFixed(0).padStart(6)} ms ${writes.toFixed(1).padStart(6)} writes per pod\n`,
  );
}
