import { expect, test } from 'vitest';
import { coreV1, schedulingV1, type V1Pod } from '../api/index.ts';
import type { Client } from '../client/index.ts';
import type { PluginFactory } from './framework/plugin.ts';
import { node, pod } from './testing/objects.ts';
import { openWorld, type ScheduledWorld } from './testing/scheduled-world.ts';

// Pods that have a node, but are not bound to it yet: a plugin has them wait, or prepares something for them.

/** How many pods were prepared in vain. */
let ended = 0;

/** Has a pod with the label `permit` wait for a minute, and takes an hour to prepare one with the label `prepare`. */
const slow: PluginFactory = (_args, handle) => ({
  name: 'Slow',
  permit: (_state, { pod: { metadata } }) =>
    metadata?.labels?.permit === undefined ? undefined : { waitMs: 60_000 },
  preBindPreFlight: (_state, { pod: { metadata } }) =>
    metadata?.labels?.prepare === undefined ? 'skip' : undefined,
  preBind: async (_state, _pod, _nodeName, signal) => {
    await handle.pause(3_600_000);
    if (signal.aborted) ended++;
    return undefined;
  },
});

async function openSlow(): Promise<ScheduledWorld> {
  const before = async (client: Client) => {
    for (const [name, value] of Object.entries({ low: 1, high: 10 }))
      await client.create(schedulingV1.priorityClasses, { metadata: { name }, value });
  };
  const world = await openWorld({ before, plugins: [{ name: 'Slow', plugin: slow }] });
  await world.create(node('node-1', { cpu: '2', memory: '8Gi' }));
  return world;
}

function at(priorityClassName: string, name: string, label?: string): V1Pod {
  const made = pod(name, { cpu: '2' }, { priorityClassName });
  return { ...made, metadata: { ...made.metadata, labels: label === undefined ? {} : { [label]: '' } } };
}

/** Makes a pod, and lets a second pass: what is prepared would end otherwise. */
async function make(world: ScheduledWorld, made: V1Pod): Promise<void> {
  await world.simulation.complete(() => world.client.create(coreV1.pods, made));
  await world.simulation.runFor(1_000);
}

const placeOf = async (world: ScheduledWorld, name: string) => {
  const { spec, status } = await world.pod(name);
  return [spec?.nodeName, status?.nominatedNodeName];
};

test.each([
  ['permit', 90_000, [undefined, undefined]],
  ['prepare', 3_700_000, ['node-1', undefined]],
])('is nominated for its node while it waits: %s', async (label, thenMs, end) => {
  const world = await openSlow();
  await make(world, at('low', 'web', label));
  expect(await placeOf(world, 'web')).toEqual([undefined, 'node-1']);
  await world.simulation.runFor(thenMs);
  expect(await placeOf(world, 'web')).toEqual(end);
});

test('is not nominated where it is bound at once', async () => {
  const world = await openSlow();
  await make(world, at('low', 'web'));
  expect(await placeOf(world, 'web')).toEqual(['node-1', undefined]);
  const told = world.trace.filter(
    ({ kind, fields }) => kind === 'write' && fields.name === 'web' && fields.subresource === 'status',
  );
  expect(told).toEqual([]);
});

test.each([
  ['permit', 'waiting on permit for pod: preempted'],
  ['prepare', 'running PreBind plugin "Slow": preempted by DefaultPreemption'],
])('makes way without being deleted, and is tried again: %s', async (label, says) => {
  const world = await openSlow();
  await make(world, at('low', 'weak', label));
  await make(world, at('high', 'strong'));
  expect(await placeOf(world, 'strong')).toEqual(['node-1', undefined]);
  const { metadata, status } = await world.pod('weak');
  expect([metadata?.deletionTimestamp, status?.nominatedNodeName]).toEqual([undefined, undefined]);
  const { uid } = (await world.pod('strong')).metadata ?? {};
  const events = await world.events();
  expect(events).toContain(`FailedScheduling weak: ${says}`);
  expect(events).toContain(
    `Preempted weak: Preempted by pod ${uid} on node node-1 (in kube-scheduler memory).`,
  );
  const key = { namespace: 'default', name: 'strong' };
  await world.simulation.complete(() => world.client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
  await world.simulation.runFor(20_000);
  expect(await placeOf(world, 'weak')).toEqual([undefined, 'node-1']);
  ended = 0;
  await world.simulation.runFor(3_600_000);
  expect(ended).toBe(label === 'prepare' ? 1 : 0);
});
