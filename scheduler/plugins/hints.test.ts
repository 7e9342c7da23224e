import { describe, expect, test } from 'vitest';
import type { V1Node, V1Pod } from '../../api/index.ts';
import { PodInfo } from '../cache/pod-info.ts';
import type { Plugin } from '../framework/plugin.ts';
import { eventOf, hintOf, testParts } from '../testing/frameworks.ts';
import { node, pod } from '../testing/objects.ts';
import { defaultArgs } from './args.ts';
import { nodeAffinity } from './node-affinity.ts';
import { nodeName } from './node-name.ts';
import { nodePorts } from './node-ports.ts';
import { nodeResourcesFit } from './node-resources-fit.ts';
import { nodeUnschedulable } from './node-unschedulable.ts';
import { taintToleration } from './taint-toleration.ts';

/** Whether the plugin takes another look at the pod it turned away; `never` looks at no such event. */
function wakes(plugin: Plugin, event: string, of: V1Pod, before?: V1Node | V1Pod, after?: V1Node | V1Pod) {
  const hint = hintOf(plugin, event);
  return hint === undefined ? 'never' : hint(new PodInfo(of), eventOf(event, before, after));
}

const fit = nodeResourcesFit(defaultArgs.NodeResourcesFit, testParts());
const web = pod('web');
const other = pod('other');

describe('cordon', () => {
  const cordoned = node('n', {}, { unschedulable: true });
  const open = node('n');
  test.each<[V1Node | undefined, V1Node, boolean]>([
    [undefined, open, true],
    [undefined, cordoned, false],
    [cordoned, open, true],
    [open, open, false],
    [open, cordoned, false],
    [cordoned, cordoned, false],
  ])('from %j to %j', (before, after, expected) => {
    const action = before === undefined ? 'Node/Add' : 'Node/UpdateTaint';
    expect(wakes(nodeUnschedulable(), action, web, before, after)).toBe(expected);
  });

  test('is tolerated by the pod itself', () => {
    const tolerant = pod('web', {}, { tolerations: [{ operator: 'Exists' }] });
    const update = (of: V1Pod, after: V1Pod) =>
      wakes(nodeUnschedulable(), 'UnscheduledPod/UpdateTolerations', of, web, after);
    expect([update(tolerant, tolerant), update(web, web), update(tolerant, other)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('taints', () => {
  const tainted = (...effects: string[]) =>
    node('n', {}, { taints: effects.map((effect) => ({ key: 'k', effect })) });
  test.each<[V1Node | undefined, V1Node, boolean]>([
    [undefined, tainted(), true],
    [undefined, tainted('NoSchedule'), false],
    [undefined, tainted('NoExecute'), false],
    [undefined, tainted('PreferNoSchedule'), true],
    [tainted('NoSchedule'), tainted('PreferNoSchedule'), true],
    [tainted('NoSchedule'), tainted('NoExecute'), false],
    [tainted('PreferNoSchedule'), tainted(), false],
    [tainted(), tainted('NoSchedule'), false],
  ])('from %j to %j', (before, after, expected) => {
    const action = before === undefined ? 'Node/Add' : 'Node/UpdateTaint';
    expect(wakes(taintToleration(), action, web, before, after)).toBe(expected);
  });

  test('are tolerated by the pod itself', () => {
    const update = (after: V1Pod) =>
      wakes(taintToleration(), 'UnscheduledPod/UpdateTolerations', web, web, after);
    expect([update(web), update(other)]).toEqual([true, false]);
  });
});

describe('resources', () => {
  const gpu = 'example.com/gpu';
  const wants = { cpu: '2', memory: '2Gi', 'ephemeral-storage': '2Gi', [gpu]: '2' };
  const more = { cpu: '4', memory: '4Gi', 'ephemeral-storage': '4Gi', [gpu]: '4', pods: '220' };

  test.each(Object.keys(wants))('a new node must have enough %s, and just enough will do', (name) => {
    const add = (amount: string) =>
      wakes(fit, 'Node/Add', pod('web', wants), undefined, node('n', { ...wants, [name]: amount }));
    expect([add('2Gi'), add('1'), add('0')]).toEqual([true, false, false]);
    const exact = wakes(fit, 'Node/Add', pod('web', wants), undefined, node('n', wants));
    expect(exact).toBe(true);
  });

  test('a new node must take a pod at all', () => {
    const add = (pods: string) => wakes(fit, 'Node/Add', web, undefined, node('n', { pods }));
    expect([add('1'), add('0')]).toEqual([true, false]);
  });

  test.each(Object.keys(more))('more %s wakes the pods that want some, and no others', (name) => {
    const grown = { ...wants, [name]: name === 'pods' ? '220' : '4Gi' };
    const update = (of: V1Pod) =>
      wakes(fit, 'Node/UpdateAllocatable', of, node('n', wants), node('n', grown));
    const one = name === 'pods' ? {} : { [name]: '1' };
    const others = Object.fromEntries(Object.entries(wants).filter(([key]) => key !== name));
    expect([update(pod('web', one)), update(pod('web', { ...others, ...one }))]).toEqual([true, true]);
    expect(update(pod('web', others))).toBe(name === 'pods');
    expect(update(pod('web', { ...others, [name]: '0' }))).toBe(name === 'pods');
  });

  test('less wakes nobody', () => {
    expect(wakes(fit, 'Node/UpdateAllocatable', pod('web', wants), node('n', more), node('n', wants))).toBe(
      false,
    );
  });

  test('a pod that asks for less is tried again, and so are those that want what one there gives back, and all when one goes', () => {
    const update = (after: V1Pod) => wakes(fit, 'UnscheduledPod/UpdateScaleDown', web, web, after);
    expect([update(web), update(other)]).toEqual([true, false]);
    const shrinks = (of: V1Pod) =>
      wakes(fit, 'AssignedPod/UpdateScaleDown', of, pod('other', { cpu: '2' }), pod('other', { cpu: '1' }));
    expect([shrinks(pod('web', { cpu: '1' })), shrinks(pod('web', { memory: '1' }))]).toEqual([true, false]);
    expect(wakes(fit, 'AssignedPod/Delete', web, other)).toBe(true);
  });
});

test('a new node wakes who has no affinity, or one that it meets', () => {
  const ssd = pod('web', {}, { nodeSelector: { disk: 'ssd' } });
  const add = (of: V1Pod, disk: string) =>
    wakes(nodeAffinity(), 'Node/Add', of, undefined, node('n', {}, {}, { disk }));
  expect([add(web, 'hdd'), add(ssd, 'ssd'), add(ssd, 'hdd')]).toEqual([true, true, false]);
  const named = {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }] }],
    },
  };
  expect(add(pod('web', {}, { affinity: { nodeAffinity: named } }), 'any')).toBe(true);
});

test('a new node wakes who wants a port or names a node', () => {
  expect(wakes(nodePorts(), 'Node/Add', web, undefined, node('n'))).toBe(true);
  expect(wakes(nodeName(), 'Node/Add', web, undefined, node('n'))).toBe(true);
});

const all: readonly Plugin[] = [nodeUnschedulable(), taintToleration(), fit, nodeAffinity(), nodePorts()];
test.each(all.map((plugin) => [plugin.name, plugin] as const))(
  '%s looks at objects with nothing in them',
  (_name, plugin) => {
    for (const { resource, action, hint } of plugin.events ?? []) {
      if (typeof resource !== 'string' || hint === undefined) continue;
      const bare: readonly (readonly [V1Node | undefined, V1Node | undefined])[] = [
        [undefined, {}],
        [{}, {}],
        [{}, undefined],
        [
          { metadata: {}, spec: {}, status: {} },
          { metadata: {}, spec: {}, status: {} },
        ],
      ];
      for (const [before, after] of bare) {
        const event = eventOf(`${resource}/${action}`, before, after);
        for (const of of [web, pod('web', {}, { nodeSelector: { a: 'b' } })])
          expect(typeof hint(new PodInfo(of), event)).toBe('boolean');
      }
    }
  },
);
