import { describe, expect, test } from 'vitest';
import { policyV1, type V1Pod } from '../api/index.ts';
import { at, attempts, isGoing, nodeOf, nominatedOf, openWith } from './testing/preemption-world.ts';

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
    const withPort = (className: Parameters<typeof at>[0], name: string): V1Pod => {
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
