import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Attach, Exec, KubeConfig, Log, PortForward, type V1Status } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { httpTransport } from '../../client/index.ts';
import { createCertificateAuthority } from '../../controllers/index.ts';
import {
  coreV1,
  type StartedCluster,
  type StartedKubelets,
  startCluster,
  startKubelets,
} from '../../index.ts';

let cluster: StartedCluster;
let kubelets: StartedKubelets;
let config: KubeConfig;

const web = { name: 'web', namespace: 'default' };

beforeAll(async () => {
  cluster = await startCluster({ nodes: 0 });
  const behaviours = [
    {
      logs: [{ text: 'one' }, { text: 'tick {n}', everyMs: 100, afterMs: 100 }],
      exec: [{ command: 'answer', stdout: 'out', stderr: 'err', exitCode: 7 }],
      usage: { memory: '5Mi' },
    },
  ];
  kubelets = await startKubelets(
    {
      transport: httpTransport({ baseUrl: cluster.url }),
      names: ['far-1'],
      preset: 'instant',
      behaviours,
      onFailure: (failure) => {
        throw failure;
      },
    },
    new AbortController().signal,
  );
  config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig);
  const client = cluster.client();
  await client.create(coreV1.pods, { metadata: web, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
  while ((await client.get(coreV1.pods, web)).status?.phase !== 'Running') await sleep(20);
});

afterAll(async () => {
  kubelets.stop();
  await cluster.stop();
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

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

async function run(command: string[], stdin?: Readable, tty = false) {
  const out = sink();
  const err = sink();
  const status = await new Promise<V1Status>((resolve, reject) => {
    new Exec(config)
      .exec('default', 'web', 'c', command, out.stream, err.stream, stdin ?? null, tty, resolve)
      .catch(reject);
  });
  return { out: out.text(), err: err.text(), status };
}

async function textOf(path: string) {
  const response = await fetch(`${cluster.url}${path}`);
  return { status: response.status, text: await response.text() };
}

const log = '/api/v1/namespaces/default/pods/web/log';

test('a log is read and followed', async () => {
  const { stream, text } = sink();
  const ended = once(stream, 'finish');
  await new Log(config).log('default', 'web', 'c', stream, { follow: true, limitBytes: 18 });
  await ended;
  expect(text()).toBe('one\ntick 1\ntick 2\n');
  expect((await textOf(`${log}?tailLines=1&limitBytes=4`)).text).toBe('tick');
});

test('what the kubelet refuses is told in its words', async () => {
  const { status, text } = await textOf(`${log}?previous=true`);
  expect([status, JSON.parse(text).message]).toEqual([
    400,
    'previous terminated container "c" in pod "web" not found',
  ]);
});

test('a command runs there, reads, writes, and ends with its code', async () => {
  const { out, err, status } = await run(['answer']);
  expect([out, err, status.status, status.reason]).toEqual(['out', 'err', 'Failure', 'NonZeroExitCode']);
  expect(status.details?.causes).toEqual([{ reason: 'ExitCode', message: '7' }]);
  const long = [Buffer.from('a'.repeat(500_000)), Buffer.from('b')];
  const read = await run(['cat'], Readable.from(long));
  expect([read.out.length, read.out.at(-1), read.status.status]).toEqual([500_001, 'b', 'Success']);
});

test('whoever attaches sees what is written', async () => {
  const { stream, text } = sink();
  const socket = await new Attach(config).attach('default', 'web', 'c', stream, null, null, false);
  await until(() => /tick \d+\ntick \d+\n/.test(text()));
  expect(text()).not.toContain('one');
  socket.close();
});

test('a port leads to what listens there, and the proxy of the node to its kubelet', async () => {
  const [input, answer] = [new PassThrough(), sink()];
  await new PortForward(config).portForward('default', 'web', [80], answer.stream, null, input);
  input.write('GET / HTTP/1.1\r\nhost: web\r\n\r\n');
  await until(() => answer.text().includes('Welcome to web'));
  const page = await textOf('/api/v1/nodes/far-1/proxy/metrics/resource');
  expect(page.text).toContain('pod_memory_working_set_bytes{namespace="default",pod="web"} 5.24288e+06');
});

test('a kubelet that says what makes no sense ends its own answers only', async () => {
  const { certificate: cert, privateKey: key } = createCertificateAuthority(cluster.environment);
  const odd = createServer({ cert, key }, (_request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half of it', () => response.destroy());
  });
  const sockets = new WebSocketServer({ server: odd, handleProtocols: ([first]) => first ?? false });
  sockets.on('connection', (socket, request) => {
    if (request.url?.includes('garbage'))
      socket.send(Buffer.from('\x03{"status":1,"details":{"causes":"x"}}'));
    else socket.send('\x03no status');
    socket.close();
  });
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
  const { port } = odd.address() as AddressInfo;
  const client = cluster.client();
  const at = async (name: string, address: string) => {
    await client.create(coreV1.nodes, { metadata: { name } });
    const addresses = [{ type: 'InternalIP', address }];
    await client.updateStatus(coreV1.nodes, {
      metadata: { name },
      status: { addresses, daemonEndpoints: { kubeletEndpoint: { Port: port } } },
    });
    const spec = { nodeName: name, containers: [{ name: 'c', image: 'nginx' }] };
    await client.create(coreV1.pods, { metadata: { name, namespace: 'default' }, spec });
  };
  await at('odd', '127.0.0.1');
  await at('nowhere', '[no address');
  const commandOf = async (pod: string, word: string) => {
    const { stream } = sink();
    return new Promise<V1Status>((resolve, reject) => {
      const said = new Exec(config).exec('default', pod, 'c', [word], stream, stream, null, false, resolve);
      said.catch(reject);
    });
  };
  expect((await commandOf('odd', 'garbage')).message).toContain('{"status":1,"details":{"causes":"x"}}');
  expect((await commandOf('odd', 'text')).message).toContain('no status');
  const page = await textOf('/api/v1/nodes/odd/proxy/healthz');
  expect([page.status, JSON.parse(page.text).message]).toEqual([
    503,
    'error trying to reach service: unexpected EOF',
  ]);
  await expect(textOf('/api/v1/namespaces/default/pods/odd/log')).rejects.toThrow();
  const lost = await textOf('/api/v1/namespaces/default/pods/nowhere/log');
  expect([lost.status, JSON.parse(lost.text).message]).toEqual([
    500,
    `Get "https://[no address:${port}/containerLogs/default/nowhere/c": dial tcp [no address:${port}: connect: no route to host`,
  ]);
  expect((await fetch(`${cluster.url}/livez`)).status).toBe(200);
  sockets.close();
  odd.close();
});

test('a kubelet that is not there is told of', async () => {
  const client = cluster.client();
  const { status } = await client.get(coreV1.nodes, { name: 'far-1' });
  kubelets.stop();
  const { address } = status?.addresses?.find(({ type }) => type === 'InternalIP') ?? {};
  const host = `${address}:${status?.daemonEndpoints?.kubeletEndpoint?.Port}`;
  const refused = `dial tcp ${host}: connect: connection refused`;
  const read = await textOf(log);
  expect([read.status, JSON.parse(read.text).message]).toEqual([
    500,
    `Get "https://${host}/containerLogs/default/web/c": ${refused}`,
  ]);
  const proxied = await textOf('/api/v1/nodes/far-1/proxy/healthz');
  expect([proxied.status, JSON.parse(proxied.text).message]).toEqual([
    503,
    `error trying to reach service: ${refused}`,
  ]);
  expect((await run(['ls'])).status.message).toBe(
    `Internal error occurred: error dialing backend: ${refused}`,
  );
});
