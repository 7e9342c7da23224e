import { expect, test } from 'vitest';
import type { AttemptFields } from '../../environment/index.ts';
import { createSimulation } from '../../simulation/index.ts';
import { rows } from '../testing/frameworks.ts';
import { node, pod } from '../testing/objects.ts';
import { openWorld, type ScheduledWorld } from '../testing/scheduled-world.ts';
import { AttemptLog } from './attempt-log.ts';

async function logged(): Promise<{ readonly world: ScheduledWorld; readonly log: AttemptLog }> {
  const world = await openWorld();
  const { trace, clock } = world.simulation.environment;
  return { world, log: new AttemptLog(trace, () => clock.now(), 1_000_000) };
}

test('an attempt that placed a pod says what each plugin gave, and how it was counted', async () => {
  const { world, log } = await logged();
  await world.create(node('node-1'));
  await world.create(node('node-2', {}, { unschedulable: true }));
  await world.create(node('node-3', { cpu: '8', memory: '8Gi' }));
  await world.create(pod('web', { cpu: '1', memory: '1Gi' }));
  const { place, attempts } = log.of('default/web');
  expect(place).toBeUndefined();
  expect(attempts).toHaveLength(1);
  const [attempt] = attempts;
  expect(attempt).toMatchObject({
    attempt: 1,
    because: { event: 'UnscheduledPodAdd' },
    nodeCount: 3,
    node: 'node-3',
    feasible: ['node-1', 'node-3'],
    refused: [
      {
        plugin: 'NodeUnschedulable',
        code: 'UnschedulableAndUnresolvable',
        reasons: ['node(s) were unschedulable'],
        nodes: ['node-2'],
      },
    ],
  });
  const fit = attempt?.scores.find(({ plugin }) => plugin === 'NodeResourcesFit');
  expect(fit).toEqual({ plugin: 'NodeResourcesFit', weight: 1, raw: [81, 87], normalized: [81, 87] });
  const sums = [0, 1].map((at) =>
    attempt?.scores.reduce((sum, { weight, normalized }) => sum + weight * (normalized[at] ?? 0), 0),
  );
  expect(attempt?.totals).toEqual(sums);
  const schedule = world.trace.find(({ kind }) => kind === 'schedule');
  expect(attempt?.record).toBe(schedule?.id);
});

test('a pod that waits says who refused which node, and what it was tried again because of', async () => {
  const { world, log } = await logged();
  await world.create(node('node-1', { cpu: '1', memory: '8Gi' }));
  await world.create(node('node-2', { cpu: '2', memory: '8Gi' }));
  await world.create(pod('large', { cpu: '4' }));
  expect(log.of('default/large')).toMatchObject({
    place: { place: 'unschedulable', plugins: ['NodeResourcesFit'] },
    attempts: [
      {
        attempt: 1,
        refused: [{ plugin: 'NodeResourcesFit', reasons: ['Insufficient cpu'], nodes: ['node-1', 'node-2'] }],
        message: expect.stringContaining('0/2 nodes are available: 2 Insufficient cpu.'),
      },
    ],
  });
  await world.create(node('node-3', { cpu: '8', memory: '8Gi' }));
  // New nodes are tainted until they are ready.
  expect(log.of('default/large').attempts.slice(1)).toMatchObject([
    { attempt: 2, because: { event: 'Node/Add', object: 'node-3', plugin: 'NodeResourcesFit' } },
    {
      attempt: 3,
      because: { event: 'Node/UpdateTaint', object: 'node-3', plugin: 'TaintToleration' },
      node: 'node-3',
    },
  ]);
});

test('a pod with a gate says so without an attempt', async () => {
  const { world, log } = await logged();
  await world.create(pod('gated', {}, { schedulingGates: [{ name: 'example.com/wait' }] }));
  expect(log.of('default/gated')).toMatchObject({
    place: { place: 'gated', plugins: ['SchedulingGates'], message: expect.stringContaining('gates') },
    attempts: [],
  });
  await world.deletePod('gated');
  expect(log.of('default/gated').place).toBeUndefined();
});

test('a pod that waits for a permit says for whose', async () => {
  const holds = { name: 'Holds', permit: () => ({ waitMs: 60_000 }) };
  const world = await openWorld({ plugins: rows([holds]) });
  const { trace, clock } = world.simulation.environment;
  const log = new AttemptLog(trace, () => clock.now(), 1_000_000);
  await world.create(node('node-1'));
  await world.create(pod('held'));
  expect(log.of('default/held').place).toMatchObject({ place: 'permit', plugins: ['Holds'], node: 'node-1' });
});

test('the oldest attempts are forgotten when there is no room', () => {
  const { trace, clock } = createSimulation({ seed: 1 }).environment;
  const log = new AttemptLog(trace, () => clock.now(), 25_000);
  const nodes = Array.from({ length: 1_000 }, (_, at) => `node-${at}`);
  for (let attempt = 1; attempt <= 5; attempt++) trace.detail('attempt', refusedBy(nodes, attempt));
  const { attempts, forgotten } = log.of('default/p');
  expect(attempts.map(({ attempt }) => attempt)).toEqual([4, 5]);
  expect(forgotten).toBe(3);
});

test('that a pod is gone says nothing of another that has its name by now', () => {
  const { trace, clock } = createSimulation({ seed: 1 }).environment;
  const log = new AttemptLog(trace, () => clock.now(), 1_000_000);
  for (const uid of ['uid-1', 'uid-2']) trace.detail('pod-place', { pod: 'default/p', uid, place: 'active' });
  trace.detail('pod-place', { pod: 'default/p', uid: 'uid-1', place: 'gone' });
  expect(log.of('default/p').place).toMatchObject({ uid: 'uid-2', place: 'active' });
  trace.detail('pod-place', { pod: 'default/p', uid: 'uid-2', place: 'gone' });
  expect(log.of('default/p').place).toBeUndefined();
});

test('pods that would have to go take room, too', () => {
  const { trace, clock } = createSimulation({ seed: 1 }).environment;
  const log = new AttemptLog(trace, () => clock.now(), 25_000);
  const victims = Array.from({ length: 100 }, (_, at) => `default/victim-${at}`);
  const candidates = Array.from({ length: 10 }, (_, at) => ({ node: `node-${at}`, victims, violations: 0 }));
  for (let attempt = 1; attempt <= 5; attempt++)
    trace.detail('attempt', { ...refusedBy([], attempt), candidates });
  const { attempts, forgotten } = log.of('default/p');
  expect(attempts.map(({ attempt }) => attempt)).toEqual([4, 5]);
  expect(forgotten).toBe(3);
});

function refusedBy(nodes: readonly string[], attempt: number): AttemptFields {
  return {
    pod: 'default/p',
    uid: 'uid-p',
    podRevision: 1,
    attempt,
    record: attempt,
    because: { event: 'UnscheduledPodAdd' },
    nodeCount: nodes.length,
    refused: [{ plugin: 'NodeResourcesFit', code: 'Unschedulable', reasons: ['Insufficient cpu'], nodes }],
    feasible: [],
    scores: [],
    totals: [],
  };
}
