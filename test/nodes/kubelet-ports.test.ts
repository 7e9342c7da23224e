import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { coreV1 } from '../../api/index.ts';
import { httpTransport } from '../../client/index.ts';
import { startCluster, startKubelets } from '../../cluster/index.ts';
import { createCertificateAuthority } from '../../controllers/index.ts';
import { realEnvironment } from '../../environment/real/index.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const metadata = { name: 'web', namespace: 'default' };

/** Two nodes of an API server elsewhere, one with a pod that runs, and where their kubelets listen. */
async function start(more: { readonly clientAuthorities?: string } = {}) {
  const cluster = await startCluster({ nodes: 0, scheduler: false });
  closing.push(() => cluster.stop());
  const transport = httpTransport({ baseUrl: cluster.url });
  closing.push(() => transport.close());
  const onFailure = (failure: Error) => {
    throw failure;
  };
  const options = { transport, names: ['far-1', 'far-2'], preset: 'instant', onFailure, ...more } as const;
  const kubelets = await startKubelets(options, new AbortController().signal);
  closing.push(() => kubelets.stop());
  const client = cluster.client();
  const spec = { nodeName: 'far-1', containers: [{ name: 'c', image: 'nginx' }] };
  await client.create(coreV1.pods, { metadata, spec });
  const { items } = await client.list(coreV1.nodes);
  return items.map(({ status }) => ({
    addresses: status?.addresses,
    host: `127.0.0.1:${status?.daemonEndpoints?.kubeletEndpoint?.Port}`,
  }));
}

async function get(host: string, path: string) {
  const asked = httpsRequest(`https://${host}${path}`, { rejectUnauthorized: false }).end();
  const [response] = await once(asked, 'response');
  let body = '';
  for await (const piece of response) body += piece;
  return { status: response.statusCode as number, body };
}

/** Resolves when the pod's log is there. */
async function log(host: string): Promise<string> {
  for (;;) {
    const { status, body } = await get(host, '/containerLogs/default/web/c');
    if (status === 200) return body;
  }
}

test('kubelets listen where their nodes say, each for its own node', async () => {
  const [first, second] = await start();
  expect(first?.addresses).toEqual([{ type: 'InternalIP', address: '127.0.0.1' }]);
  expect(await log(first?.host ?? '')).toBe('c of default/web started on far-1 from nginx\n');
  expect(await get(second?.host ?? '', '/containerLogs/default/web/c')).toEqual({
    status: 404,
    body: 'pod "web" does not exist',
  });
  const named = async (host = '') => JSON.parse((await get(host, '/stats/summary')).body).node.nodeName;
  expect([await named(first?.host), await named(second?.host)]).toEqual(['far-1', 'far-2']);
});

test('commands are run over a WebSocket, as an API server passes it on', async () => {
  const [node] = await start();
  await log(node?.host ?? '');
  const query = 'command=sh&command=-c&command=echo%20out%3B%20exit%207&output=1&error=1';
  const path = `wss://${node?.host}/exec/default/web/some-uid/c?${query}`;
  const socket = new WebSocket(path, 'v5.channel.k8s.io', { rejectUnauthorized: false });
  const said: Record<number, string> = {};
  socket.on('message', (data: Buffer) => {
    const channel = data[0] ?? 0;
    said[channel] = (said[channel] ?? '') + data.toString('utf8', 1);
  });
  await once(socket, 'close');
  expect(said[1]).toBe('out\n');
  expect(JSON.parse(said[3] ?? '')).toMatchObject({ reason: 'NonZeroExitCode' });
});

test('whoever has no certificate of those that are given is not answered', async () => {
  const world = realEnvironment({ onFailure: () => {} });
  closing.push(() => world.close());
  const [node] = await start({ clientAuthorities: createCertificateAuthority(world).certificate });
  expect(await get(node?.host ?? '', '/pods')).toEqual({ status: 401, body: 'Unauthorized\n' });
});
