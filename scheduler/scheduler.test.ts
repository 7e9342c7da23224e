import { describe, expect, test } from 'vitest';
import { node, pod } from './testing/objects.ts';
import { openWorld } from './testing/scheduled-world.ts';

const taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };

describe('a scheduler at work', () => {
  test('binds a pod, says so in an event, and names what caused it', async () => {
    const world = await openWorld();
    await world.create(node('node-1'));
    await world.create(pod('web', { cpu: '1' }));
    const bound = await world.pod('web');
    expect(bound.spec?.nodeName).toBe('node-1');
    expect(bound.status?.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
    expect(await world.events()).toEqual(['Scheduled web: Successfully assigned default/web to node-1']);
    const record = world.trace.find(({ kind }) => kind === 'schedule');
    expect(record).toMatchObject({
      by: 'default-scheduler',
      fields: { pod: 'default/web', node: 'node-1', feasible: 1, evaluated: 1 },
    });
    expect(record?.cause).toHaveProperty('revision');
  });

  test('says why a pod has no place, once', async () => {
    const world = await openWorld();
    for (const name of ['node-1', 'node-2']) await world.create(node(name, { cpu: '2', memory: '8Gi' }));
    await world.create(node('node-3', { cpu: '2', memory: '8Gi' }, { taints: [taint] }));
    for (const name of ['a', 'b']) await world.create(pod(name, { cpu: '2' }));
    await world.create(pod('c', { cpu: '1' }));
    const message =
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. ' +
      'preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, ' +
      '2 No preemption victims found for incoming pod.';
    const waiting = await world.pod('c');
    expect(waiting.spec?.nodeName).toBeUndefined();
    expect(waiting.status?.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message },
    ]);
    expect((await world.events()).at(-1)).toBe(`FailedScheduling c: ${message}`);
    await world.simulation.runFor(4 * 60_000);
    expect(attempts(world.trace, 'c')).toBe(1);
  });
});

function attempts(
  trace: readonly { kind: string; fields: Readonly<Record<string, unknown>> }[],
  name: string,
) {
  return trace.filter(({ kind, fields }) => kind === 'unschedulable' && fields.pod === `default/${name}`)
    .length;
}
