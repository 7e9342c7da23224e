/** `npx tsx client/client.bench.ts`: what the client's parts cost without a server. Medians of several rounds. */
import type { ApiResponse, Transport, WatchEvent, WatchStreamSink } from '../apimachinery/index.ts';
import { createClient, createEventRecorder, createWorkQueue } from './index.ts';
import { createSharedInformer } from './shared-informer.ts';
import { objectAnswer, watchEvent } from './testing/fake-api.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import { pod, pods } from './testing/types.ts';

const roundsRun = 9;
const eventCount = 100_000;
const batchSize = 100;
const objects = 5_000;

type Measured = { readonly count: number; run(): Promise<void> };

const keys = Array.from({ length: 1_000 }, (_, i) => `default/pod-${i}`);

/** Answers lists with nothing and hands the sink of its one watch to the bench. */
class WatchOnly implements Transport {
  sink: WatchStreamSink | undefined;

  request(call: { readonly query: Readonly<Record<string, string>> }): Promise<ApiResponse> {
    if (call.query.watch !== 'true') {
      return Promise.resolve(objectAnswer(200, { metadata: { resourceVersion: '1' }, items: [] }));
    }
    const subscribe = (sink: WatchStreamSink) => {
      this.sink = sink;
      return { stop: () => {} };
    };
    return Promise.resolve({ status: 200, headers: {}, body: { type: 'watch', subscribe } });
  }
}

function batches(): WatchEvent[][] {
  return Array.from({ length: eventCount / batchSize }, (_, batch) =>
    Array.from({ length: batchSize }, (_, i) => {
      const at = batch * batchSize + i;
      const name = `pod-${at % objects}`;
      const metadata = { resourceVersion: String(at + 2), labels: { app: `app-${at % 50}` } };
      const object = Object.freeze(pod(name, { spec: { nodeName: `node-${at % 100}` } }, metadata));
      return watchEvent(at < objects ? 'ADDED' : 'MODIFIED', object);
    }),
  );
}

async function informerBench(): Promise<Measured> {
  const environment = createManualEnvironment();
  const server = new WatchOnly();
  const informer = createSharedInformer(environment, createClient(server, { userAgent: 'bench' }), pods, {
    watchList: false,
    indexers: {
      node: (one) => [one.spec?.nodeName ?? ''],
      app: (one) => [one.metadata?.labels?.app ?? ''],
    },
  });
  const queue = createWorkQueue<string>(environment);
  const add = (name = '', version = '') => queue.add(name, { revision: Number(version) });
  informer.addEventHandler({
    onAdd: ({ metadata }) => add(metadata?.name, metadata?.resourceVersion),
    onUpdate: (_old, { metadata }) => add(metadata?.name, metadata?.resourceVersion),
  });
  informer.addEventHandler({ onAdd: () => {}, onUpdate: () => {} });
  informer.start();
  await informer.waitForSync();
  const all = batches();
  return {
    count: eventCount,
    run: async () => {
      for (const batch of all) {
        server.sink?.events(batch);
        await undefined;
      }
    },
  };
}

async function queueBench(): Promise<Measured> {
  const queue = createWorkQueue<string>(createManualEnvironment());
  return {
    count: 100 * keys.length,
    run: async () => {
      for (let round = 0; round < 100; round++) {
        for (const key of keys) queue.add(key);
        while (queue.length > 0) queue.done((await queue.get())?.item ?? '');
      }
    },
  };
}

async function clientBench(): Promise<Measured> {
  const answer = objectAnswer(200, pod('web'));
  const client = createClient({ request: () => Promise.resolve(answer) }, { userAgent: 'bench' });
  return {
    count: 50_000,
    run: async () => {
      for (let record = 0; record < 50_000; record++) {
        await client.withCause({ record }).get(pods, { namespace: 'default', name: 'web' });
      }
    },
  };
}

async function recorderBench(): Promise<Measured> {
  const environment = createManualEnvironment();
  const answer = objectAnswer(201, pod('web'));
  const client = createClient({ request: () => Promise.resolve(answer) }, { userAgent: 'bench' });
  const recorder = createEventRecorder(environment, client, { component: 'bench' });
  let round = 0;
  return {
    count: keys.length * 5,
    run: async () => {
      round += 1;
      for (const name of keys) {
        const target = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name, uid: `${name}${round}` };
        for (let i = 0; i < 5; i++) recorder.event(target, 'Normal', `Reason${i}`, 'what happened');
        await environment.settle();
      }
    },
  };
}

const benches: Readonly<Record<string, () => Promise<Measured>>> = {
  'watch events, 2 indexes, 2 handlers': informerBench,
  'queue: add, get, done': queueBench,
  'client: get': clientBench,
  'events recorded and written': recorderBench,
};

for (const [name, prepare] of Object.entries(benches)) {
  const perSecond: number[] = [];
  for (let round = 0; round < roundsRun; round++) {
    const { count, run } = await prepare();
    const begun = performance.now();
    await run();
    perSecond.push((count / (performance.now() - begun)) * 1_000);
  }
  const median = perSecond.sort((a, b) => a - b)[roundsRun >> 1] ?? 0;
  process.stdout.write(`${name.padEnd(36)} ${String(Math.round(median)).padStart(10)} /s\n`);
}
