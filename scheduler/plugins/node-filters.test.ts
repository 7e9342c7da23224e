import { describe, expect, test } from 'vitest';
import type { V1Node, V1Pod, V1Taint, V1Toleration } from '../../api/index.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { CycleState } from '../framework/cycle-state.ts';
import type { Plugin } from '../framework/plugin.ts';
import { eventOf, hintOf } from '../testing/frameworks.ts';
import { container, node, nodeInfo, pod, podInfo } from '../testing/objects.ts';
import { nodeName } from './node-name.ts';
import { nodePorts } from './node-ports.ts';
import { nodeUnschedulable } from './node-unschedulable.ts';
import { schedulingGates } from './scheduling-gates.ts';
import { taintToleration } from './taint-toleration.ts';

const state = new CycleState();

function filter(plugin: Plugin, of: V1Pod, onto: V1Node, ...there: readonly V1Pod[]): string {
  const status = plugin.filter?.(state, new PodInfo(of), nodeInfo(onto, ...there));
  return status === undefined ? 'fits' : `${status.code}: ${status.message}`;
}

test.each([
  ['', 'fits'],
  ['foo', 'fits'],
  ['bar', "UnschedulableAndUnresolvable: node(s) didn't match the requested node name"],
])('NodeName: a pod that names %j on node foo', (wanted, expected) => {
  expect(filter(nodeName(), pod('p', {}, { nodeName: wanted }), node('foo'))).toBe(expected);
});

test.each<[boolean, V1Toleration[], string]>([
  [true, [], 'UnschedulableAndUnresolvable: node(s) were unschedulable'],
  [false, [], 'fits'],
  [true, [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }], 'fits'],
  [true, [{ operator: 'Exists' }], 'fits'],
  [true, [{ key: 'x', operator: 'Exists' }], 'UnschedulableAndUnresolvable: node(s) were unschedulable'],
])('NodeUnschedulable: cordoned %j, tolerations %j', (unschedulable, tolerations, expected) => {
  expect(filter(nodeUnschedulable(), pod('p', {}, { tolerations }), node('n', {}, { unschedulable }))).toBe(
    expected,
  );
});

const taint = (key: string, value: string, effect = 'NoSchedule'): V1Taint => ({ key, value, effect });
const equal = (key: string, value: string, effect = 'NoSchedule'): V1Toleration => ({
  key,
  operator: 'Equal',
  value,
  effect,
});
const no = 'UnschedulableAndUnresolvable: node(s) had untolerated taint(s)';

describe('TaintToleration filters', () => {
  test.each<[string, V1Toleration[], V1Taint[], string]>([
    ['no tolerations', [], [taint('dedicated', 'user1')], no],
    ['the right one', [equal('dedicated', 'user1')], [taint('dedicated', 'user1')], 'fits'],
    ['another value', [equal('dedicated', 'user2')], [taint('dedicated', 'user1')], no],
    ['Exists', [{ key: 'foo', operator: 'Exists', effect: 'NoSchedule' }], [taint('foo', 'bar')], 'fits'],
    [
      'any effect',
      [{ key: 'foo', operator: 'Equal', value: 'bar' }],
      [taint('foo', 'bar', 'NoExecute')],
      'fits',
    ],
    ['any key', [{ operator: 'Exists' }], [taint('a', ''), taint('b', '', 'NoExecute')], 'fits'],
    ['one of two', [equal('a', '1')], [taint('a', '1'), taint('b', '2')], no],
    ['another effect', [equal('foo', 'bar', 'PreferNoSchedule')], [taint('foo', 'bar')], no],
    ['a taint that only puts off', [], [taint('foo', 'bar', 'PreferNoSchedule')], 'fits'],
    ['no operator means Equal', [{ key: 'foo', value: 'bar' }], [taint('foo', 'bar')], 'fits'],
  ])('%s', (_name, tolerations, taints, expected) => {
    expect(filter(taintToleration(), pod('p', {}, { tolerations }), node('n', {}, { taints }))).toBe(
      expected,
    );
  });
});

test('TaintToleration prefers nodes with fewer taints the pod does not tolerate', () => {
  const soft = (...keys: string[]) => keys.map((key) => taint(key, '', 'PreferNoSchedule'));
  const tolerations = [equal('a', '', 'PreferNoSchedule'), equal('b', '', 'NoSchedule')];
  const info = podInfo('p', {}, { tolerations });
  const nodes = [soft(), soft('a'), soft('b'), soft('a', 'b', 'c')].map((taints) =>
    nodeInfo(node('n', {}, { taints })),
  );
  const scores = nodes.map((of) => taintToleration().score?.(state, info, of) ?? -1);
  expect(scores).toEqual([0, 0, 1, 2]);
  taintToleration().normalizeScore?.(state, info, scores);
  expect(scores).toEqual([100, 100, 50, 0]);
  expect(taintToleration().preScore?.(state, info, nodes)).toBeUndefined();
  expect(taintToleration().preScore?.(state, info, nodes.slice(0, 1))).toBe('skip');
});

const withPorts = (name: string, ...ports: readonly string[]): V1Pod =>
  pod(
    name,
    {},
    {
      containers: [
        container(
          'c',
          {},
          {
            ports: ports.map((text) => {
              const [protocol = '', hostIP = '', port = ''] = text.split('/');
              return { protocol, hostIP, hostPort: Number(port), containerPort: 1 };
            }),
          },
        ),
      ],
    },
  );
const busy = "Unschedulable: node(s) didn't have free ports for the requested pod ports";

test.each<[string[], string[], string]>([
  [[], ['UDP/127.0.0.1/8080'], 'fits'],
  [['UDP/127.0.0.1/8080'], ['UDP/127.0.0.1/9090'], 'fits'],
  [['UDP/127.0.0.1/8080'], ['UDP/127.0.0.1/8080'], busy],
  [['TCP/127.0.0.1/8080'], ['UDP/127.0.0.1/8080'], 'fits'],
  [['TCP/127.0.0.1/8080'], ['TCP/127.0.0.2/8080'], 'fits'],
  [['UDP/127.0.0.1/8000', 'UDP/127.0.0.1/8080'], ['UDP/127.0.0.1/8080'], busy],
  [['TCP/0.0.0.0/8001'], ['TCP/127.0.0.1/8001'], busy],
  [['TCP//8001'], ['TCP/127.0.0.1/8001'], busy],
  [['TCP/127.0.0.1/8001'], ['TCP/0.0.0.0/8001'], busy],
])('NodePorts: %j where %j is taken', (wanted, taken, expected) => {
  expect(filter(nodePorts(), withPorts('p', ...wanted), node('n'), withPorts('q', ...taken))).toBe(expected);
});

test('NodePorts wakes a pod only for a pod that had its ports', () => {
  const hint = hintOf(nodePorts(), 'AssignedPod/Delete');
  const gone = (before: V1Pod) =>
    hint?.(new PodInfo(withPorts('p', 'TCP//80')), eventOf('AssignedPod/Delete', before));
  expect([gone(withPorts('q', 'TCP/10.0.0.1/80')), gone(withPorts('q', 'TCP//81')), gone(pod('q'))]).toEqual([
    true,
    false,
    false,
  ]);
});

test('SchedulingGates keeps a pod out and names its gates', () => {
  const gated = podInfo('p', {}, { schedulingGates: [{ name: 'foo' }, { name: 'bar' }] });
  expect(schedulingGates().preEnqueue?.(gated)?.message).toBe('waiting for scheduling gates: [foo bar]');
  expect(schedulingGates().preEnqueue?.(podInfo('p'))).toBeUndefined();
});
