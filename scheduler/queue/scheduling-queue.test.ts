import { beforeEach, describe, expect, test } from 'vitest';
import type { V1Node, V1Pod } from '../../api/index.ts';
import { createSimulation, type Simulation } from '../../simulation/index.ts';
import { Nominator } from '../cache/nominator.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { defaultConfiguration } from '../configuration/configuration.ts';
import type { Plugin, PluginEntry } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';
import { defaultPlugins } from '../plugins/index.ts';
import { rows, testProfiles } from '../testing/frameworks.ts';
import { node, pod } from '../testing/objects.ts';
import { backoffMs, QueuedPod } from './queued-pod.ts';
import { SchedulingQueue } from './scheduling-queue.ts';

const fit = new Set(['NodeResourcesFit']);
const taints = new Set(['TaintToleration']);
const none = new Set<string>();
const cause = { revision: 7 };

let simulation: Simulation;
let queue: SchedulingQueue;
let nominator: Nominator;
let readyCalls = 0;

beforeEach(() => {
  simulation = createSimulation({ seed: 1 });
  readyCalls = 0;
  open();
});

/** A queue of a scheduler with these plugins. */
function open(plugins?: readonly PluginEntry[]): void {
  const { clock } = simulation.environment;
  nominator = new Nominator();
  queue = new SchedulingQueue(
    clock,
    testProfiles(plugins),
    nominator,
    defaultConfiguration,
    () => readyCalls++,
  );
}

function add(name: string, priority = 0, spec: Partial<NonNullable<V1Pod['spec']>> = {}): V1Pod {
  const made = pod(name, { cpu: '1' }, { priority, ...spec });
  queue.set(made, cause);
  return made;
}

const popName = () => queue.pop()?.info.pod.metadata?.name;
const freed = { resource: 'AssignedPod', action: 'Delete', before: pod('gone'), after: undefined } as const;
const added = (after: V1Node) => ({ resource: 'Node', action: 'Add', before: undefined, after }) as const;

/** Tries the next pod in vain. */
function fail(rejectedBy: ReadonlySet<string>): void {
  const queued = queue.pop();
  if (queued === undefined) throw new Error('there is no pod');
  queue.addUnschedulable(queued, rejectedBy);
}

test('pods come out by priority, then in the order they came', () => {
  add('low');
  add('high', 10);
  add('low-too');
  add('high-too', 10);
  expect([popName(), popName(), popName(), popName(), popName()]).toEqual([
    'high',
    'high-too',
    'low',
    'low-too',
    undefined,
  ]);
  expect(readyCalls).toBe(4);
});

test('a pod told of twice is there once, as it was told last; one deleted is not there', () => {
  const first = add('web');
  queue.set({ ...first, metadata: { ...first.metadata, labels: { new: 'yes' } } }, cause);
  add('gone');
  queue.delete('uid-gone');
  const queued = queue.pop();
  expect(queued?.info.pod.metadata?.labels).toEqual({ new: 'yes' });
  expect(queue.pop()).toBeUndefined();
});

test.each([
  [0, 0, 0],
  [1, 0, 1_000],
  [2, 0, 2_000],
  [3, 0, 4_000],
  [4, 0, 8_000],
  [5, 0, 10_000],
  [2_000, 0, 10_000],
  [5, 1, 1_000],
  [1, 3, 4_000],
])('unschedulable %i times, %i errors in a row: waits %i ms', (unschedulable, errors, expected) => {
  const queued = new QueuedPod(new PodInfo(pod('p')), 0, []);
  queued.unschedulableCount = unschedulable;
  queued.consecutiveErrors = errors;
  expect(backoffMs(queued, defaultConfiguration)).toBe(expected);
});

describe('a pod that no node took', () => {
  test('sleeps until something may help it', () => {
    add('web');
    fail(fit);
    expect(queue.counts).toEqual({ active: 0, backoff: 0, unschedulable: 1, gated: 0 });
    queue.move({ resource: 'Node', action: 'UpdateLabel', before: node('n'), after: node('n') }, cause);
    queue.move({ resource: 'AssignedPod', action: 'Add', before: undefined, after: pod('x') }, cause);
    queue.move(added(node('small', { cpu: '500m' })), cause);
    expect(queue.counts.unschedulable).toBe(1);
    queue.move(freed, { revision: 42 });
    expect(queue.counts).toMatchObject({ backoff: 1, unschedulable: 0 });
    expect(queue.pop()?.causes).toEqual([{ revision: 42 }]);
  });

  test('is asked about by each plugin that turned it away, and by no other', () => {
    add('web');
    fail(taints);
    queue.move(freed, cause);
    queue.move(added(node('n', {}, { taints: [{ key: 'k', effect: 'NoSchedule' }] })), cause);
    expect(queue.counts.unschedulable).toBe(1);
    queue.move(added(node('n')), cause);
    expect(queue.counts.unschedulable).toBe(0);
  });

  test('goes to the end of its backoff when others are to be tried, else it is tried at once', async () => {
    add('web');
    fail(fit);
    queue.move(freed, cause);
    add('other');
    expect([popName(), popName()]).toEqual(['other', 'web']);
  });

  test('is active again when its backoff is over', async () => {
    add('web');
    fail(fit);
    queue.move(freed, cause);
    await simulation.runFor(999);
    expect(queue.counts).toMatchObject({ active: 0, backoff: 1 });
    await simulation.runFor(1);
    expect(queue.counts).toMatchObject({ active: 1, backoff: 0 });
  });

  test('is active at once when something helps after its backoff', async () => {
    add('web');
    fail(fit);
    await simulation.runFor(1_000);
    queue.move(freed, cause);
    expect(queue.counts).toMatchObject({ active: 1, backoff: 0 });
  });

  test('does not sleep through what happened while it was tried', () => {
    add('web');
    add('other');
    const web = queue.pop();
    const other = queue.pop();
    if (web === undefined || other === undefined) throw new Error('there are two pods');
    queue.move(freed, { revision: 43 });
    queue.move(freed, { revision: 44 });
    queue.addUnschedulable(web, fit);
    expect(queue.counts).toMatchObject({ backoff: 1, unschedulable: 0 });
    expect(web.causes).toEqual([{ revision: 43 }, { revision: 44 }]);
    queue.addUnschedulable(other, taints);
    expect(queue.counts).toMatchObject({ backoff: 1, unschedulable: 1 });
  });

  test('is woken by a change of its own that counts, not by one of its status', () => {
    const web = add('web');
    fail(taints);
    queue.set({ ...web, status: { phase: 'Pending' } }, cause);
    expect(queue.counts.unschedulable).toBe(1);
    const spec = { containers: [], ...web.spec, tolerations: [{ operator: 'Exists' }] };
    queue.set({ ...web, spec }, { revision: 8 });
    expect(queue.counts).toMatchObject({ backoff: 1, unschedulable: 0 });
  });

  test('is tried again after five minutes all the same, and its timer is a background one', async () => {
    add('web');
    fail(fit);
    await simulation.settle();
    expect(queue.counts.unschedulable).toBe(1);
    await simulation.runFor(5 * 60_000 - 1);
    expect(queue.counts.unschedulable).toBe(1);
    await simulation.runFor(1);
    expect(queue.counts).toMatchObject({ active: 1, unschedulable: 0 });
    queue.delete('uid-web');
    expect(simulation.pending()).toEqual([]);
  });
});

test('a pod whose attempt failed by an error waits, even when there is nothing else to do', async () => {
  add('web');
  fail(none);
  expect(queue.counts).toMatchObject({ backoff: 1 });
  expect(queue.pop()).toBeUndefined();
  await simulation.runFor(1_000);
  fail(none);
  await simulation.runFor(1_999);
  expect(queue.pop()).toBeUndefined();
  await simulation.runFor(1);
  expect(popName()).toBe('web');
});

test('pods that wait after attempts come out in the order they may, and then by priority', async () => {
  for (const [name, priority] of [
    ['late', 5],
    ['low', 0],
    ['high', 5],
  ] as const)
    add(name, priority);
  const late = queue.pop();
  const high = queue.pop();
  const low = queue.pop();
  if (late === undefined || low === undefined || high === undefined) throw new Error('there are three pods');
  for (const queued of [low, high]) queue.addUnschedulable(queued, fit);
  await simulation.runFor(10);
  queue.addUnschedulable(late, fit);
  queue.move(freed, cause);
  expect([popName(), popName(), popName(), popName()]).toEqual(['high', 'low', 'late', undefined]);
});

test('an attempt that ended counts for nothing any more: its pod may come again, and no event is kept for it', () => {
  const web = add('web');
  queue.set(web, cause);
  const queued = queue.pop();
  queue.set(web, cause);
  expect(queue.has('uid-web')).toBe(false);
  queue.done('uid-web');
  queue.set(web, cause);
  expect(queue.has('uid-web')).toBe(true);
  expect(queued?.info.uid).toBe('uid-web');
});

test('an event from before an attempt does not wake the pod after it, one from before it ended does', () => {
  add('first');
  const first = queue.pop();
  queue.move(freed, { revision: 1 });
  add('second');
  const second = queue.pop();
  if (first === undefined || second === undefined) throw new Error('there are two pods');
  queue.addUnschedulable(second, fit);
  expect(queue.counts).toMatchObject({ backoff: 0, unschedulable: 1 });
  queue.addUnschedulable(first, fit);
  expect(queue.counts).toMatchObject({ backoff: 1, unschedulable: 1 });
  add('third');
  fail(fit);
  expect(queue.counts).toMatchObject({ unschedulable: 2 });
});

test('a pod whose attempt ended, but who is back already, stays as it is', () => {
  const web = add('web');
  const queued = queue.pop();
  if (queued === undefined) throw new Error('there is a pod');
  queue.done('uid-web');
  queue.set(web, cause);
  queue.addUnschedulable(queued, fit);
  expect(queue.counts).toEqual({ active: 1, backoff: 0, unschedulable: 0, gated: 0 });
});

test('the pod that made the event is not woken by it', () => {
  for (const name of ['a', 'b']) {
    add(name);
    fail(fit);
  }
  queue.move(freed, cause, ({ uid }) => uid !== 'uid-a');
  expect([popName(), popName()]).toEqual(['b', undefined]);
});

test('errors do not count as refusals, and a refusal ends the row of errors', async () => {
  add('web');
  const waits = async (rejectedBy: ReadonlySet<string>) => {
    const queued = queue.pop();
    if (queued === undefined) throw new Error('there is no pod');
    queue.addUnschedulable(queued, rejectedBy);
    const forMs = queued.backoffUntilMs - simulation.environment.clock.now();
    queue.move(freed, cause);
    await simulation.runFor(forMs);
    return forMs;
  };
  const waited = [];
  for (const rejectedBy of [none, none, fit, none, fit]) waited.push(await waits(rejectedBy));
  expect(waited).toEqual([1_000, 2_000, 1_000, 1_000, 2_000]);
});

test('of those that sleep only who has slept for five minutes is tried again', async () => {
  add('early');
  fail(fit);
  await simulation.runFor(60_000);
  add('late');
  fail(fit);
  await simulation.runFor(4 * 60_000);
  expect([popName(), popName()]).toEqual(['early', undefined]);
  await simulation.runFor(60_000);
  expect([popName(), popName()]).toEqual(['late', undefined]);
});

test('a change of priority puts a pod in its new place', () => {
  const web = add('web', 1);
  add('other', 2);
  queue.set({ ...web, spec: { containers: [], ...web.spec, priority: 3 } }, cause);
  expect([popName(), popName()]).toEqual(['web', 'other']);
});

test('a pod that is deleted leaves no timer behind', () => {
  for (const rejectedBy of [fit, none]) {
    add('web');
    fail(rejectedBy);
    queue.delete('uid-web');
    queue.delete('uid-web');
    expect(simulation.pending()).toEqual([]);
  }
});

test('a gated pod stays out until its gates are gone, and no event brings it in', () => {
  const gated = add('web', 0, { schedulingGates: [{ name: 'wait' }] });
  queue.move(freed, cause);
  queue.move(added(node('n')), cause);
  expect(queue.counts).toEqual({ active: 0, backoff: 0, unschedulable: 0, gated: 1 });
  const spec = { containers: [], ...gated.spec, schedulingGates: [] };
  queue.set({ ...gated, spec }, cause);
  expect(queue.counts).toMatchObject({ active: 1, gated: 0 });
});

test('a closed queue leaves no timer behind', () => {
  add('a');
  fail(fit);
  add('b');
  fail(none);
  expect(simulation.pending()).not.toEqual([]);
  queue.close();
  expect(simulation.pending()).toEqual([]);
});

describe('a plugin that keeps pods out for a while', () => {
  let isClosed = false;
  const gate: Plugin = {
    name: 'Gate',
    events: [{ resource: 'AssignedPod', action: 'Delete', hint: () => false }],
    preEnqueue: () => (isClosed ? new Status('UnschedulableAndUnresolvable', 'Gate', 'closed') : undefined),
  };

  beforeEach(() => {
    open([...defaultPlugins, ...rows([gate])]);
    isClosed = false;
    add('web');
  });

  test('is asked again when something happens that it looks at, and that helps with what others said', () => {
    fail(new Set(['NodeResourcesFit', 'NodeUnschedulable']));
    isClosed = true;
    queue.move(freed, cause);
    expect(queue.counts).toMatchObject({ unschedulable: 0, gated: 1 });
    isClosed = false;
    queue.move(added(node('n')), cause);
    expect(queue.counts).toMatchObject({ gated: 1 });
    queue.move(freed, cause);
    expect(queue.counts).toMatchObject({ gated: 0, backoff: 1 });
  });

  test('is asked of a pod for which something has happened while it was tried', () => {
    const queued = queue.pop();
    isClosed = true;
    queue.move(freed, cause);
    if (queued !== undefined) queue.addUnschedulable(queued, fit);
    expect(queue.counts).toMatchObject({ gated: 1, backoff: 0 });
  });

  test('is not asked again by time alone', async () => {
    fail(fit);
    isClosed = true;
    queue.move(freed, cause);
    isClosed = false;
    await simulation.runFor(600_000);
    expect(queue.counts).toMatchObject({ gated: 1, active: 0 });
  });
});

test('a pod for which something has failed is tried again at the end of its back-off, and not before', async () => {
  add('web');
  fail(fit);
  queue.retry('uid-web');
  queue.retry('uid-unknown');
  expect([popName(), queue.counts.backoff]).toEqual([undefined, 1]);
  await simulation.runFor(1_000);
  expect(popName()).toBe('web');
});

describe('a pod that is to come to a certain node', () => {
  const nominated = (name: string, nodeName: string, spec = {}): V1Pod => ({
    ...pod(name, {}, spec),
    status: { nominatedNodeName: nodeName },
  });

  test('counts there from when the queue knows of it until it is told otherwise or gone', () => {
    queue.set(nominated('web', 'n1'), cause);
    expect(nominator.nodeOf('uid-web')).toBe('n1');
    queue.set(nominated('web', 'n2'), cause);
    expect(nominator.nodeOf('uid-web')).toBe('n2');
    queue.set(pod('web'), cause);
    expect(nominator.isEmpty).toBe(true);
    queue.nominate(new PodInfo(pod('web')), 'n3');
    expect([queue.delete('uid-web'), nominator.isEmpty, queue.delete('uid-web')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('counts nowhere while its gates are closed', () => {
    queue.set(nominated('web', 'n1', { schedulingGates: [{ name: 'wait' }] }), cause);
    expect(nominator.isEmpty).toBe(true);
  });
});
