import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cp, Exec, KubeConfig, Log, PortForward, type V1Status } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coreV1, type StartedCluster, startCluster } from '../../index.ts';

let cluster: StartedCluster;
let config: KubeConfig;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'homeostat-streams-'));
  const behaviours = [{ logs: [{ text: 'one' }, { text: 'tick {n}', everyMs: 200, afterMs: 200 }] }];
  cluster = await startCluster({ nodes: 1, preset: 'instant', behaviours });
  config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig);
  const client = cluster.client();
  const metadata = { name: 'web', namespace: 'default' };
  await client.create(coreV1.pods, { metadata, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
  while ((await client.get(coreV1.pods, metadata)).status?.phase !== 'Running') await sleep(20);
});

afterAll(async () => {
  await cluster.stop();
  rmSync(directory, { recursive: true });
});

/** A stream, and what was written to it. */
function sink() {
  const written: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(written).toString() };
}

async function run(command: string[], stdin?: Readable) {
  const out = sink();
  const err = sink();
  const status = await new Promise<V1Status>((resolve, reject) => {
    new Exec(config)
      .exec('default', 'web', 'c', command, out.stream, err.stream, stdin ?? null, false, resolve)
      .catch(reject);
  });
  return { out: out.text(), err: err.text(), status };
}

test('Exec runs a command, and tells its exit code', async () => {
  const { out, err, status } = await run(['sh', '-c', 'echo out; echo err >&2; exit 7']);
  expect([out, err, status.status, status.reason]).toEqual(['out\n', 'err\n', 'Failure', 'NonZeroExitCode']);
  expect(status.details?.causes).toEqual([{ reason: 'ExitCode', message: '7' }]);
});

test('Exec gives a command what it reads', async () => {
  const { out, status } = await run(
    ['cat'],
    Readable.from([Buffer.from('a'.repeat(200_000)), Buffer.from('b')]),
  );
  expect([out.length, out.at(-1), status.status]).toEqual([200_001, 'b', 'Success']);
});

test('Log follows, until it has as much as was asked for', async () => {
  const log = sink();
  const ended = once(log.stream, 'finish');
  await new Log(config).log('default', 'web', 'c', log.stream, { follow: true, limitBytes: 25 });
  await ended;
  expect(log.text()).toBe('one\ntick 1\ntick 2\ntick 3\n');
});

test('hundreds follow one log at once, and others are served meanwhile', async () => {
  const url = `${cluster.url}/api/v1/namespaces/default/pods/web/log?follow=true&tailLines=1`;
  const leave = new AbortController();
  const readers = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const { body } = await fetch(url, { signal: leave.signal });
      return body?.getReader();
    }),
  );
  // What was there, and what came since.
  const lines = await Promise.all(
    readers.map(async (reader) => {
      let text = '';
      while (text.split('\n').length < 4) text += Buffer.from((await reader?.read())?.value ?? []).toString();
      return text;
    }),
  );
  for (const text of lines) expect(text).toMatch(/^tick \d+\ntick \d+\ntick \d+\n/);
  expect((await cluster.client().get(coreV1.pods, { name: 'web', namespace: 'default' })).kind).toBe('Pod');
  leave.abort();
});

test('PortForward reaches what listens', async () => {
  const [input, answer] = [new PassThrough(), sink()];
  const socket = await new PortForward(config).portForward(
    'default',
    'web',
    [80],
    answer.stream,
    null,
    input,
  );
  input.write('GET / HTTP/1.1\r\nhost: web\r\n\r\n');
  while (!answer.text().includes('Welcome to web')) await sleep(20);
  expect(answer.text()).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  if (typeof socket !== 'function') socket.close();
});

test('Cp copies files there and back', async () => {
  const from = join(directory, 'from.txt');
  writeFileSync(from, 'hello\n'.repeat(10_000));
  const fromMs = Math.floor(statSync(from).mtimeMs / 1000) * 1000;
  const copied = async () => (await run(['sh', '-c', 'wc -c < /tmp/from.txt'])).out;
  await new Cp(config).cpToPod('default', 'web', 'c', directory, '/tmp');
  while ((await copied()) !== '60000\n') await sleep(50);
  const to = mkdtempSync(join(directory, 'to-'));
  await new Cp(config).cpFromPod('default', 'web', 'c', 'from.txt', to, '/tmp');
  // Last of all it gets its time, which in an archive has whole seconds.
  const isWhole = () => statSync(join(to, 'from.txt'), { throwIfNoEntry: false })?.mtimeMs === fromMs;
  while (!isWhole()) await sleep(50);
  expect(readFileSync(join(to, 'from.txt'), 'utf8')).toBe(readFileSync(from, 'utf8'));
});
