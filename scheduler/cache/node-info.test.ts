import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { V1Node, V1Pod } from '../../api/index.ts';
import { container, node, nodeInfo, pod } from '../testing/objects.ts';
import { SchedulerCache } from './cache.ts';
import { NodeInfo } from './node-info.ts';
import { PodInfo } from './pod-info.ts';

const names = ['cpu', 'memory', 'ephemeral-storage', 'example.com/gpu'];

/** What may be seen of a node's use. */
function usedOf(info: NodeInfo) {
  const { requested, nonZeroMilliCpu, nonZeroMemory, usedPorts } = info;
  const ports = [1, 2, 3, 4].map((port) => usedPorts.conflictsWith({ ip: '0.0.0.0', protocol: 'TCP', port }));
  return [
    names.map((name) => requested.get(name)),
    nonZeroMilliCpu,
    nonZeroMemory,
    ports,
    [...info.pods.keys()].toSorted(),
  ];
}

const anyPod = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  requests: fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 0, max: 9 }).map(String)),
  hasPort: fc.boolean(),
  stays: fc.boolean(),
});

/** A port is one pod's alone. */
const portOf: Readonly<Record<string, number>> = { a: 1, b: 2, c: 3, d: 4 };

function made({
  name,
  requests,
  hasPort,
}: {
  name: string;
  requests: Record<string, string>;
  hasPort: boolean;
}): V1Pod {
  const port = portOf[name] ?? 0;
  const ports = hasPort ? [{ containerPort: port, hostPort: port }] : [];
  return pod(name, {}, { containers: [container('main', requests, { ports })] });
}

test('what is used is what the pods there use, whatever came and went', () => {
  fc.assert(
    fc.property(fc.array(anyPod), (steps) => {
      const info = new NodeInfo('n');
      const there = new Map<string, V1Pod>();
      for (const step of steps) {
        if (step.stays) {
          info.addPod(new PodInfo(made(step)));
          there.set(step.name, made(step));
        } else {
          expect(info.removePod(`uid-${step.name}`)?.pod.metadata?.name).toBe(
            there.get(step.name)?.metadata?.name,
          );
          there.delete(step.name);
        }
      }
      expect(usedOf(info)).toEqual(usedOf(nodeInfo(node('n'), ...there.values())));
    }),
  );
});

test('a port that two pods took is free when one of them goes', () => {
  const ports = [{ containerPort: 1, hostPort: 1 }];
  const taking = (name: string) => pod(name, {}, { containers: [container('main', {}, { ports })] });
  const info = nodeInfo(node('n'), taking('a'), taking('b'));
  const port = { ip: '0.0.0.0', protocol: 'TCP', port: 1 };
  expect(info.usedPorts.conflictsWith(port)).toBe(true);
  info.removePod('uid-a');
  expect(info.usedPorts.conflictsWith(port)).toBe(false);
});

test('a node is as it was last told, whatever it was before', () => {
  const taints = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'].map((effect) => ({ key: 'k', effect }));
  const states: readonly (V1Node | undefined)[] = [
    node('n'),
    node('n', { cpu: '8' }, { unschedulable: true, taints }, { a: 'b' }),
    node('n', { cpu: '8' }, { taints: taints.slice(0, 2) }),
    { metadata: { name: 'n' } },
    {},
    undefined,
  ];
  const seen = ({ labels, unschedulable, hardTaints, softTaints, allocatable }: NodeInfo) => ({
    labels,
    unschedulable,
    hardTaints,
    softTaints,
    allocatable,
  });
  for (const before of states) {
    for (const after of states) {
      const fresh = new NodeInfo('n');
      fresh.setNode(after);
      const info = new NodeInfo('n');
      info.setNode(before);
      info.setNode(after);
      expect(seen(info)).toEqual(seen(fresh));
    }
  }
  const info = new NodeInfo('n');
  expect(info.unschedulable).toBe(false);
  info.setNode(states[1]);
  expect(info.hardTaints.map(({ effect }) => effect)).toEqual(['NoSchedule', 'NoExecute']);
  expect(info.softTaints.map(({ effect }) => effect)).toEqual(['PreferNoSchedule']);
});

test('nodes take their turns by region and zone, by their old labels too, and where they are now', () => {
  const cache = new SchedulerCache();
  const zone = 'topology.kubernetes.io/zone';
  const region = 'topology.kubernetes.io/region';
  const add = (name: string, labels: Readonly<Record<string, string>>) =>
    cache.setNode(node(name, {}, {}, labels));
  const order = () => cache.nodes().map(({ name }) => name);
  add('a1', { [zone]: 'a' });
  add('a2', { 'failure-domain.beta.kubernetes.io/zone': 'a' });
  add('r1', { [region]: 'a' });
  add('r2', { 'failure-domain.beta.kubernetes.io/region': 'a' });
  add('b1', { [zone]: 'a', [region]: 'b' });
  expect(order()).toEqual(['a1', 'r1', 'b1', 'a2', 'r2']);
  cache.removeNode('b1');
  add('b1', { [zone]: 'a', [region]: 'b' });
  expect(order()).toEqual(['a1', 'r1', 'b1', 'a2', 'r2']);
  for (const name of ['a1', 'a2', 'b1']) cache.removeNode(name);
  add('none', {});
  expect(order()).toEqual(['r1', 'none', 'r2']);
  cache.removeNode('nobody');
  cache.removeNode('none');
  expect(order()).toEqual(['r1', 'r2']);
});

test('a node that was only known by its pods is no node, and forgotten with the last of them', () => {
  const cache = new SchedulerCache();
  cache.setPod(pod('web', {}, { nodeName: 'n' }));
  expect([cache.node('n'), cache.nodes()]).toEqual([undefined, []]);
  cache.setNode(node('n'));
  const info = cache.node('n');
  cache.removeNode('n');
  cache.setNode(node('n'));
  expect(cache.node('n')).toBe(info);
  cache.removeNode('n');
  cache.removePod('uid-web');
  cache.setNode(node('n'));
  expect(cache.node('n')).not.toBe(info);
});
