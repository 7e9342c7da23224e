import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import {
  type ClientWatch,
  coreV1,
  createClient,
  findCluster,
  type HttpTransportOptions,
  httpTransport,
  startCluster,
  thisMachine,
} from '../../index.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function openCluster() {
  const cluster = await startCluster({ nodes: 0, controllers: [] });
  closing.push(() => cluster.stop());
  return cluster;
}

function clientOf(options: HttpTransportOptions) {
  const transport = httpTransport(options);
  closing.push(() => transport.close());
  return createClient(transport, { userAgent: 'test' });
}

/** Joins two sockets; what one of them loses the other loses too. */
function joinSockets(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  one.on('error', () => other.destroy());
  other.on('error', () => one.destroy());
  closing.push(
    () => one.destroy(),
    () => other.destroy(),
  );
}

/** A proxy that knows CONNECT. Resolves with its URL, and with the places that it was asked for. */
async function connectProxy() {
  const asked: string[] = [];
  const server = createHttpServer();
  server.on('connect', (request, socket: Socket, head: Buffer) => {
    asked.push(request.url ?? '');
    const { hostname, port } = new URL(`http://${request.url}`);
    const there = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      there.write(head);
      joinSockets(socket, there);
    });
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked };
}

/** A proxy of SOCKS 5 without passwords, for names (RFC 1928). */
async function socksProxy() {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write(Uint8Array.of(5, 0));
      socket.once('data', (told: Buffer) => {
        const isName = told[3] === 3;
        const end = isName ? 5 + (told[4] ?? 0) : 8;
        const host = isName ? told.toString('latin1', 5, end) : told.subarray(4, end).join('.');
        const port = told.readUInt16BE(end);
        asked.push(`${host}:${port}`);
        const there = connect(port, host, () => {
          socket.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
          joinSockets(socket, there);
        });
      });
    });
  });
  return { url: `socks5://127.0.0.1:${await listen(server)}`, asked };
}

test.each([
  ['CONNECT', connectProxy],
  ['SOCKS 5', socksProxy],
])('requests and watches go through a proxy by %s', async (_how, openProxy) => {
  const { port } = await openCluster();
  const proxy = await openProxy();
  const client = clientOf({ baseUrl: `http://127.0.0.1:${port}`, proxyUrl: proxy.url });
  expect((await client.list(coreV1.namespaces)).items.length).toBeGreaterThan(3);
  expect(await firstEvents(client, 1)).toEqual(['ADDED default']);
  expect(new Set(proxy.asked)).toEqual(new Set([`127.0.0.1:${port}`]));
});

/** Of the watch of all namespaces, with what is there. */
function firstEvents(client: ReturnType<typeof clientOf>, count: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    let watch: ClientWatch | undefined;
    const options = {
      sendInitialEvents: true,
      allowWatchBookmarks: true,
      resourceVersionMatch: 'NotOlderThan',
    } as const;
    client
      .watch(coreV1.namespaces, options, {
        events(batch) {
          for (const { type, object } of batch) seen.push(`${type} ${object.metadata?.name ?? ''}`);
          if (seen.length < count) return;
          watch?.stop();
          resolve(seen.slice(0, count));
        },
        end: (error) => reject(error ?? new Error(`it ended after ${seen.join()}`)),
      })
      .then((started) => {
        watch = started;
      }, reject);
  });
}

test('a watch over WebSocket gives what one over HTTP gives, and the same errors', async () => {
  const { port } = await openCluster();
  const client = clientOf({ baseUrl: `http://127.0.0.1:${port}`, watchOver: 'websocket' });
  expect(await firstEvents(client, 4)).toEqual([
    'ADDED default',
    'ADDED kube-node-lease',
    'ADDED kube-public',
    'ADDED kube-system',
  ]);
  const sink = { events() {}, end() {} };
  await expect(client.watch(coreV1.namespaces, { labelSelector: '=' }, sink)).rejects.toMatchObject({
    code: 400,
  });
});

test('a long answer may come gzipped', async () => {
  const asked: unknown[] = [];
  const server = createHttpServer((request, response) => {
    asked.push(request.headers['accept-encoding']);
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync('{"kind":"NamespaceList","items":[]}'));
  });
  const client = clientOf({ baseUrl: `http://127.0.0.1:${await listen(server)}`, compressed: true });
  expect(await client.list(coreV1.namespaces)).toEqual({ kind: 'NamespaceList', items: [] });
  expect(asked).toEqual(['gzip']);
});

const apiVersion = 'client.authentication.k8s.io/v1';

/** A real program that gives a token which it counts. */
const program = `#!${process.execPath}
const { readFileSync, writeFileSync } = require('node:fs');
let count = 0;
try { count = Number(readFileSync(process.env.COUNT_FILE, 'utf8')); } catch {}
writeFileSync(process.env.COUNT_FILE, String(++count));
const { apiVersion, spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
const token = [process.argv[2], count, spec.cluster.server].join(' ');
console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion, status: { token } }));
`;

test('a program that fetches credentials runs where the kubeconfig is, and again when they are refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'homeostat-exec-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'fetch-token.cjs'), program);
  chmodSync(join(folder, 'fetch-token.cjs'), 0o755);
  const exec = {
    apiVersion,
    command: './fetch-token.cjs',
    args: ['token'],
    env: [{ name: 'COUNT_FILE', value: join(folder, 'count') }],
    interactiveMode: 'Never',
    provideClusterInfo: true,
  };
  const config = {
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [{ name: 'a', cluster: { server: 'https://one.example.com' } }],
    users: [{ name: 'a', user: { exec } }],
  };
  writeFileSync(join(folder, 'config'), JSON.stringify(config));
  const { transport } = findCluster({ kubeconfig: join(folder, 'config') }, thisMachine());
  const authorizations: unknown[] = [];
  const server = createHttpServer((request, response) => {
    authorizations.push(request.headers.authorization);
    response.writeHead(authorizations.length === 2 ? 401 : 200, { 'content-type': 'application/json' });
    response.end('{}');
  });
  const client = clientOf({ ...transport, baseUrl: `http://127.0.0.1:${await listen(server)}` });
  const ask = () => client.raw({ method: 'GET', path: '/' });
  await ask();
  await expect(ask()).rejects.toMatchObject({ code: 401 });
  await ask();
  await ask();
  const bearer = (count: number) => `Bearer token ${count} https://one.example.com`;
  expect(authorizations).toEqual([bearer(1), bearer(1), bearer(2), bearer(2)]);
});
