import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { node, pod } from '../testing/objects.ts';
import { SchedulerCache } from './cache.ts';
import { PodInfo } from './pod-info.ts';

const names = (cache: SchedulerCache) => cache.nodes().map(({ name }) => name);
const usedCpu = (cache: SchedulerCache, name: string) => cache.node(name)?.requested.milliCpu;
const on = (nodeName: string, of: V1Pod): V1Pod => ({
  ...of,
  spec: { containers: [], ...of.spec, nodeName },
});

function cacheWith(...nodes: readonly string[]): SchedulerCache {
  const cache = new SchedulerCache();
  for (const name of nodes) cache.setNode(node(name));
  return cache;
}

test('an assumed pod takes its room at once, and once confirmed no more than that', () => {
  const cache = cacheWith('node-1');
  const web = pod('web', { cpu: '1' });
  cache.assumePod(new PodInfo(web), 'node-1');
  expect([cache.isAssumed('uid-web'), usedCpu(cache, 'node-1')]).toEqual([true, 1000]);
  cache.setPod(on('node-1', web));
  cache.setPod(on('node-1', web));
  expect([cache.isAssumed('uid-web'), usedCpu(cache, 'node-1')]).toEqual([false, 1000]);
  expect(cache.forgetPod('uid-web')).toBe(false);
  expect(usedCpu(cache, 'node-1')).toBe(1000);
});

test('a forgotten pod gives its room back', () => {
  const cache = cacheWith('node-1');
  const web = new PodInfo(
    pod('web', { cpu: '1' }, { containers: [{ name: 'c', ports: [{ containerPort: 1, hostPort: 80 }] }] }),
  );
  cache.assumePod(web, 'node-1');
  expect(() => cache.assumePod(web, 'node-1')).toThrow('in the scheduler');
  expect(cache.forgetPod('uid-web')).toBe(true);
  expect(usedCpu(cache, 'node-1')).toBe(0);
  expect(cache.node('node-1')?.usedPorts.conflictsWith({ ip: '0.0.0.0', protocol: 'TCP', port: 80 })).toBe(
    false,
  );
});

test('a pod that was bound elsewhere than assumed is counted there', () => {
  const cache = cacheWith('node-1', 'node-2');
  const web = pod('web', { cpu: '1' });
  cache.assumePod(new PodInfo(web), 'node-1');
  cache.setPod(on('node-2', web));
  expect([usedCpu(cache, 'node-1'), usedCpu(cache, 'node-2')]).toEqual([0, 1000]);
});

test('a pod whose requests change counts as it is now, one removed twice is removed once', () => {
  const cache = cacheWith('node-1');
  cache.setPod(on('node-1', pod('web', { cpu: '1' })));
  cache.setPod(on('node-1', pod('web', { cpu: '500m' })));
  expect(usedCpu(cache, 'node-1')).toBe(500);
  cache.removePod('uid-web');
  expect(cache.removePod('uid-web')).toBeUndefined();
  expect([usedCpu(cache, 'node-1'), cache.podCount]).toEqual([0, 0]);
});

test('pods told of before their node, or after it is gone, do no harm', () => {
  const cache = new SchedulerCache();
  cache.setPod(on('node-1', pod('web', { cpu: '1' })));
  expect(names(cache)).toEqual([]);
  cache.setNode(node('node-1'));
  expect([names(cache), usedCpu(cache, 'node-1')]).toEqual([['node-1'], 1000]);
  cache.removeNode('node-1');
  cache.removeNode('node-1');
  expect([names(cache), cache.node('node-1')]).toEqual([[], undefined]);
  cache.setNode(node('node-1'));
  expect(usedCpu(cache, 'node-1')).toBe(1000);
  cache.removeNode('node-1');
  cache.removePod('uid-web');
  cache.setNode(node('node-1'));
  expect(usedCpu(cache, 'node-1')).toBe(0);
});

test('the list of nodes stays the same while only pods come and go', () => {
  const cache = cacheWith('node-1', 'node-2');
  const list = cache.nodes();
  cache.setPod(on('node-1', pod('web')));
  cache.setNode(node('node-1', { cpu: '8', memory: '1Gi' }));
  expect(cache.nodes()).toBe(list);
  expect(cache.node('node-1')?.allocatable.milliCpu).toBe(8000);
});

test('nodes are looked at zone by zone in turn', () => {
  const cache = new SchedulerCache();
  const add = (name: string, zone: string) =>
    cache.setNode(node(name, undefined, {}, { 'topology.kubernetes.io/zone': zone }));
  for (const name of ['a1', 'a2', 'a3']) add(name, 'a');
  for (const name of ['b1', 'b2']) add(name, 'b');
  expect(names(cache)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  add('a1', 'b');
  expect(names(cache)).toEqual(['a2', 'b1', 'a3', 'b2', 'a1']);
});

test('it is known whether any pod is less important, whatever becomes of pods', () => {
  const cache = cacheWith('node-1', 'node-2');
  const prio = (priority: number, nodeName: string) => on(nodeName, pod('web', {}, { priority }));
  const below = () => [1, 5, 6].map((priority) => cache.hasPodsBelow(priority));
  expect(below()).toEqual([false, false, false]);
  cache.assumePod(new PodInfo(prio(5, '')), 'node-1');
  cache.setPod(prio(5, 'node-1'));
  expect(below()).toEqual([false, false, true]);
  cache.setPod(prio(5, 'node-2'));
  cache.setPod(prio(4, 'node-2'));
  expect(below()).toEqual([false, true, true]);
  cache.removePod('uid-web');
  expect(below()).toEqual([false, false, false]);
});
