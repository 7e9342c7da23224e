import { expect, test } from 'vitest';
import { coreV1, type V1Pod, type V1PodStatus } from '../../api/index.ts';
import type { Transport } from '../../apimachinery/index.ts';
import { createClient, TransportError } from '../../client/index.ts';
import { inProcessTransport } from '../../cluster/in-process-transport.ts';
import { bind, openNode, type TestNode, webPod } from '../testing/open-node.ts';
import { StatusWriter } from './status-writer.ts';

const key = { namespace: 'default', name: 'web' };
const ready: V1PodStatus = { phase: 'Running', message: 'as the source says' };

/** A pod on no node, a writer for it, and what the writer asked of the API server. */
async function openWriter(over = false, before: (method: string) => Promise<void> = async () => {}) {
  const node = await openNode();
  const { simulation, server } = node;
  const requests: string[] = [];
  const direct = inProcessTransport(server);
  const transport: Transport = {
    async request(request) {
      requests.push(request.method);
      await before(request.method);
      return direct.request(request);
    },
  };
  let pod = await simulation.complete(() => node.client.create(coreV1.pods, webPod('web')));
  const observed: (readonly [V1Pod, boolean | undefined])[] = [];
  const source = {
    get pod() {
      return pod;
    },
    cause: { revision: 1 },
    over,
    status: (): V1PodStatus => ({ ...pod.status, ...ready }),
    observe(read: V1Pod, own?: boolean) {
      pod = read;
      observed.push([read, own]);
    },
  };
  const writer = new StatusWriter(
    simulation.environment,
    createClient(transport, { userAgent: 'writer' }),
    source,
  );
  const write = async () => {
    await simulation.complete(async () => writer.changed());
    await simulation.settle();
  };
  return { ...node, writer, write, requests, observed, source };
}

const patchLabel = ({ client }: Pick<TestNode, 'client'>) =>
  client.patch(coreV1.pods, key, { type: 'merge', body: { metadata: { labels: { by: 'another' } } } });

test('the answer to a write is observed as its own', async () => {
  const { write, requests, observed, pod } = await openWriter();
  await write();
  await write();
  expect(requests).toEqual(['PUT']);
  expect(observed).toEqual([[await pod('web'), true]]);
});

test('what is read after a conflict is observed, as nobody else will bring it, and written over', async () => {
  const { client, simulation, write, requests, observed, pod } = await openWriter();
  await simulation.complete(() => patchLabel({ client }));
  await write();
  expect(requests).toEqual(['PUT', 'GET', 'PUT']);
  expect(observed.map(([read, own]) => [read.metadata?.labels, own])).toEqual([
    [{ by: 'another' }, undefined],
    [{ by: 'another' }, true],
  ]);
  expect((await pod('web')).status).toMatchObject(ready);
});

test('a pod that goes between a conflict and the read after it is left to the watch', async () => {
  const world: Awaited<ReturnType<typeof openWriter>> = await openWriter(false, async (method) => {
    if (method === 'GET') await world.client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 });
  });
  await world.simulation.complete(() => patchLabel(world));
  await world.write();
  await world.simulation.runFor(60_000);
  expect([world.requests, world.observed]).toEqual([['PUT', 'GET'], []]);
});

test('a read after a conflict that has no answer is made again with the next write, ten seconds later', async () => {
  let failures = 1;
  const { client, simulation, write, requests, pod } = await openWriter(false, async (method) => {
    if (method === 'GET' && failures-- > 0) throw new TransportError('no answer', { definite: true });
  });
  await simulation.complete(() => patchLabel({ client }));
  const { clock } = simulation.environment;
  const beganMs = clock.now();
  await write();
  expect([requests, clock.now() - beganMs]).toEqual([['PUT', 'GET', 'PUT', 'GET', 'PUT'], 10_000]);
  expect((await pod('web')).status).toMatchObject(ready);
});

test('nothing is written into another pod of the same name', async () => {
  const { client, simulation, write, requests, observed, pod } = await openWriter();
  await simulation.complete(() => client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
  await simulation.complete(() => client.create(coreV1.pods, webPod('web')));
  await write();
  expect(requests).toEqual(['PUT', 'GET']);
  expect(observed).toEqual([]);
  expect((await pod('web')).status?.phase).toBe('Pending');
});

test('another pod of the same name is not deleted', async () => {
  const made: { recreate?: () => Promise<unknown> } = {};
  const world = await openWriter(true, async (method) => {
    if (method === 'DELETE') await made.recreate?.();
  });
  const { client, simulation, write, requests, pod } = world;
  const { metadata } = await pod('web');
  made.recreate = async () => {
    await client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 });
    await client.create(coreV1.pods, webPod('web'));
  };
  await simulation.complete(async () => bind(client, await client.get(coreV1.pods, key), 'elsewhere'));
  await simulation.complete(() => client.delete(coreV1.pods, key));
  await write();
  expect(requests).toContain('DELETE');
  expect((await pod('web')).metadata?.uid).not.toBe(metadata?.uid);
});

test('a pod that is gone is left to the watch', async () => {
  const { client, simulation, write, requests, observed } = await openWriter();
  await simulation.complete(() => client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
  await write();
  await simulation.runFor(60_000);
  expect(requests).toEqual(['PUT']);
  expect(observed).toEqual([]);
});

test('a server that does not answer is asked again ten seconds later', async () => {
  let failures = 2;
  const { simulation, write, requests, pod } = await openWriter(false, async () => {
    if (failures-- > 0) throw new TransportError('the line is down', { definite: true });
  });
  const begunMs = simulation.environment.clock.now();
  await write();
  expect(simulation.environment.clock.now() - begunMs).toBe(20_000);
  expect(requests).toEqual(['PUT', 'PUT', 'PUT']);
  expect((await pod('web')).status).toMatchObject(ready);
});

test('a writer that loses to others again and again pauses after ten times', async () => {
  let others = 15;
  const world: { patch?: () => Promise<unknown> } = {};
  const { client, simulation, write, requests, pod } = await openWriter(false, async (method) => {
    if (method === 'PUT' && others-- > 0) await world.patch?.();
  });
  world.patch = () =>
    client.patch(coreV1.pods, key, { type: 'merge', body: { metadata: { labels: { n: String(others) } } } });
  const begunMs = simulation.environment.clock.now();
  await write();
  expect(simulation.environment.clock.now() - begunMs).toBe(10_000);
  expect(requests.filter((method) => method === 'PUT')).toHaveLength(16);
  expect((await pod('web')).status).toMatchObject(ready);
});

test('a writer that was closed writes no more', async () => {
  const { writer, write, requests } = await openWriter();
  writer.close();
  await write();
  expect(requests).toEqual([]);
});

test('what somebody holds is deleted once', async () => {
  const { client, simulation, write, requests } = await openWriter(true);
  await simulation.complete(async () => bind(client, await client.get(coreV1.pods, key), 'elsewhere'));
  const hold = { metadata: { finalizers: ['example.com/hold'] } };
  await simulation.complete(() => client.patch(coreV1.pods, key, { type: 'merge', body: hold }));
  await simulation.complete(() => client.delete(coreV1.pods, key));
  await write();
  await write();
  expect(requests.filter((method) => method === 'DELETE')).toHaveLength(1);
});

test('a mistake of the source is not hidden by trying again', async () => {
  const { write, source } = await openWriter();
  source.status = () => {
    throw new TypeError('a mistake');
  };
  await expect(write()).rejects.toThrow('a mistake');
});
