import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createClient, createInformerFactory } from '../client/index.ts';
import { FakeApi } from '../client/testing/fake-api.ts';
import { createManualEnvironment } from '../client/testing/manual-environment.ts';
import { pod, pods } from '../client/testing/types.ts';
import { realEnvironment } from '../environment/real/index.ts';
import { controllerManagedBy } from './builder.ts';
import { createManager, type Manager } from './manager.ts';
import type { ManagerOptions } from './manager-options.ts';
import { textAnswer } from './serving/http-handler.ts';
import { httpRequest } from './testing/http-request.ts';

function setUp(options: Partial<ManagerOptions> = {}, environment = createManualEnvironment()) {
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', signal: environment.signal });
  const informers = createInformerFactory(environment, client);
  const manager = createManager(environment, { client, informers, ...options });
  const ask = async (target: string) => {
    const kind = target.includes('z') ? 'health' : 'metrics';
    const { status, body } = await manager.handlers[kind](httpRequest(target));
    return { status, body };
  };
  return { environment, api, manager, ask };
}

test('a manager tells its metrics and what it does by a call, in virtual time too', async () => {
  const { environment, api, manager, ask } = setUp();
  api.put('pods', pod('a'));
  api.put('pods', pod('b'));
  controllerManagedBy(manager)
    .for(pods)
    .complete({
      async reconcile({ name }) {
        if (name === 'b') throw new Error('no');
        return undefined;
      },
    });
  await manager.start();
  await environment.settle();
  const { body } = await ask('/metrics');
  expect(body).toContain('controller_runtime_reconcile_total{controller="pod",result="success"} 1\n');
  expect(body).toContain('workqueue_depth{controller="pod",name="pod",priority="0"} 0\n');
  expect(body).toContain('workqueue_retries_total{controller="pod",name="pod"} 1\n');
  expect(body).toContain(
    'workqueue_queue_duration_seconds_bucket{controller="pod",name="pod",le="9.999999999999999e-06"} 2\n',
  );
  const state = JSON.parse((await ask('/debug/homeostat/controllers')).body);
  expect(state).toMatchObject({
    name: 'test',
    stopping: false,
    runnables: { 'leader-election': ['pod'] },
    controllers: [
      {
        name: 'pod',
        outcomes: { error: 1, success: 1 },
        failing: { 'default/b': 'no' },
        queue: { delayed: 1, items: [{ item: 'default/b', state: 'delayed' }] },
      },
    ],
  });
});

test('should serve what is added before it starts, and nothing other', async () => {
  const options = { metrics: { extraHandlers: { '/one': () => textAnswer(200, '1') } } };
  const { manager, ask } = setUp(options);
  const two = () => textAnswer(200, '2');
  manager.addMetricsHandler('/two', two);
  expect(() => manager.addMetricsHandler('/metrics', two)).toThrow("can't register duplicate path: /metrics");
  expect([await ask('/one'), await ask('/two')].map(({ body }) => body)).toEqual(['1', '2']);
  expect((await ask('/should-not-exist')).status).toBe(404);
  await manager.start();
  expect(() => manager.addMetricsHandler('/three', two)).toThrow('unable to add new metrics handler');
  expect(() => manager.addHealthzCheck('late', () => {})).toThrow('unable to add new checker');
});

test('should put the filter around all that is served with the metrics', async () => {
  const { ask } = setUp({ metrics: { filter: () => () => textAnswer(403, 'no') } });
  expect([(await ask('/metrics')).status, (await ask('/debug/homeostat/controllers')).status]).toEqual([
    403, 403,
  ]);
});

test('should serve readiness and liveness, each with its checks', async () => {
  const { manager, ask } = setUp({ livenessEndpointName: '/livez' });
  let ready = false;
  manager.addReadyzCheck('synced', () => {
    if (!ready) throw new Error('not yet');
  });
  manager.addHealthzCheck('alive', async () => {});
  expect((await ask('/readyz')).status).toBe(500);
  expect((await ask('/readyz/synced')).body).toBe('internal server error: not yet\n');
  ready = true;
  expect((await ask('/readyz')).body).toBe('ok');
  expect((await ask('/livez/alive')).body).toBe('ok');
  expect((await ask('/readyz/alive')).status).toBe(404);
  expect((await ask('/healthz')).status).toBe(404);
});

/** Calls `use` with what makes managers of the real world, and ends them. */
async function inRealWorld(use: (listening: (options: Partial<ManagerOptions>) => Manager) => Promise<void>) {
  const environment = realEnvironment({
    onFailure(failure) {
      throw failure;
    },
  });
  try {
    await use((options) => {
      const client = createClient(new FakeApi(), { userAgent: 'test', signal: environment.signal });
      const informers = createInformerFactory(environment, client);
      return createManager(environment, { client, informers, gracefulShutdownTimeoutMs: 5_000, ...options });
    });
  } finally {
    environment.close();
  }
}

/** An address that nothing listens at: who needs to know one before it listens cannot ask for any. */
async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

test('should serve metrics and health until it is stopped, and say when an address is in use', () =>
  inRealWorld(async (listening) => {
    const [metricsAddress, healthAddress] = [await freeAddress(), await freeAddress()];
    const options = { metrics: { bindAddress: metricsAddress }, healthProbeBindAddress: healthAddress };
    const manager = listening(options);
    await manager.start();
    const [metrics, health] = [`http://${metricsAddress}/metrics`, `http://${healthAddress}/healthz`];
    const response = await fetch(metrics);
    expect(response.headers.get('content-type')).toBe(
      'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
    );
    expect(await (await fetch(health)).text()).toBe('ok');
    const inUse = { code: 'EADDRINUSE' };
    await expect(listening({ metrics: options.metrics }).start()).rejects.toMatchObject(inUse);
    await expect(listening({ healthProbeBindAddress: healthAddress }).start()).rejects.toMatchObject(inUse);
    await manager.stop();
    await expect(fetch(metrics)).rejects.toThrow();
    await expect(fetch(health)).rejects.toThrow();
  }));
