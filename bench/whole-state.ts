// 100,000 pods told to one new watcher, and listed: what it takes, and how long others wait. The reader is a process of
// its own. `npx tsx bench/whole-state.ts`; not part of `npm run bench`.
import { spawn } from 'node:child_process';
import { get } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createApiServer, serveHttp } from '../apiserver/index.ts';
import { realEnvironment } from '../environment/real/index.ts';
import { openStore, type Store } from '../store/index.ts';

const pods = 100_000;
const query = '/api/v1/pods?watch=1';
const watchList = `${query}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`;

function pod(at: number): object {
  const name = `web-766f8f6986-${at}`;
  const container = {
    name: 'web',
    image: 'nginx:1.27',
    resources: { requests: { cpu: '100m', memory: '64Mi' } },
    env: Array.from({ length: 20 }, (_, env) => ({ name: `SETTING_${env}`, value: 'x'.repeat(60) })),
    imagePullPolicy: 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
  };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, namespace: 'default', uid: `uid-${at}`, labels: { app: 'web' } },
    spec: { containers: [container], nodeName: `node-${at % 1000}`, restartPolicy: 'Always' },
    status: { phase: 'Running', podIP: '10.0.0.1', containerStatuses: [{ name: 'web', ready: true }] },
  };
}

async function fill(store: Store): Promise<void> {
  for (let from = 0; from < pods; from += 1000) {
    const puts = Array.from({ length: 1000 }, (_, at) => {
      const key = `/registry/core/pods/default/web-766f8f6986-${from + at}`;
      return store.txn({ success: [{ type: 'put', key, value: JSON.stringify(pod(from + at)) }] });
    });
    await Promise.all(puts);
  }
}

/** Counts what comes until it is all there or ends: lines of a watch, messages, or the bytes of a list. */
function read(url: string, webSocket: boolean): void {
  const startedMs = performance.now();
  let events = 0;
  let bytes = 0;
  const done = (): void => {
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(2);
    console.log(`${events} events, ${(bytes / 1e6).toFixed(0)} MB in ${seconds} s`);
    process.exit();
  };
  let last = '';
  const take = (chunk: Buffer): void => {
    bytes += chunk.length;
    const text = last + chunk.toString('latin1');
    for (let at = text.indexOf('}\n'); at >= 0; at = text.indexOf('}\n', at + 1)) events++;
    last = text.endsWith('}') ? '}' : '';
    if (events >= pods) done();
  };
  const follow = (stream: Readable): void => void stream.on('data', take).on('end', done).on('close', done);
  const headers = webSocket ? handshake : {};
  get(url, { headers }, follow).on('upgrade', (_, socket) => follow(socket));
}

/** Frames of a server are not masked: its events can be counted without taking them apart. */
const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': Buffer.alloc(16).toString('base64'),
};

async function measure(what: string, url: string, ...how: readonly string[]): Promise<void> {
  globalThis.gc?.();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let peak = 0;
  const sample = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  delay.enable();
  const before = process.memoryUsage.rss();
  const child = spawn(process.execPath, ['--import', 'tsx', import.meta.filename, url, ...how]);
  child.stderr.pipe(process.stderr);
  for await (const line of createInterface({ input: child.stdout })) {
    const mb = (value: number) => (value / 1e6).toFixed(0);
    const longest = (delay.max / 1e6).toFixed(0);
    console.log(
      `${what.padEnd(28)} ${line}; memory ${mb(before)} -> ${mb(peak)} MB, longest wait ${longest} ms`,
    );
  }
  clearInterval(sample);
  delay.disable();
}

async function main(): Promise<void> {
  const environment = realEnvironment({
    onFailure: (failure) => {
      throw failure;
    },
  });
  const store = await openStore(environment, { memory: true });
  await fill(store);
  const server = await serveHttp(await createApiServer(environment, { store }), { port: 0 });
  const { url } = server;
  await measure('chunks, no version', url + query);
  await measure('chunks, resourceVersion=0', `${url + query}&resourceVersion=0`);
  await measure('chunks, sendInitialEvents', url + watchList);
  await measure('chunks, from history', `${url + query}&resourceVersion=1`);
  await measure('WebSocket, no version', url + query, 'websocket');
  await measure('list', `${url}/api/v1/pods`);
  await measure('list, limit=500', `${url}/api/v1/pods?limit=500`);
  await server.close();
  environment.close();
}

const [, , url, how] = process.argv;
if (url === undefined) await main();
else read(url, how === 'websocket');
