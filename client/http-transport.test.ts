import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type ApiRequest, jsonText } from '../apimachinery/index.ts';
import { createClient } from './create-client.ts';
import { type HttpTransport, type HttpTransportOptions, httpTransport } from './http-transport.ts';
import { createInformerFactory } from './informer-factory.ts';
import { FakeApi } from './testing/fake-api.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import { pod, pods } from './testing/types.ts';
import { TransportError } from './transport-error.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** The fake API behind a real HTTP server. */
async function serve(api: FakeApi): Promise<{ server: Server; transport: HttpTransport }> {
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const text = Buffer.concat(chunks).toString();
      const response = await api.request({
        method: incoming.method as ApiRequest['method'],
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: incoming.headers as Record<string, string>,
        ...(text === '' ? {} : { body: JSON.parse(text) }),
      });
      outgoing.writeHead(response.status, response.headers);
      if (response.body.type !== 'watch') {
        outgoing.end(
          response.body.type === 'object'
            ? jsonText(response.body)
            : response.body.type === 'bytes'
              ? response.body.bytes
              : undefined,
        );
        return;
      }
      outgoing.flushHeaders();
      const stream = response.body.subscribe({
        events: (batch) => {
          for (const event of batch) outgoing.write(event.frame());
        },
        end: (error) => (error === undefined ? outgoing.end() : outgoing.destroy()),
      });
      outgoing.on('close', () => stream.stop());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transport = httpTransport({ baseUrl: `http://127.0.0.1:${port}` });
  open.push(transport, {
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { server, transport };
}

test('objects written over HTTP are read back, frozen', async () => {
  const { transport } = await serve(new FakeApi());
  const client = createClient(transport, { userAgent: 'test' });
  await client.create(pods, pod('ä-ö', { spec: { nodeName: 'n' } }));
  const read = await client.get(pods, { namespace: 'default', name: 'ä-ö' });
  expect(read.spec).toEqual({ nodeName: 'n' });
  expect(Object.isFrozen(read.spec)).toBe(true);
});

test('an error over HTTP is a StatusError', async () => {
  const { transport } = await serve(new FakeApi());
  const client = createClient(transport, { userAgent: 'test' });
  await expect(client.get(pods, { namespace: 'default', name: 'x' })).rejects.toMatchObject({
    name: 'StatusError',
    reason: 'NotFound',
    message: 'pods "x" not found',
  });
});

test('no server at all is a definite TransportError', async () => {
  const { server, transport } = await serve(new FakeApi());
  await new Promise((resolve) => server.close(resolve));
  const client = createClient(transport, { userAgent: 'test' });
  const error = await client.list(pods).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TransportError);
  expect(error).toMatchObject({ definite: true });
});

test.each<[string, Partial<HttpTransportOptions>]>([
  ['a certificate that is none', { cert: 'x', key: 'y' }],
  [
    'a token that no header can hold',
    { credentials: { get: async () => ({ token: 'a\nb' }), async refused() {} } },
  ],
])('%s is an error of the connection, not a mistake in the program', async (_what, options) => {
  const transport = httpTransport({ baseUrl: 'https://127.0.0.1:1', ...options });
  const client = createClient(transport, { userAgent: 'test' });
  await expect(client.list(pods)).rejects.toMatchObject({ name: 'TransportError', definite: true });
});

test('an informer follows a server over HTTP, also after its connections break', async () => {
  const api = new FakeApi();
  const { server, transport } = await serve(api);
  const environment = createManualEnvironment();
  const client = createClient(transport, { userAgent: 'test', signal: environment.signal });
  const informer = createInformerFactory(environment, client).informer(pods);
  api.put('pods', pod('one'));
  informer.start();
  await informer.waitForSync();
  expect([...informer.indexer.keys()]).toEqual(['default/one']);
  const next = () =>
    new Promise<string>((resolve) => {
      const registration = informer.addEventHandler({
        onAdd: (object, initial) => {
          if (initial) return;
          registration.remove();
          resolve(object.metadata?.name ?? '');
        },
      });
    });
  const second = next();
  api.put('pods', pod('two'));
  expect(await second).toBe('two');
  const third = next();
  server.closeAllConnections();
  api.put('pods', pod('three'));
  expect(await third).toBe('three');
  environment.revoke();
});

test('a caller that goes away takes its requests and watches with it', async () => {
  const api = new FakeApi();
  const { transport } = await serve(api);
  const environment = createManualEnvironment();
  const client = createClient(transport, { userAgent: 'test', signal: environment.signal });
  const ended = new Promise<Error | undefined>((resolve) => {
    void client.watch(pods, { resourceVersion: '0' }, { events: () => {}, end: resolve }).then(() => {
      expect(api.watcherCount).toBe(1);
      environment.revoke();
    });
  });
  expect(await ended).toBeInstanceOf(TransportError);
  await expect(client.list(pods)).rejects.toMatchObject({ name: 'TransportError', definite: true });
});
