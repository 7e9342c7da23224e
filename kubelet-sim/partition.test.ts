import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import type { ApiResponse, Transport, WatchStreamSink } from '../apimachinery/index.ts';
import { createClient, TransportError } from '../client/index.ts';
import { createCluster, inProcessTransport, openStore } from '../cluster/index.ts';
import { createSimulation } from '../simulation/index.ts';
import { webPod } from './testing/open-node.ts';

/** A way that can be cut: then watches end, and requests fail. */
function breakable(direct: Transport) {
  const streams = new Set<() => void>();
  const way = {
    cut: false,
    cutNow() {
      way.cut = true;
      for (const end of streams) end();
    },
  };
  const request: Transport['request'] = async (asked) => {
    if (way.cut) throw new TransportError('cut off', { definite: true });
    return ending(await direct.request(asked), streams);
  };
  return { way, transport: { request } };
}

/** The same answer; a watch can be ended by what it puts among the streams. */
function ending(response: ApiResponse, streams: Set<() => void>): ApiResponse {
  const { body } = response;
  if (body.type !== 'watch') return response;
  const subscribe = (sink: WatchStreamSink) => {
    const stream = body.subscribe(sink);
    const end = () => {
      streams.delete(end);
      stream.stop();
      sink.end();
    };
    streams.add(end);
    return stream;
  };
  return { ...response, body: { type: 'watch', subscribe } };
}

test('a node that was cut off for longer than it may be is ready again seconds after it is back', async () => {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const ways = new Map<string, ReturnType<typeof breakable>['way']>();
  const connect = (actor: string, direct: Transport): Transport => {
    const { way, transport } = breakable(direct);
    ways.set(actor, way);
    return transport;
  };
  const store = await simulation.complete(() => openStore(environment, { memory: true }));
  const cluster = await simulation.complete(() => createCluster(environment, { store, nodes: 2, connect }));
  const client = createClient(inProcessTransport(cluster.api), { userAgent: 'test' });
  await simulation.complete(() => client.create(coreV1.pods, webPod('web', { nodeName: 'node-1' })));
  const look = async () => {
    const node = await simulation.complete(() => client.get(coreV1.nodes, { name: 'node-1' }));
    const pod = await simulation.complete(() =>
      client.get(coreV1.pods, { namespace: 'default', name: 'web' }),
    );
    const isReady = ({ type }: { readonly type: string }) => type === 'Ready';
    const statuses = [node, pod].map(({ status }) => status?.conditions?.find(isReady)?.status);
    return [...statuses, ...(node.spec?.taints ?? []).map(({ key }) => key)];
  };
  await simulation.runFor(33_000);
  expect(await look()).toEqual(['True', 'True']);
  const way = ways.get('kubelet/node-1');
  way?.cutNow();
  await simulation.runFor(70_000);
  expect(await look()).toEqual([
    'Unknown',
    'False',
    'node.kubernetes.io/unreachable',
    'node.kubernetes.io/unreachable',
  ]);
  if (way !== undefined) way.cut = false;
  await simulation.runFor(21_000);
  expect((await look())[0]).toBe('True');
  // Watches come back with pauses of up to half a minute.
  await simulation.runFor(40_000);
  expect(await look()).toEqual(['True', 'True']);
});
