import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import type { Transport, WatchEvent } from '../apimachinery/index.ts';
import { openNode, webPod } from './testing/open-node.ts';

const key = { namespace: 'default', name: 'web' };

/** Holds back what watches of pods bring, and on wish brings it. */
function holdable() {
  const held: (() => void)[] = [];
  const way = {
    holding: false,
    /** It begins to hold once something is written. */
    fromFirstWrite: false,
    release() {
      way.holding = false;
      for (const deliver of held.splice(0)) deliver();
    },
  };
  const connect = (direct: Transport): Transport => ({
    async request(request) {
      way.holding ||= way.fromFirstWrite && request.method === 'PUT';
      const response = await direct.request(request);
      const { body } = response;
      if (body.type !== 'watch' || !request.path.endsWith('/pods')) return response;
      return {
        ...response,
        body: {
          type: 'watch',
          subscribe: (sink) =>
            body.subscribe({
              events(batch: readonly WatchEvent[]) {
                if (way.holding) held.push(() => sink.events(batch));
                else sink.events(batch);
              },
              end: (error) => sink.end(error),
            }),
        },
      };
    },
  });
  return { way, connect };
}

test('what a late watch tells is not taken for news', async () => {
  const { way, connect } = holdable();
  const behaviours = [{ ready: { afterMs: 5000 } }];
  const node = await openNode({ preset: 'instant', behaviours }, 1, connect);
  way.fromFirstWrite = true;
  await node.run(webPod('web'));
  await node.simulation.settle();
  way.fromFirstWrite = false;
  const { length } = node.requests;
  expect(node.known()).toEqual([await node.pod('web')]);
  way.release();
  await node.simulation.settle();
  expect(node.requests.slice(length)).toEqual([]);
  expect((await node.pod('web')).status?.containerStatuses?.[0]?.ready).toBe(true);
  expect(node.known()).toEqual([await node.pod('web')]);
});

test('a deletion that the kubelet reads after a conflict is carried out, though the watch comes later', async () => {
  const { way, connect } = holdable();
  const behaviours = [{ ready: { afterMs: 5000 } }];
  const node = await openNode({ preset: 'instant', behaviours }, 1, connect);
  const { simulation, client } = node;
  await node.run(webPod('web'));
  await simulation.runFor(1000);
  way.holding = true;
  await simulation.complete(() => client.delete(coreV1.pods, key));
  await simulation.settle();
  await expect(node.pod('web')).rejects.toThrow('not found');
  way.release();
  await simulation.settle();
  expect(node.known()).toEqual([]);
});

test('a deadline counts from the start that the kubelet itself has told, though the watch comes later', async () => {
  const { way, connect } = holdable();
  const node = await openNode({}, 1, connect);
  way.fromFirstWrite = true;
  // An image of such a name is refused at once, so that nothing else wakes the pod.
  const containers = [{ name: 'web', image: 'NO NAME' }];
  await node.run(webPod('web', { containers, activeDeadlineSeconds: 5 }));
  await node.simulation.settle();
  expect((await node.pod('web')).status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' });
});
