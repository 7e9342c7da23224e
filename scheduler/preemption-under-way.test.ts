import { describe, expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { fieldRequired, invalid, type Transport } from '../apimachinery/index.ts';
import { TransportError } from '../client/index.ts';
import type { Clock } from '../environment/index.ts';
import { node } from './testing/objects.ts';
import { at, attempts, isGoing, nodeOf, nominatedOf, openWith } from './testing/preemption-world.ts';
import { createReady, type ScheduledWorld, type WorldOptions } from './testing/scheduled-world.ts';

describe('while others make way for a pod', () => {
  /** `weak` is going on node-1, for `strong`. */
  async function openWaiting(options: WorldOptions = {}): Promise<ScheduledWorld> {
    const world = await openWith(['node-1'], options);
    await world.create(at('low', 'weak'));
    await world.create(at('mid', 'strong'));
    expect([await isGoing(world, 'weak'), await nominatedOf(world, 'strong')]).toEqual([true, 'node-1']);
    return world;
  }

  test('nobody who is less important takes the room, also while there is not enough yet', async () => {
    const world = await openWith(['node-1']);
    for (const name of ['weak-1', 'weak-2']) await world.create(at('low', name, '1'));
    await world.create(at('mid', 'strong'));
    await world.create(at('low', 'other', '1'));
    await world.deletePod('weak-1');
    expect([await nodeOf(world, 'strong'), await nodeOf(world, 'other')]).toEqual([undefined, undefined]);
    await world.deletePod('weak-2');
    expect([await nodeOf(world, 'strong'), await nodeOf(world, 'other')]).toEqual(['node-1', undefined]);
  });

  test('that is so before the API server knows', async () => {
    const late = (direct: Transport, clock: Clock): Transport => ({
      async request(request) {
        if (request.path.endsWith('/strong/status')) await clock.sleep(60_000);
        return direct.request(request);
      },
    });
    const world = await openWith(['node-1'], { connect: late });
    for (const name of ['weak-1', 'weak-2']) await world.create(at('low', name, '1'));
    await world.simulation.complete(async () => {
      await world.client.create(coreV1.pods, at('mid', 'strong'));
      await world.client.create(coreV1.pods, at('low', 'other', '1'));
    });
    await world.simulation.runFor(1_000);
    const key = { namespace: 'default', name: 'weak-1' };
    await world.simulation.complete(() => world.client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
    await world.simulation.runFor(20_000);
    expect([await nominatedOf(world, 'strong'), await nodeOf(world, 'other')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('once it has a place elsewhere, the room is for others', async () => {
    const late = (direct: Transport, clock: Clock): Transport => ({
      async request(request) {
        if (request.path.endsWith('/strong/binding')) await clock.sleep(60_000);
        return direct.request(request);
      },
    });
    const world = await openWaiting({ connect: late });
    await world.simulation.complete(async () => {
      const key = { namespace: 'default', name: 'weak' };
      await createReady(world.client, node('node-2', { cpu: '2', memory: '8Gi' }));
      await world.client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 });
      await world.client.create(coreV1.pods, at('low', 'other', '2', { nodeSelector: { free: 'yes' } }));
    });
    await world.simulation.runFor(5_000);
    await world.simulation.complete(() =>
      world.client.patch(
        coreV1.nodes,
        { name: 'node-1' },
        { type: 'merge', body: { metadata: { labels: { free: 'yes' } } } },
      ),
    );
    await world.simulation.runFor(5_000);
    expect([await nodeOf(world, 'strong'), await nodeOf(world, 'other')]).toEqual([undefined, 'node-1']);
  });

  test('who is more important takes the room', async () => {
    const world = await openWaiting();
    await world.create(at('high', 'stronger'));
    expect(await nominatedOf(world, 'stronger')).toBe('node-1');
    await world.deletePod('weak');
    expect([await nodeOf(world, 'stronger'), await nodeOf(world, 'strong')]).toEqual(['node-1', undefined]);
    expect(await nominatedOf(world, 'strong')).toBeUndefined();
  });

  test('who is more important and makes others go there, too, ends its nomination', async () => {
    const world = await openWith(['node-1']);
    for (const name of ['weak-1', 'weak-2']) await world.create(at('low', name, '1'));
    await world.create(at('mid', 'strong', '1'));
    expect(await nominatedOf(world, 'strong')).toBe('node-1');
    await world.create(at('high', 'stronger', '2'));
    expect([await nominatedOf(world, 'stronger'), await nominatedOf(world, 'strong')]).toEqual([
      'node-1',
      undefined,
    ]);
    expect([await isGoing(world, 'weak-1'), await isGoing(world, 'weak-2')]).toEqual([true, true]);
  });

  test('it goes elsewhere if there is room first', async () => {
    const world = await openWaiting();
    await world.create(node('node-2', { cpu: '2', memory: '8Gi' }));
    expect([await nodeOf(world, 'strong'), await nominatedOf(world, 'strong')]).toEqual([
      'node-2',
      undefined,
    ]);
  });

  test('it may be deleted: who waits for the room has it', async () => {
    const world = await openWaiting();
    await world.create(at('low', 'other'));
    await world.simulation.runFor(60_000);
    await world.deletePod('strong');
    await world.deletePod('weak');
    expect(await nodeOf(world, 'other')).toBe('node-1');
  });

  test('its node may be lost: others make way elsewhere', async () => {
    const world = await openWaiting();
    await world.create(node('node-2', { cpu: '3', memory: '8Gi' }, { unschedulable: true }));
    await world.create(at('low', 'elsewhere', '2', { nodeName: 'node-2' }));
    await world.simulation.complete(() => world.client.delete(coreV1.nodes, { name: 'node-1' }));
    await world.patchNode('node-2', { spec: { unschedulable: null } });
    expect([await nominatedOf(world, 'strong'), await isGoing(world, 'elsewhere')]).toEqual(['node-2', true]);
  });

  test('a scheduler that starts anew has nobody else go', async () => {
    const world = await openWaiting();
    await world.create(node('node-2', { cpu: '2', memory: '8Gi' }, { unschedulable: true }));
    await world.create(at('low', 'elsewhere', '2', { nodeName: 'node-2' }));
    await world.simulation.complete(() => world.manager.stop());
    await world.patchNode('node-2', { spec: { unschedulable: null } });
    await world.restart();
    expect((await world.events()).at(-1)).toContain(
      'preemption: not eligible due to a terminating pod on the nominated node.',
    );
    expect([await nominatedOf(world, 'strong'), await isGoing(world, 'elsewhere')]).toEqual([
      'node-1',
      false,
    ]);
    await world.deletePod('weak');
    expect(await nodeOf(world, 'strong')).toBe('node-1');
  });
});

test('chains end: each makes the next go, and all settle', async () => {
  const world = await openWith(['node-1', 'node-2']);
  for (const name of ['low-1', 'low-2']) await world.create(at('low', name));
  for (const name of ['mid-1', 'mid-2']) await world.create(at('mid', name));
  for (const name of ['low-1', 'low-2']) await world.deletePod(name);
  for (const name of ['high-1', 'high-2']) await world.create(at('high', name));
  for (const name of ['mid-1', 'mid-2']) await world.deletePod(name);
  expect(new Set([await nodeOf(world, 'high-1'), await nodeOf(world, 'high-2')])).toEqual(
    new Set(['node-1', 'node-2']),
  );
  await world.simulation.runFor(3_600_000);
  expect(attempts(world, 'high-1') + attempts(world, 'high-2')).toBeLessThan(7);
});

describe('when a victim cannot be told', () => {
  /** The first so many deletions by the scheduler fail. */
  const failing = (times: number) => {
    let left = times;
    return (direct: Transport): Transport => ({
      request: (request) =>
        request.method === 'DELETE' && left-- > 0
          ? Promise.reject(new TransportError('the line is down', { definite: true }))
          : direct.request(request),
    });
  };

  test('it is tried again after a back-off', async () => {
    const world = await openWith(['node-1'], { connect: failing(2) });
    await world.create(at('low', 'weak'));
    await world.create(at('high', 'strong'));
    expect(await isGoing(world, 'weak')).toBe(true);
    const times = world.trace.flatMap(({ kind, fields, atMs }) =>
      kind === 'schedule' && fields.pod === 'default/strong' ? [atMs] : [],
    );
    expect(times).toHaveLength(3);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
    await world.deletePod('weak');
    expect(await nodeOf(world, 'strong')).toBe('node-1');
  });

  test('and the row of tries is paced', async () => {
    const world = await openWith(['node-1'], { connect: failing(1_000) });
    await world.create(at('low', 'weak'));
    await world.simulation.complete(() => world.client.create(coreV1.pods, at('high', 'strong')));
    await world.simulation.runFor(60_000);
    expect(attempts(world, 'strong')).toBeLessThan(15);
  });

  test('the last of them is not told before all others were', async () => {
    const deletions: string[] = [];
    const connect = (direct: Transport, clock: Clock): Transport => {
      const inner = failing(1)(direct);
      return {
        request(request) {
          const second = Math.floor((clock.now() % 60_000) / 1_000);
          if (request.method === 'DELETE') deletions.push(`${second} ${request.path.split('/').at(-1)}`);
          return inner.request(request);
        },
      };
    };
    const world = await openWith(['node-1'], { connect });
    for (const name of ['weak-1', 'weak-2']) await world.create(at('low', name, '1'));
    await world.create(at('high', 'strong'));
    const [first = '', ...others] = deletions;
    expect([others.length, others.includes(first)]).toEqual([2, false]);
    expect([await isGoing(world, 'weak-1'), await isGoing(world, 'weak-2')]).toEqual([true, true]);
  });

  test('one of which nothing can be written is not gone: it is told once that is over', async () => {
    let refusals = 1;
    const refusal = invalid({ group: '', kind: 'Pod' }, 'weak', [fieldRequired('status.conditions')]);
    const connect = (direct: Transport): Transport => ({
      async request(request) {
        if (request.path.endsWith('/weak/status') && refusals-- > 0) throw refusal;
        return direct.request(request);
      },
    });
    const world = await openWith(['node-1'], { connect });
    await world.create(at('low', 'weak'));
    await world.create(at('high', 'strong'));
    expect(await isGoing(world, 'weak')).toBe(true);
  });

  test('one that is gone already is no failure', async () => {
    const world: ScheduledWorld = await openWith(['node-1'], {
      connect: (direct) => ({
        async request(request) {
          if (request.path.endsWith('/weak/status')) {
            await world.client.delete(
              coreV1.pods,
              { namespace: 'default', name: 'weak' },
              { gracePeriodSeconds: 0 },
            );
            await world.client.create(coreV1.pods, at('low', 'weak', '0', { nodeName: 'node-1' }));
          }
          return direct.request(request);
        },
      }),
    });
    await world.create(at('low', 'weak'));
    await world.create(at('high', 'strong'));
    expect([await nodeOf(world, 'strong'), await isGoing(world, 'weak')]).toEqual(['node-1', false]);
    expect((await world.events()).join()).not.toContain('Preempted');
    expect(world.trace.filter(({ kind }) => kind === 'write-failed')).toEqual([]);
  });
});

test('it is not tried while its victims are still to be told, and at once when the last of them is gone', async () => {
  const slow = (direct: Transport, clock: Clock): Transport => ({
    async request(request) {
      const answer = await direct.request(request);
      if (request.method === 'DELETE') await clock.sleep(20_000);
      return answer;
    },
  });
  const world = await openWith(['node-1'], { connect: slow });
  for (const name of ['weak-1', 'weak-2']) await world.create(at('low', name, '1'));
  await world.simulation.complete(() => world.client.create(coreV1.pods, at('high', 'strong')));
  await world.simulation.runFor(5_000);
  const going = [];
  for (const name of ['weak-1', 'weak-2']) going.push(await isGoing(world, name));
  expect(going.filter(Boolean)).toHaveLength(1);
  const first = going[0] === true ? 'weak-1' : 'weak-2';
  const remove = (name: string) =>
    world.simulation.complete(() =>
      world.client.delete(coreV1.pods, { namespace: 'default', name }, { gracePeriodSeconds: 0 }),
    );
  await remove(first);
  await world.simulation.runFor(5_000);
  expect(attempts(world, 'strong')).toBe(1);
  await world.simulation.runFor(15_000);
  await remove(first === 'weak-1' ? 'weak-2' : 'weak-1');
  await world.simulation.runFor(1_000);
  expect(await nodeOf(world, 'strong')).toBe('node-1');
});
