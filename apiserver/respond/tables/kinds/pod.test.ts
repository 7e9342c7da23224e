import { expect, it } from 'vitest';
import { pod, podTemplate } from './pod.ts';

const now = Date.parse('2026-01-01T01:00:00Z');

it('shows with -o wide where a pod runs and which readiness gates are met', () => {
  const object = {
    metadata: { name: 'web-1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: {
      nodeName: 'node-1',
      containers: [{}],
      readinessGates: [{ conditionType: 'example.com/a' }, { conditionType: 'example.com/b' }],
    },
    status: {
      phase: 'Running',
      podIPs: [{ ip: '10.0.0.7' }, { ip: 'fd00::7' }],
      conditions: [{ type: 'example.com/b', status: 'True' }],
    },
  };
  const cells = ['web-1', '0/1', 'Running', '0', '60m', '10.0.0.7', 'node-1', '<none>', '1/2'];
  expect(pod.cells(object, now)).toEqual(cells);
});

it('shows <none> for what a pending pod does not have yet', () => {
  const cells = pod.cells({ metadata: { name: 'web-1' }, status: { phase: 'Pending' } }, now);
  expect(cells).toEqual([
    'web-1',
    '0/0',
    'Pending',
    '0',
    '<unknown>',
    '<none>',
    '<none>',
    '<none>',
    '<none>',
  ]);
});

it('marks the row of a pod that has ended', () => {
  expect(pod.conditions?.({ status: { phase: 'Running' } })).toBeUndefined();
  expect(pod.conditions?.({ status: { phase: 'Succeeded' } })).toEqual([
    {
      type: 'Completed',
      status: 'True',
      reason: 'Succeeded',
      message: 'The pod has completed successfully.',
    },
  ]);
  expect(pod.conditions?.({ status: { phase: 'Failed' } })?.[0]?.reason).toBe('Failed');
});

it('shows what a pod template would run', () => {
  const containers = [
    { name: 'a', image: 'nginx' },
    { name: 'b', image: 'redis:7' },
  ];
  const template = { metadata: { labels: { b: '2', a: '1' } }, spec: { containers } };
  expect(podTemplate.cells({ metadata: { name: 't' }, template }, now)).toEqual([
    't',
    'a,b',
    'nginx,redis:7',
    'a=1,b=2',
  ]);
});
