import { describe, expect, it } from 'vitest';
import type { V1Node, V1Pod } from '../../api/index.ts';
import { abandoned, isOutOfService, isTerminated, surplus } from './decide.ts';

function ended(name: string, minute: number, phase: string, reason?: string): V1Pod {
  const creationTimestamp = `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`;
  const status = { phase, ...(reason === undefined ? {} : { reason }) };
  return { metadata: { name, creationTimestamp }, status };
}

const names = (pods: readonly V1Pod[]) => pods.map(({ metadata }) => metadata?.name);

it.each([
  [undefined, false],
  ['Pending', false],
  ['Running', false],
  ['Unknown', false],
  ['Succeeded', true],
  ['Failed', true],
])('a pod of phase %s has ended: %s', (phase, expected) => {
  expect(isTerminated(phase === undefined ? {} : { status: { phase } })).toBe(expected);
});

describe('which terminated pods are too many', () => {
  it.each([
    { threshold: 0, pods: ['a', 'b'], gone: [] },
    { threshold: 1, pods: ['a', 'b'], gone: ['a'] },
    { threshold: 2, pods: ['a', 'b'], gone: [] },
    { threshold: -1, pods: ['a', 'b'], gone: [] },
    { threshold: 5, pods: ['a', 'b'], gone: [] },
  ])('keeps $threshold of $pods', ({ threshold, pods, gone }) => {
    const list = pods.map((name, at) => ended(name, at, 'Failed'));
    expect(names(surplus(list, threshold))).toEqual(gone);
  });

  it('takes evicted pods first, then the oldest, then by name', () => {
    const list = [
      ended('young', 3, 'Succeeded'),
      ended('old-b', 1, 'Failed'),
      ended('old-a', 1, 'Succeeded'),
      ended('evicted', 4, 'Failed', 'Evicted'),
      ended('not-evicted', 2, 'Succeeded', 'Evicted'),
    ];
    expect(names(surplus(list, 1))).toEqual(['evicted', 'old-a', 'old-b', 'not-evicted']);
  });
});

describe('which pods nobody will finish', () => {
  const node = (ready: string, key: string): V1Node => ({
    spec: { taints: [{ key, effect: 'NoExecute' }] },
    status: { conditions: [{ type: 'Ready', status: ready }] },
  });
  const outOfService = 'node.kubernetes.io/out-of-service';
  const terminating: V1Pod = {
    metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' },
    spec: { nodeName: 'n', containers: [] },
  };
  it.each([
    [
      'a pod that is not being deleted',
      { spec: { nodeName: 'n', containers: [] } },
      node('False', outOfService),
      undefined,
    ],
    ['a node that is ready', terminating, node('True', outOfService), undefined],
    ['another taint', terminating, node('False', 'node.kubernetes.io/unreachable'), undefined],
    ['a node out of service', terminating, node('False', outOfService), 'out-of-service'],
    ['an unknown node out of service', terminating, node('Unknown', outOfService), 'out-of-service'],
    ['no node', terminating, undefined, undefined],
    [
      'a pod without a node',
      { ...terminating, spec: { containers: [] } },
      undefined,
      'unscheduled-terminating',
    ],
    ['a pod without a node that stays', { spec: { containers: [] } }, undefined, undefined],
  ] as const)('%s', (_, pod, on, reason) => {
    expect(abandoned(pod as V1Pod, on)).toBe(reason);
  });
});

describe('which nodes are out of service', () => {
  const taint = { key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' };
  const other = { key: 'example.com/other', effect: 'NoSchedule' };
  it.each<[string, V1Node, boolean]>([
    ['one with nothing in it', {}, false],
    ['one with other taints', { spec: { taints: [other] } }, false],
    ['one without conditions', { spec: { taints: [other, taint] } }, true],
    [
      'one that is not ready',
      { spec: { taints: [taint] }, status: { conditions: [{ type: 'Ready', status: 'False' }] } },
      true,
    ],
    [
      'one of which something else is true',
      { spec: { taints: [taint] }, status: { conditions: [{ type: 'DiskPressure', status: 'True' }] } },
      true,
    ],
    [
      'one that is ready',
      {
        spec: { taints: [taint] },
        status: {
          conditions: [
            { type: 'DiskPressure', status: 'False' },
            { type: 'Ready', status: 'True' },
          ],
        },
      },
      false,
    ],
  ])('%s: %#', (_name, node, expected) => {
    expect(isOutOfService(node)).toBe(expected);
  });
});

it('objects with nothing in them are neither surplus nor on a node', () => {
  const deletionTimestamp = '2026-01-01T00:00:00Z';
  expect(abandoned({ metadata: { deletionTimestamp } }, {})).toBe('unscheduled-terminating');
  const on: V1Pod = { metadata: { deletionTimestamp }, spec: { nodeName: 'n', containers: [] } };
  expect([abandoned(on, {}), abandoned(on, { spec: {}, status: {} }), abandoned({}, undefined)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const named: V1Pod = { metadata: { name: 'b', creationTimestamp: deletionTimestamp } };
  expect(surplus([named, {}, { metadata: {} }], 1)).toEqual([{}, { metadata: {} }]);
});
