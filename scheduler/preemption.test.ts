import { describe, expect, test } from 'vitest';
import { coreV1, policyV1, schedulingV1, type V1Pod, type V1PodSpec } from '../api/index.ts';
import type { Transport } from '../apimachinery/index.ts';
import { type Client, TransportError } from '../client/index.ts';
import type { Clock } from '../environment/index.ts';
import { node, pod } from './testing/objects.ts';
import { openWorld, type ScheduledWorld, type WorldOptions } from './testing/scheduled-world.ts';

const classes = { low: 1, mid: 5, high: 10 };

/** The three priorities, and one that preempts nobody. */
async function makeClasses(client: Client): Promise<void> {
  const all = { ...classes, polite: 10 };
  for (const [name, value] of Object.entries(all)) {
    const preemptionPolicy = name === 'polite' ? 'Never' : 'PreemptLowerPriority';
    await client.create(schedulingV1.priorityClasses, { metadata: { name }, value, preemptionPolicy });
  }
}

const at = (priorityClassName: string, name: string, cpu = '2', spec: Partial<V1PodSpec> = {}): V1Pod =>
  pod(name, { cpu }, { priorityClassName, ...spec });

/** Nodes of two CPUs. */
async function openWith(nodes: readonly string[], options: WorldOptions = {}): Promise<ScheduledWorld> {
  const world = await openWorld({ before: makeClasses, ...options });
  for (const name of nodes) await world.create(node(name, { cpu: '2', memory: '8Gi' }));
  return world;
}

const nodeOf = async (world: ScheduledWorld, name: string) => (await world.pod(name)).spec?.nodeName;
const nominatedOf = async (world: ScheduledWorld, name: string) =>
  (await world.pod(name)).status?.nominatedNodeName;
const isGoing = async (world: ScheduledWorld, name: string) =>
  (await world.pod(name)).metadata?.deletionTimestamp !== undefined;
const attempts = ({ trace }: ScheduledWorld, name: string) =>
  trace.filter(({ kind, fields }) => kind === 'schedule' && fields.pod === `default/${name}`).length;
const noRoom = (cause: string) => `0/1 nodes are available: 1 Insufficient cpu. ${cause}`;

test('a pod that is less important makes way: it is told why, and the other comes when it is gone', async () => {
  const world = await openWith(['node-1']);
  await world.create(at('low', 'weak'));
  await world.create(at('high', 'strong'));
  const { metadata, status } = await world.pod('weak');
  expect(metadata).toMatchObject({ deletionGracePeriodSeconds: 30 });
  expect(status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: 'default-scheduler: preempting to accommodate a higher priority pod',
    observedGeneration: 1,
  });
  const strong = await world.pod('strong');
  expect(strong.status).toMatchObject({
    nominatedNodeName: 'node-1',
    conditions: [
      {
        type: 'PodScheduled',
        reason: 'Unschedulable',
        message: '0/1 nodes are available: 1 Insufficient cpu.',
      },
    ],
  });
  expect((await world.events()).slice(1).sort()).toEqual([
    'FailedScheduling strong: 0/1 nodes are available: 1 Insufficient cpu.',
    `Preempted weak: Preempted by pod ${strong.metadata?.uid} on node node-1`,
  ]);
  await world.simulation.runFor(60_000);
  expect(attempts(world, 'strong')).toBe(1);
  await world.deletePod('weak');
  expect([await nodeOf(world, 'strong'), await nominatedOf(world, 'strong')]).toEqual(['node-1', undefined]);
});

test('what the preemption writes follows from the attempt', async () => {
  const world = await openWith(['node-1']);
  await world.create(at('low', 'weak'));
  await world.create(at('high', 'strong'));
  const attempt = world.trace.find(
    ({ kind, fields }) => kind === 'schedule' && fields.pod === 'default/strong',
  );
  const deletion = world.trace.find(
    ({ kind, fields }) => kind === 'write' && fields.name === 'weak' && fields.verb === 'delete',
  );
  expect(deletion?.causes).toEqual([{ record: attempt?.id }]);
});

describe('nobody makes way', () => {
  test('for an equal, and the message says so', async () => {
    const world = await openWith(['node-1']);
    await world.create(at('mid', 'first'));
    await world.create(at('mid', 'second'));
    const says =
      'no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.';
    expect((await world.events()).at(-1)).toBe(`FailedScheduling second: ${noRoom(says)}`);
    expect(await nominatedOf(world, 'second')).toBeUndefined();
  });

  test('for a pod that is not to preempt, however important', async () => {
    const world = await openWith(['node-1']);
    await world.create(at('low', 'weak'));
    await world.create(at('polite', 'strong'));
    const says = 'no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.';
    expect((await world.events()).at(-1)).toBe(`FailedScheduling strong: ${noRoom(says)}`);
    await world.simulation.runFor(600_000);
    expect(await isGoing(world, 'weak')).toBe(false);
    await world.deletePod('weak');
    expect(await nodeOf(world, 'strong')).toBe('node-1');
  });

  test('where it would not help', async () => {
    const world = await openWith(['node-1']);
    await world.create(at('low', 'weak'));
    await world.create(at('high', 'strong', '3'));
    await world.create(at('high', 'choosy', '2', { nodeSelector: { disk: 'ssd' } }));
    const notHelpful =
      'no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
    expect((await world.events()).slice(-2)).toEqual([
      `FailedScheduling strong: ${noRoom(notHelpful)}`,
      `FailedScheduling choosy: 0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. ${notHelpful}`,
    ]);
    expect(await isGoing(world, 'weak')).toBe(false);
  });
});

describe('who makes way', () => {
  test('are as few as will do, and rather those that no budget protects', async () => {
    const world = await openWith(['node-1', 'node-2']);
    const labels = { app: 'db' };
    await world.create({ ...at('low', 'small-1', '1', { nodeName: 'node-1' }) });
    await world.create({ ...at('low', 'small-2', '1', { nodeName: 'node-1' }) });
    const db = at('low', 'db', '2', { nodeName: 'node-2' });
    await world.create({ ...db, metadata: { ...db.metadata, labels } });
    await world.simulation.complete(async () => {
      const budget = {
        metadata: { name: 'db', namespace: 'default' },
        spec: { selector: { matchLabels: labels } },
      };
      await world.client.create(policyV1.podDisruptionBudgets, budget);
    });
    await world.create(at('high', 'strong', '2'));
    const going = [];
    for (const name of ['small-1', 'small-2', 'db']) going.push(await isGoing(world, name));
    expect([await nominatedOf(world, 'strong'), ...going]).toEqual(['node-1', true, true, false]);
  });

  test('goes against its budget where nothing else will do', async () => {
    const world = await openWith(['node-1']);
    const labels = { app: 'db' };
    const db = at('low', 'db');
    await world.create({ ...db, metadata: { ...db.metadata, labels } });
    await world.simulation.complete(async () => {
      const budget = {
        metadata: { name: 'db', namespace: 'default' },
        spec: { selector: { matchLabels: labels } },
      };
      await world.client.create(policyV1.podDisruptionBudgets, budget);
    });
    await world.create(at('high', 'strong'));
    expect(await isGoing(world, 'db')).toBe(true);
  });

  test('may be a pod whose port is wanted', async () => {
    const world = await openWith(['node-1']);
    const withPort = (className: string, name: string): V1Pod => {
      const made = at(className, name, '100m');
      const containers = made.spec?.containers.map((one) => ({
        ...one,
        ports: [{ containerPort: 80, hostPort: 80 }],
      }));
      return { ...made, spec: { ...made.spec, containers: containers ?? [] } };
    };
    await world.create(withPort('low', 'weak'));
    await world.create(at('low', 'bystander', '100m'));
    await world.create(withPort('high', 'strong'));
    expect([await isGoing(world, 'weak'), await isGoing(world, 'bystander')]).toEqual([true, false]);
  });
});

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
