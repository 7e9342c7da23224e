import { beforeEach, describe, expect, test } from 'vitest';
import type { V1Node, V1Pod, V1PodSpec } from '../api/index.ts';
import type { KubeObject } from '../apimachinery/index.ts';
import { createSimulation } from '../simulation/index.ts';
import { SchedulerCache } from './cache/cache.ts';
import { Nominator } from './cache/nominator.ts';
import { defaultConfiguration } from './configuration/configuration.ts';
import { nodeEventHandler, placeOf, podEventHandler } from './event-handlers.ts';
import type { ClusterEvent } from './framework/cluster-event.ts';
import type { Plugin } from './framework/plugin.ts';
import { WaitingPods } from './framework/waiting-pods.ts';
import { defaultPlugins } from './plugins/index.ts';
import { SchedulingQueue } from './queue/scheduling-queue.ts';
import { rows, testProfiles } from './testing/frameworks.ts';
import { node, pod } from './testing/objects.ts';

let told: string[];
let cache: SchedulerCache;
let queue: SchedulingQueue;
let pods: Required<ReturnType<typeof podEventHandler>>;
let nodes: Required<ReturnType<typeof nodeEventHandler>>;

/** A queue in which a pod sleeps that is asked about all that happens. */
beforeEach(() => {
  told = [];
  const text = (object: KubeObject | undefined) => object?.metadata?.uid ?? object?.metadata?.name ?? 'none';
  const hint = (_pod: unknown, { resource, action, before, after }: ClusterEvent) => {
    told.push(`${resource}/${action} ${text(before)} -> ${text(after)}`);
    return false;
  };
  const watcher: Plugin = {
    name: 'Watcher',
    filter: () => undefined,
    events: (['Node', 'AssignedPod'] as const).map((resource) => ({ resource, action: '*', hint })),
  };
  const profiles = testProfiles([...defaultPlugins, ...rows([watcher])]);
  queue = new SchedulingQueue(
    createSimulation({ seed: 1 }).environment.clock,
    profiles,
    new Nominator(),
    defaultConfiguration,
    () => {},
  );
  cache = new SchedulerCache();
  pods = podEventHandler(profiles, cache, queue, new WaitingPods()) as typeof pods;
  nodes = nodeEventHandler(cache, queue) as typeof nodes;
  queue.set(pod('sleeper'), undefined);
  const sleeper = queue.pop();
  if (sleeper !== undefined) queue.addUnschedulable(sleeper, new Set(['Watcher']));
});

const on = (nodeName: string, name: string, cpu = '1', spec: Partial<V1PodSpec> = {}) =>
  pod(name, { cpu }, { nodeName, ...spec });
const usedCpu = (name: string) => cache.node(name)?.requested.milliCpu;

test.each<[string, V1Pod, string]>([
  ['without a node', pod('p'), 'waiting'],
  ['of ours, by name', pod('p', {}, { schedulerName: 'default-scheduler' }), 'waiting'],
  ['whose node is the empty text', pod('p', {}, { nodeName: '' }), 'waiting'],
  ['of another scheduler', pod('p', {}, { schedulerName: 'another' }), 'elsewhere'],
  ['of another scheduler, on a node', pod('p', {}, { schedulerName: 'another', nodeName: 'n' }), 'assigned'],
  [
    'that is being deleted',
    { ...pod('p'), metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } },
    'elsewhere',
  ],
  ['that has succeeded', { ...on('n', 'p'), status: { phase: 'Succeeded' } }, 'elsewhere'],
  ['that has failed', { ...on('n', 'p'), status: { phase: 'Failed' } }, 'elsewhere'],
  ['that runs', { ...on('n', 'p'), status: { phase: 'Running' } }, 'assigned'],
])('a pod %s: %s', (_name, of, expected) => {
  expect(placeOf(of, testProfiles())).toBe(expected);
});

describe('of pods', () => {
  test('each change is told once, however often the informer tells it', () => {
    const web = on('node-1', 'web');
    pods.onAdd(web, true);
    pods.onAdd(web, false);
    pods.onUpdate(web, web);
    const smaller = on('node-1', 'web', '500m');
    pods.onUpdate(web, smaller);
    const labelled = { ...smaller, metadata: { ...smaller.metadata, labels: { new: 'yes' } } };
    pods.onUpdate(smaller, labelled);
    pods.onDelete(labelled, false);
    pods.onDelete(labelled, false);
    expect(told).toEqual([
      'AssignedPod/Add none -> uid-web',
      'AssignedPod/UpdateScaleDown uid-web -> uid-web',
      'AssignedPod/UpdateLabel uid-web -> uid-web',
      'AssignedPod/Delete uid-web -> none',
    ]);
  });

  test('one that has finished takes no room, and its later deletion is no news', () => {
    nodes.onAdd(node('node-1'), true);
    told.length = 0;
    const web = on('node-1', 'web');
    const finished = { ...web, status: { phase: 'Succeeded' } };
    pods.onAdd(web, true);
    pods.onUpdate(web, finished);
    pods.onDelete(finished, false);
    expect(told).toEqual(['AssignedPod/Add none -> uid-web', 'AssignedPod/Delete uid-web -> none']);
    expect(usedCpu('node-1')).toBe(0);
  });

  test('another under the same name takes the place of the one whose end was not told', () => {
    nodes.onAdd(node('node-1'), true);
    nodes.onAdd(node('node-2'), true);
    told.length = 0;
    const former = on('node-1', 'web');
    const web = { ...on('node-2', 'web'), metadata: { ...former.metadata, uid: 'uid-new' } };
    pods.onAdd(former, true);
    pods.onUpdate(former, web);
    expect(told).toEqual([
      'AssignedPod/Add none -> uid-web',
      'AssignedPod/Delete uid-web -> none',
      'AssignedPod/Add none -> uid-new',
    ]);
    expect([usedCpu('node-1'), usedCpu('node-2')]).toEqual([0, 1000]);
  });

  test('another that waits under the same name is tried in place of the one that waited', () => {
    const former = pod('web');
    const web = { ...former, metadata: { ...former.metadata, uid: 'uid-new' } };
    pods.onAdd(former, true);
    pods.onUpdate(former, web);
    expect([queue.pop()?.info.uid, queue.pop()]).toEqual(['uid-new', undefined]);
  });

  test('one that waits comes into the queue and leaves it when it is bound, finished, deleted or gone', () => {
    const ends: ((of: V1Pod) => void)[] = [
      (of) => pods.onUpdate(of, { ...of, spec: { containers: [], ...of.spec, nodeName: 'node-1' } }),
      (of) => pods.onUpdate(of, { ...of, status: { phase: 'Failed' } }),
      (of) =>
        pods.onUpdate(of, { ...of, metadata: { ...of.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      (of) => pods.onDelete(of, false),
    ];
    ends.forEach((end, at) => {
      const web = pod(`web-${at}`);
      pods.onAdd(web, false);
      expect(queue.has(`uid-web-${at}`)).toBe(true);
      end(web);
      expect(queue.has(`uid-web-${at}`)).toBe(false);
    });
  });

  test('one that was placed is not tried again while its binding is not told of, and then counts once', () => {
    nodes.onAdd(node('node-1'), true);
    told.length = 0;
    const web = pod('web', { cpu: '1' });
    pods.onAdd(web, false);
    const queued = queue.pop();
    if (queued === undefined) throw new Error('there is a pod');
    cache.assumePod(queued.info, 'node-1');
    queue.done('uid-web');
    pods.onUpdate(web, { ...web, metadata: { ...web.metadata, labels: { new: 'yes' } } });
    expect(queue.has('uid-web')).toBe(false);
    pods.onUpdate(web, on('node-1', 'web'));
    expect(told).toEqual(['AssignedPod/Add none -> uid-web']);
    expect([usedCpu('node-1'), cache.isAssumed('uid-web')]).toEqual([1000, false]);
  });

  test('one that was placed and is gone before it was bound gives its room back', () => {
    nodes.onAdd(node('node-1'), true);
    told.length = 0;
    const web = pod('web', { cpu: '1' });
    pods.onAdd(web, false);
    const queued = queue.pop();
    if (queued === undefined) throw new Error('there is a pod');
    cache.assumePod(queued.info, 'node-1');
    pods.onDelete(web, false);
    expect(told).toEqual(['AssignedPod/Delete uid-web -> none']);
    expect(usedCpu('node-1')).toBe(0);
  });
});

describe('of nodes', () => {
  const plain = node('node-1');
  const { metadata = {}, spec = {}, status = {} } = plain;

  test.each<[string, V1Node, readonly string[]]>([
    ['nothing that counts', { ...plain, metadata: { ...metadata, annotations: { new: 'yes' } } }, []],
    ['a heartbeat', { ...plain, status: { ...status, conditions: [] } }, []],
    ['other objects with the same in them', structuredClone(plain), []],
    ['cordon taken as false', { ...plain, spec: { ...spec, unschedulable: false } }, []],
    ['labels', { ...plain, metadata: { ...metadata, labels: { a: 'b' } } }, ['UpdateLabel']],
    ['cordon', { ...plain, spec: { ...spec, unschedulable: true } }, ['UpdateTaint']],
    [
      'taints',
      { ...plain, spec: { ...spec, taints: [{ key: 'k', effect: 'NoSchedule' }] } },
      ['UpdateTaint'],
    ],
    ['what it offers', { ...plain, status: { ...status, allocatable: { cpu: '1' } } }, ['UpdateAllocatable']],
    [
      'all of it',
      { ...plain, metadata: { ...metadata, labels: { a: 'b' } }, spec: { unschedulable: true }, status: {} },
      ['UpdateAllocatable', 'UpdateLabel', 'UpdateTaint'],
    ],
  ])('a change of %s tells %j', (_name, after, expected) => {
    nodes.onAdd(plain, true);
    nodes.onAdd(plain, false);
    nodes.onUpdate(plain, after);
    nodes.onUpdate(plain, after);
    const added = 'Node/Add none -> node-1';
    expect(told).toEqual([added, ...expected.map((action) => `Node/${action} node-1 -> node-1`)]);
  });

  test('one that is gone is offered no more, and one that comes back is new', () => {
    nodes.onAdd(plain, true);
    nodes.onDelete(plain, false);
    expect(cache.nodes()).toEqual([]);
    nodes.onAdd(plain, false);
    expect(told).toEqual([
      'Node/Add none -> node-1',
      'Node/Delete node-1 -> none',
      'Node/Add none -> node-1',
    ]);
  });
});

test('objects with nothing in them do no harm', () => {
  const bare = [{}, { metadata: {}, spec: {}, status: {} }] as const;
  for (const before of bare) {
    for (const after of bare) {
      nodes.onAdd(before, true);
      nodes.onUpdate(before, after);
      nodes.onDelete(after, false);
    }
  }
  expect(told.map((line) => line.split(' ')[0])).toEqual(
    bare.flatMap(() => bare.flatMap(() => ['Node/Add', 'Node/Delete'])),
  );
  expect(cache.nodes()).toEqual([]);
  const bareMetadata = { metadata: { name: 'web', namespace: 'default' } };
  pods.onAdd(bareMetadata, true);
  pods.onUpdate({}, bareMetadata);
  expect([placeOf({}, testProfiles()), queue.has('default/web')]).toEqual(['waiting', true]);
  pods.onDelete(bareMetadata, false);
  expect(queue.has('default/web')).toBe(false);
});

test('what wakes a pod is the write that the object tells of', () => {
  const wakes: Plugin = {
    name: 'Wakes',
    filter: () => undefined,
    events: [{ resource: 'Node', action: 'Add' }],
  };
  const profiles = testProfiles([...defaultPlugins, ...rows([wakes])]);
  queue = new SchedulingQueue(
    createSimulation({ seed: 1 }).environment.clock,
    profiles,
    new Nominator(),
    defaultConfiguration,
    () => {},
  );
  const causes = ['17', '0', 'x', undefined].map((resourceVersion) => {
    queue.set(pod('web'), undefined);
    const queued = queue.pop();
    if (queued === undefined) throw new Error('there is a pod');
    queue.addUnschedulable(queued, new Set(['Wakes']));
    const metadata = { name: 'n', ...(resourceVersion === undefined ? {} : { resourceVersion }) };
    nodeEventHandler(new SchedulerCache(), queue).onAdd?.({ metadata }, false);
    queue.delete('uid-web');
    return queued.causes;
  });
  expect(causes).toEqual([[{ revision: 17 }], [], [], []]);
});

describe('a pod that is nominated for a node no more', () => {
  const nominated = (nodeName: string, priority = 0): V1Pod => ({
    ...pod('web', {}, { priority }),
    status: { nominatedNodeName: nodeName },
  });
  const gone = 'AssignedPod/Delete uid-web -> none';

  test.each<[string, () => void]>([
    ['is deleted', () => pods.onDelete(nominated('n1'), false)],
    ['is nominated for another', () => pods.onUpdate(nominated('n1'), nominated('n2'))],
    ['is nominated for none', () => pods.onUpdate(nominated('n1'), pod('web'))],
  ])('was in the way of those who are not more important: %s', (_name, happens) => {
    pods.onAdd(nominated('n1'), true);
    happens();
    expect(told).toEqual([gone]);
  });

  test("was in nobody's way who is more important", () => {
    pods.onAdd(nominated('n1', -1), true);
    pods.onDelete(nominated('n1', -1), false);
    expect(told).toEqual([]);
  });

  test("and one that is nominated first, or is on a node now, was in nobody's way", () => {
    pods.onAdd(pod('web'), true);
    pods.onUpdate(pod('web'), nominated('n1'));
    pods.onUpdate(nominated('n1'), on('n1', 'web'));
    expect(told).toEqual(['AssignedPod/Add none -> uid-web']);
  });
});
