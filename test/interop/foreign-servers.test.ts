import { createServer } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { realEnvironment } from '../../environment/real/index.ts';
import { admissionregistrationV1, coreV1, type V1ValidatingWebhook } from '../../index.ts';
import {
  faultRule,
  startCluster,
  type TestCluster,
  type TestClusterOptions,
  uniformLatency,
} from '../../testing/index.ts';
import { openAuthority } from './certificates.ts';
import { startSizeWebhook } from './testdata/size-webhook.ts';

const world = realEnvironment({
  onFailure(failure) {
    throw failure;
  },
});
afterAll(() => world.close());
const authority = openAuthority(world);
const key = authority.key;
const cert = authority.sign({ commonName: 'sizes' }, 'server auth');
const service = (path: string) => ({ service: { namespace: 'team', name: 'sizes', path } });

function webhook(clientConfig: object): V1ValidatingWebhook {
  return {
    name: 'sizes.team.example',
    clientConfig,
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    timeoutSeconds: 5,
  };
}

async function withCluster<T>(options: TestClusterOptions, task: (cluster: TestCluster) => Promise<T>) {
  const cluster = await startCluster({ seed: 7, ...options });
  try {
    return await task(cluster);
  } finally {
    await cluster.close();
  }
}

function startSizes(cluster: TestCluster, name = 'sizes') {
  const services = { 'team/sizes': 8443 };
  return cluster.runForeign(name, () => startSizeWebhook({ key, cert, port: 8443 }), { services });
}

/** Has the API server ask at `clientConfig` whether a ConfigMap may be. */
function validate(
  { act, client }: TestCluster,
  clientConfig: object,
  fields: Partial<V1ValidatingWebhook> = {},
) {
  const webhooks = [{ ...webhook(clientConfig), ...fields }];
  return act(() =>
    client.create(admissionregistrationV1.validatingWebhookConfigurations, {
      metadata: { name: 'v' },
      webhooks,
    }),
  );
}

function create({ run, client }: TestCluster, name: string, keys = 1) {
  const data = Object.fromEntries(Array.from({ length: keys }, (_, at) => [`key-${at}`, 'a']));
  return run(() => client.create(coreV1.configMaps, { metadata: { namespace: 'default', name }, data }));
}

async function admit(seed: number) {
  return withCluster({ seed, latency: uniformLatency(1, 20) }, async (cluster) => {
    const { act, client } = cluster;
    await startSizes(cluster);
    await act(() =>
      client.create(admissionregistrationV1.mutatingWebhookConfigurations, {
        metadata: { name: 'm' },
        webhooks: [webhook(service('/mutate'))],
      }),
    );
    await validate(cluster, service('/validate'));
    const { data } = await create(cluster, 'a', 2);
    const refusal = await create(cluster, 'b', 5).catch(({ message }: Error) => message);
    return { size: data?.size, refusal, nowMs: cluster.now(), digest: cluster.digest() };
  });
}

test('a webhook server that was written for Node changes and refuses objects in virtual time, the same by the same seed', async () => {
  const first = await admit(7);
  expect(first.size).toMatch(/^2 at 2026-01-01T00:00:0/);
  expect(first.refusal).toBe(
    'admission webhook "sizes.team.example" denied the request: 5 keys are too many',
  );
  expect(await admit(7)).toEqual(first);
  expect((await admit(8)).digest).not.toBe(first.digest);
});

test('where nobody listens the call is refused, and the policy of the webhook decides', async () => {
  await withCluster({}, async (cluster) => {
    const { end } = await startSizes(cluster);
    await validate(cluster, service('/validate'));
    await create(cluster, 'a');
    await end();
    await expect(create(cluster, 'b')).rejects.toThrow(
      'failed calling webhook "sizes.team.example": failed to call webhook: Post "https://sizes.team.svc:443/validate?timeout=5s": dial tcp sizes:8443: connect: connection refused',
    );
    // One that takes its place.
    await startSizes(cluster, 'sizes-2');
    await create(cluster, 'b');
  });
  await withCluster({}, async (cluster) => {
    await startSizes(cluster);
    await validate(cluster, { url: 'https://sizes:9/validate' }, { failurePolicy: 'Ignore' });
    await create(cluster, 'a', 9);
  });
});

test('a server that speaks no TLS is no webhook, and one that does is not asked without', async () => {
  await withCluster({}, async (cluster) => {
    await cluster.runForeign(
      'plain',
      () => void createServer((_, response) => response.end('{}')).listen(80),
    );
    await validate(cluster, { url: 'https://plain:80/' });
    await expect(create(cluster, 'a')).rejects.toThrow(
      'Post "https://plain:80/?timeout=5s": http: server gave HTTP response to HTTPS client',
    );
    const ask = async () => {
      await startSizeWebhook({ key, cert, port: 8443 });
      return fetch('http://localhost:8443/healthz').catch(({ cause }: Error) => cause);
    };
    expect((await cluster.runForeign('lost', ask)).value).toMatchObject({ code: 'ECONNRESET' });
  });
});

test('a webhook is called at the host that its program is named, and has its time', async () => {
  await withCluster({}, async (cluster) => {
    await startSizes(cluster);
    await validate(cluster, { url: 'https://sizes:8443/never' });
    const begunMs = cluster.now();
    await expect(create(cluster, 'a')).rejects.toThrow(
      'Post "https://sizes:8443/never?timeout=5s": context deadline exceeded',
    );
    expect(cluster.now() - begunMs).toBe(5_000);
  });
});

test('faults of the network reach calls of webhooks and their answers', async () => {
  await withCluster({}, async (cluster) => {
    await startSizes(cluster);
    await validate(cluster, service('/validate'));
    const calls = { from: 'apiserver', to: 'sizes', kind: 'webhook-request' };
    const mend = cluster.network.addRule(faultRule('cut', calls, { fail: 'read: connection reset by peer' }));
    await expect(create(cluster, 'a')).rejects.toThrow('timeout=5s": read: connection reset by peer');
    mend();
    const answers = { from: 'sizes', to: 'apiserver', kind: 'webhook-response' };
    cluster.network.addRule(faultRule('late', answers, { delayMs: 2_000 }));
    const begunMs = cluster.now();
    await create(cluster, 'a');
    expect(cluster.now() - begunMs).toBeGreaterThanOrEqual(2_000);
  });
});

test('a program that ends while it is asked gives no answer', async () => {
  await withCluster({}, async (cluster) => {
    const { end } = await startSizes(cluster);
    await validate(cluster, service('/never'));
    const asked = cluster.run(async () => {
      const created = cluster.client.create(coreV1.configMaps, {
        metadata: { namespace: 'default', name: 'a' },
      });
      created.catch(() => {});
      await cluster.control.environment.clock.sleep(1_000);
      await end();
      return created;
    });
    await expect(asked).rejects.toThrow('timeout=5s": EOF');
  });
});

test('servers of a program have ports of its own: it reaches them, no two have one, and what is closed is free again', async () => {
  await withCluster({}, async (cluster) => {
    const look = async () => {
      const server = createServer((request, response) => response.end(`at ${request.url}`));
      await new Promise<void>((resolve) => server.listen(3000, resolve));
      const text = await (await fetch('http://localhost:3000/healthz')).text();
      const other = createServer();
      const inUse = await new Promise<unknown>((resolve) => other.once('error', resolve).listen(3000));
      await new Promise<void>((resolve) => other.listen({ port: 0, host: '127.0.0.1' }, resolve));
      const { port, address } = other.address() as AddressInfo;
      const gone = await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      });
      const nobody = await fetch('http://localhost:3000/').catch(({ cause }: Error) => cause);
      const refusal = await new Promise<Error>((resolve) =>
        httpsGet('https://localhost:3000').on('error', resolve),
      );
      await new Promise<void>((resolve) => server.listen(3000, resolve));
      return {
        text,
        inUse,
        port,
        address,
        gone,
        nobody,
        refusal: refusal.message,
        listens: server.listening,
      };
    };
    const { value } = await cluster.runForeign('one', look);
    expect(value).toMatchObject({
      text: 'at /healthz',
      inUse: { code: 'EADDRINUSE', message: 'listen EADDRINUSE: address already in use :::3000' },
      port: 32_768,
      address: '127.0.0.1',
      gone: undefined,
      nobody: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED localhost:3000' },
      refusal: expect.stringContaining('there is no TLS in virtual time'),
      listens: true,
    });
    // A machine of its own.
    expect((await cluster.runForeign('two', look)).value).toEqual(value);
  });
});

test('what a program keeps of connections ends with it, also where it is kept by the process', async () => {
  for (const seed of [1, 2]) {
    await withCluster({ seed }, async (cluster) => {
      const { value } = await cluster.runForeign('one', async ({ server: api }) => {
        await new Promise<void>((resolve) =>
          createServer((_, response) => response.end('own')).listen(3000, resolve),
        );
        const texts = await Promise.all(
          [`${api}/readyz`, 'http://localhost:3000'].map(async (url) => (await fetch(url)).text()),
        );
        return texts;
      });
      expect(value).toEqual(['ok', 'own']);
    });
  }
});

test('a server in virtual time listens where a server can', async () => {
  await withCluster({}, async (cluster) => {
    const listening = (...args: unknown[]) =>
      cluster
        .runForeign('lost', () => Reflect.apply(createServer().listen, createServer(), args))
        .catch((error: Error) => error.message);
    expect(await listening('/tmp/socket')).toBe(
      'listen /tmp/socket: in virtual time servers listen on ports alone',
    );
    expect(await listening({ fd: 3 })).toBe('listen a handle: in virtual time servers listen on ports alone');
    expect(await listening(70_000)).toBe('options.port should be >= 0 and < 65536. Received 70000.');
  });
});
