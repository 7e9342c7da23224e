import { describe, expect, test } from 'vitest';
import type { V1Container, V1Node, V1Pod } from '../../api/index.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { CycleState } from '../framework/cycle-state.ts';
import { eventOf, hintOf } from '../testing/frameworks.ts';
import { container, node, nodeInfo, pod } from '../testing/objects.ts';
import { nodeDeclaredFeatures } from './node-declared-features.ts';

const plugin = nodeDeclaredFeatures();
const restartsAll: V1Container = container(
  'main',
  {},
  {
    restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [1] } }],
  },
);
const needing = (...containers: readonly V1Container[]) => pod('p', {}, { containers });
const declaring = (...declaredFeatures: readonly string[]): V1Node => {
  const made = node('n');
  return { ...made, status: { ...made.status, declaredFeatures } };
};

function answer(of: V1Pod, on: V1Node): string {
  const state = new CycleState();
  if (plugin.preFilter?.(state, new PodInfo(of)) === 'skip') return 'skip';
  const status = plugin.filter?.(state, new PodInfo(of), nodeInfo(on));
  return status === undefined ? 'fits' : `${status.code}: ${status.message}`;
}

const lacking = "UnschedulableAndUnresolvable: node(s) didn't match Pod's required features";

test.each<[string, V1Pod, V1Node, string]>([
  ['nothing is needed', pod('p'), node('n'), 'skip'],
  [
    'a rule of another action needs nothing',
    needing(container('main', {}, { restartPolicyRules: [{ action: 'Restart' }] })),
    node('n'),
    'skip',
  ],
  ['the node declares nothing', needing(restartsAll), node('n'), lacking],
  ['the node declares something else', needing(restartsAll), declaring('Other'), lacking],
  [
    'the node declares it',
    needing(restartsAll),
    declaring('Other', 'RestartAllContainersOnContainerExits'),
    'fits',
  ],
  ['an init container needs it', pod('p', {}, { initContainers: [restartsAll] }), node('n'), lacking],
  [
    'user namespaces on the network of the host',
    pod('p', {}, { hostNetwork: true, hostUsers: false }),
    node('n'),
    lacking,
  ],
])('%s', (_name, of, on, expected) => {
  expect(answer(of, on)).toBe(expected);
});

describe('takes another look', () => {
  const wakes = (event: string, before: object | undefined, after: object) =>
    hintOf(plugin, event)?.(new PodInfo(pod('p')), eventOf(event, before, after));

  test('when a node comes or declares something else', () => {
    expect(wakes('Node/Add', undefined, node('n'))).toBe(true);
    expect(wakes('Node/UpdateDeclaredFeature', node('n'), declaring('Other'))).toBe(true);
    expect(hintOf(plugin, 'Node/UpdateTaint')).toBeUndefined();
  });

  test('when the pod itself needs something else', () => {
    const update = (after: V1Pod) => wakes('UnscheduledPod/UpdateTolerations', pod('p'), after);
    expect([
      update(needing(restartsAll)),
      update(pod('p')),
      update(pod('q', {}, { hostUsers: false })),
    ]).toEqual([true, false, false]);
  });
});
