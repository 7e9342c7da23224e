import { expect, it } from 'vitest';
import { node } from './node.ts';

const now = Date.parse('2026-01-01T01:00:00Z');

it('shows whether a node is ready and takes pods, its roles and its version', () => {
  const object = {
    metadata: {
      name: 'node-1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: {
        'node-role.kubernetes.io/worker': '',
        'node-role.kubernetes.io/control-plane': '',
        'kubernetes.io/role': 'worker',
      },
    },
    spec: { unschedulable: true },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [
        { type: 'Hostname', address: 'node-1' },
        { type: 'InternalIP', address: '10.0.0.1' },
      ],
      nodeInfo: { kubeletVersion: 'v1.36.0', osImage: 'Sim', kernelVersion: '6.1', architecture: 'amd64' },
    },
  };
  expect(node.cells(object, now)).toEqual([
    'node-1',
    'Ready,SchedulingDisabled',
    'control-plane,worker',
    '60m',
    'v1.36.0',
    '10.0.0.1',
    '<none>',
    'Sim',
    '6.1 (amd64)',
    '<unknown>',
  ]);
});

it('says NotReady when the node does, and Unknown when nothing is known', () => {
  const status = (ready: string) =>
    node.cells({ status: { conditions: [{ type: 'Ready', status: ready }] } }, now)[1];
  expect(status('False')).toBe('NotReady');
  expect(status('Unknown')).toBe('NotReady');
  expect(node.cells({}, now).slice(1, 3)).toEqual(['Unknown', '<none>']);
});
