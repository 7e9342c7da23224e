import { expect, it } from 'vitest';
import type { V1Node } from '../../api/index.ts';
import { placerOf } from './placement.ts';
import { agent, templateOf } from './testing/daemon-world.ts';
import { nodeOf } from './testing/views.ts';

const production = { type: 'production' };
const affinity = (value: string) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'type', operator: 'In', values: [value] }] }],
      },
    },
  },
});
const tainted = (effect: string, key = 'k') => nodeOf('n', [{ key, effect }], production);
const tolerating = { tolerations: [{ key: 'k', operator: 'Exists' }] };

it.each<[string, object, V1Node, string]>([
  ['any node', {}, nodeOf('n'), 'run'],
  ['the node it names', { nodeName: 'n' }, nodeOf('n'), 'run'],
  ['another node than it names', { nodeName: 'other' }, nodeOf('n'), 'none'],
  ['a node with the labels', { nodeSelector: production }, nodeOf('n', [], production), 'run'],
  ['a node without the labels', { nodeSelector: production }, nodeOf('n'), 'none'],
  ['a node of its affinity', affinity('production'), nodeOf('n', [], production), 'run'],
  ['a node not of its affinity', affinity('test'), nodeOf('n', [], production), 'none'],
  ['a node that takes no new pods', {}, tainted('NoSchedule'), 'stay'],
  ['a node that would rather take none', {}, tainted('PreferNoSchedule'), 'run'],
  ['a node that evicts', {}, tainted('NoExecute'), 'none'],
  ['a taint that it tolerates', tolerating, tainted('NoExecute'), 'run'],
  ['a node that is not ready', {}, tainted('NoExecute', 'node.kubernetes.io/not-ready'), 'run'],
  ['a node that is not reached', {}, tainted('NoExecute', 'node.kubernetes.io/unreachable'), 'run'],
  ['a node under pressure', {}, tainted('NoSchedule', 'node.kubernetes.io/disk-pressure'), 'run'],
  ['a node short of memory', {}, tainted('NoSchedule', 'node.kubernetes.io/memory-pressure'), 'run'],
  ['a node short of processes', {}, tainted('NoSchedule', 'node.kubernetes.io/pid-pressure'), 'run'],
  ['a cordoned node', {}, tainted('NoSchedule', 'node.kubernetes.io/unschedulable'), 'run'],
  ['a node without network', {}, tainted('NoSchedule', 'node.kubernetes.io/network-unavailable'), 'stay'],
  [
    'the same, on its network',
    { hostNetwork: true },
    tainted('NoSchedule', 'node.kubernetes.io/network-unavailable'),
    'run',
  ],
])('pods and %s', (_name, spec, node, expected) => {
  const placer = placerOf(agent({ template: templateOf('agent:1', spec) }));
  const { shouldRun, shouldContinue } = placer(node);
  expect(shouldRun ? 'run' : shouldContinue ? 'stay' : 'none').toBe(expected);
});
