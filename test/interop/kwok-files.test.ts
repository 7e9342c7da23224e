import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Attach, Exec, KubeConfig, Log, PortForward, type V1Status } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coreV1, type StartedCluster, startCluster } from '../../index.ts';
import { readBehaviours } from '../../scenarios/index.ts';

let cluster: StartedCluster;
let config: KubeConfig;
let directory: string;
let real: Server;

const metadata = { name: 'web', namespace: 'default' };

/** Documents of kwok, as its pages have them. */
function documents(port: number): string {
  return [
    `kind: ClusterLogs\nspec: {logs: [{logsFile: ${directory}/now.log, previousLogsFile: ${directory}/before.log, follow: true}]}`,
    `kind: ClusterAttach\nspec: {attaches: [{logsFile: ${directory}/attached.log}]}`,
    `kind: Exec\nmetadata: {name: web, namespace: default}\nspec: {execs: [{containers: [c], local: {workDir: ${directory}, envs: [{name: TEST_ENV, value: test}]}}]}`,
    `kind: ClusterPortForward\nspec: {forwards: [{ports: [8001], command: [cat]}, {target: {port: ${port}, address: 127.0.0.1}}]}`,
  ]
    .map((document) => `apiVersion: kwok.x-k8s.io/v1alpha1\n${document}\n`)
    .join('---\n');
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'homeostat-kwok-'));
  real = createServer((_request, response) => response.end('really')).listen(0, '127.0.0.1');
  await once(real, 'listening');
  const file = join(directory, 'kwok.yaml');
  writeFileSync(file, documents((real.address() as AddressInfo).port));
  writeFileSync(join(directory, 'now.log'), '2016-10-06T00:17:09.669794202Z stdout F one\n');
  writeFileSync(join(directory, 'attached.log'), 'before\n');
  cluster = await startCluster({ nodes: 1, preset: 'instant', ...readBehaviours([file]) });
  config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig);
  const client = cluster.client();
  const containers = [
    { name: 'c', image: 'nginx' },
    { name: 'plain', image: 'busybox' },
  ];
  await client.create(coreV1.pods, { metadata, spec: { containers } });
  while ((await client.get(coreV1.pods, metadata)).status?.phase !== 'Running') await sleep(20);
});

afterAll(async () => {
  await cluster.stop();
  real.close();
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
  const text = () => Buffer.concat(written).toString();
  return {
    stream,
    text,
    has: async (said: string) => {
      while (!text().includes(said)) await sleep(20);
    },
  };
}

async function run(container: string, ...command: string[]) {
  const [out, err] = [sink(), sink()];
  const status = await new Promise<V1Status>((resolve, reject) => {
    new Exec(config)
      .exec('default', 'web', container, command, out.stream, err.stream, null, false, resolve)
      .catch(reject);
  });
  return { out: out.text(), err: err.text(), status };
}

test('a log is a file, which is followed', async () => {
  const log = sink();
  const ended = once(log.stream, 'finish');
  await new Log(config).log('default', 'web', 'c', log.stream, { follow: true, limitBytes: 8 });
  await log.has('one\n');
  appendFileSync(join(directory, 'now.log'), '2016-10-06T00:17:10Z stdout F two\n');
  await ended;
  expect(log.text()).toBe('one\ntwo\n');
});

test('whoever attaches sees what is added to a file', async () => {
  const out = sink();
  const socket = await new Attach(config).attach('default', 'web', 'c', out.stream, null, null, false);
  // It is read to its end before anything is shown.
  const adding = setInterval(() => appendFileSync(join(directory, 'attached.log'), 'after\n'), 50);
  await out.has('after\n');
  clearInterval(adding);
  expect(out.text()).not.toContain('before');
  socket.close();
});

test('commands are run by the machine where a file says so, and else as in any container', async () => {
  const { out, err, status } = await run('c', 'sh', '-c', 'echo $TEST_ENV $PWD; echo no >&2; exit 7');
  expect([out, err]).toEqual([`test ${directory}\n`, 'no\n']);
  expect(status.details?.causes).toEqual([{ reason: 'ExitCode', message: '7' }]);
  expect((await run('plain', 'hostname')).out).toBe('web\n');
  const missing = await run('c', 'no-such-program');
  expect(missing.status.message).toContain('spawn no-such-program ENOENT');
});

test.each([
  [8001, 'echoed\n', 'echoed\n'],
  [1234, 'GET / HTTP/1.1\r\nhost: web\r\n\r\n', 'really'],
])('port %i leads where a file says', async (port, sent, comes) => {
  const [input, answer] = [new PassThrough(), sink()];
  const forward = new PortForward(config);
  const socket = await forward.portForward('default', 'web', [port], answer.stream, null, input);
  input.write(sent);
  await answer.has(comes);
  if (typeof socket !== 'function') socket.close();
});
