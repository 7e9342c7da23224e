// What an informer costs by itself, from the answer of a server to its handlers: one list of many objects, and a storm of
// events. CPU time: `npm run build && node scripts/bench.mjs informers`.
import { createClient } from '../client/index.ts';
import { createSharedInformer } from '../client/shared-informer.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { ScriptedServer } from '../client/testing/scripted-server.ts';
import { pod, pods } from '../client/testing/types.ts';
import { type Figure, isRun, print } from './report.ts';

const objects = 10_000;
const events = 100_000;
const runs = 5;

/** A list of 10,000 objects until a handler has them all, and 100,000 changes of them until it has heard of each. */
export async function informerFigures(): Promise<readonly Figure[]> {
  const measured = [];
  for (let run = 0; run < runs; run++) measured.push(await measure());
  return [
    {
      what: `an informer gets ${objects} objects`,
      values: measured.map(({ syncMs }) => (objects / syncMs) * 1000),
      unit: 'objects/s',
      reach: 200_000,
    },
    {
      what: `an informer gets ${events} events`,
      values: measured.map(({ stormMs }) => (events / stormMs) * 1000),
      unit: 'events/s',
      reach: 200_000,
    },
  ];
}

async function measure(): Promise<{ readonly syncMs: number; readonly stormMs: number }> {
  const environment = createManualEnvironment();
  environment.stopReading();
  const server = new ScriptedServer();
  const at = (index: number, version: number) =>
    pod(
      `p${index % objects}`,
      { spec: { nodeName: `node-${index % 100}` } },
      { resourceVersion: String(version) },
    );
  const items = Array.from({ length: objects }, (_, index) => at(index, 1));
  server.onList = () => ({ items, version: '1' });
  const informer = createSharedInformer(environment, createClient(server, { userAgent: 'bench' }), pods, {
    watchList: false,
    indexers: { byNode: ({ spec }) => [spec?.nodeName ?? ''] },
  });
  let told = 0;
  const count = () => {
    told += 1;
  };
  const registration = informer.addEventHandler({ onAdd: count, onUpdate: count });
  const syncMs = await cpuMs(async () => {
    informer.start();
    await registration.waitForSync();
  });
  await environment.settle();
  const storm = Array.from({ length: events }, (_, index) => at(index * 7_919, index + 2));
  told = 0;
  const stormMs = await cpuMs(async () => {
    for (const object of storm) server.streams[0]?.send('MODIFIED', object);
    while (told < events) await environment.settle();
  });
  environment.revoke();
  return { syncMs, stormMs };
}

async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

if (isRun('informers')) for (const figure of await informerFigures()) print(figure);
