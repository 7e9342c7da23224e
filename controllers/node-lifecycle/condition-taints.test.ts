import { describe, expect, it } from 'vitest';
import type { V1Node, V1Taint } from '../../api/index.ts';
import { notReadyKey, unreachableKey, wantedEviction, wantedTaints } from './condition-taints.ts';
import { withUnknownConditions } from './node-conditions.ts';

const nowMs = Date.parse('2026-01-01T00:10:00Z');
const now = '2026-01-01T00:10:00Z';

function node(conditions: Readonly<Record<string, string>>, unschedulable?: boolean): V1Node {
  return {
    metadata: { name: 'node-1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: unschedulable === undefined ? {} : { unschedulable },
    status: { conditions: Object.entries(conditions).map(([type, status]) => ({ type, status })) },
  };
}

const text = ({ key, effect }: V1Taint) => `${key.replace('node.kubernetes.io/', '')}:${effect}`;

describe('the taints a node should have', () => {
  it.each([
    [{ Ready: 'True' }, []],
    [{ Ready: 'False' }, ['not-ready:NoSchedule']],
    [{ Ready: 'Unknown' }, ['unreachable:NoSchedule']],
    [{ Ready: 'True', MemoryPressure: 'True' }, ['memory-pressure:NoSchedule']],
    [{ Ready: 'True', MemoryPressure: 'False' }, []],
    [{ Ready: 'True', MemoryPressure: 'Unknown' }, []],
    [
      { Ready: 'True', DiskPressure: 'True', PIDPressure: 'True' },
      ['disk-pressure:NoSchedule', 'pid-pressure:NoSchedule'],
    ],
    [{ Ready: 'True', NetworkUnavailable: 'True' }, ['network-unavailable:NoSchedule']],
    [
      { Ready: 'False', NetworkUnavailable: 'True' },
      ['not-ready:NoSchedule', 'network-unavailable:NoSchedule'],
    ],
    [{}, []],
  ] as const)('for %j', (conditions, expected) => {
    expect(wantedTaints([], node(conditions), undefined, nowMs).map(text)).toEqual(expected);
  });

  it('has one for a cordoned node', () => {
    const taints = wantedTaints([], node({ Ready: 'True' }, true), undefined, nowMs);
    expect(taints).toEqual([
      { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: now },
    ]);
  });

  it('keeps those of others, drops ours that are not asked for, and adds what is missing at the end', () => {
    const taints: V1Taint[] = [
      { key: notReadyKey, effect: 'NoSchedule' },
      { key: 'example.com/gpu', effect: 'NoSchedule', value: 'only' },
      { key: notReadyKey, effect: 'NoExecute' },
      { key: unreachableKey, effect: 'NoSchedule', timeAdded: '2026-01-01T00:00:00Z' },
      { key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' },
    ];
    expect(wantedTaints(taints, node({ Ready: 'Unknown' }), unreachableKey, nowMs)).toEqual([
      taints[1],
      taints[3],
      taints[4],
      { key: unreachableKey, effect: 'NoExecute', timeAdded: now },
    ]);
  });

  it('is the very same list where nothing is to be done', () => {
    const taints: V1Taint[] = [
      { key: unreachableKey, effect: 'NoExecute' },
      { key: unreachableKey, effect: 'NoSchedule' },
    ];
    expect(wantedTaints(taints, node({ Ready: 'Unknown' }), unreachableKey, nowMs)).toBe(taints);
  });

  it.each([
    ['True', undefined],
    ['False', notReadyKey],
    ['Unknown', unreachableKey],
  ])('moves pods off a node whose Ready is %s by %s', (Ready, key) => {
    expect(wantedEviction(node({ Ready }))).toBe(key);
  });
});

describe('the conditions of a silent node', () => {
  it('are Unknown, as of now, with the last heartbeat kept', () => {
    const silent = withUnknownConditions(
      {
        status: {
          conditions: [
            { type: 'NetworkUnavailable', status: 'False' },
            {
              type: 'Ready',
              status: 'True',
              reason: 'KubeletReady',
              lastHeartbeatTime: '2026-01-01T00:09:00Z',
            },
          ],
        },
      },
      nowMs,
    );
    expect(silent.status?.conditions?.slice(0, 2)).toEqual([
      { type: 'NetworkUnavailable', status: 'False' },
      {
        type: 'Ready',
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
        lastHeartbeatTime: '2026-01-01T00:09:00Z',
        lastTransitionTime: now,
      },
    ]);
  });

  it('are told of a node that never reported', () => {
    const silent = withUnknownConditions(node({}), nowMs);
    expect(silent.status?.conditions?.map(({ type }) => type)).toEqual([
      'Ready',
      'MemoryPressure',
      'DiskPressure',
      'PIDPressure',
    ]);
    expect(silent.status?.conditions?.[0]).toEqual({
      type: 'Ready',
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
      lastHeartbeatTime: '2026-01-01T00:00:00Z',
      lastTransitionTime: now,
    });
  });

  it('are the very same when they are Unknown already', () => {
    const silent = withUnknownConditions(node({}), nowMs);
    expect(withUnknownConditions(silent, nowMs + 1)).toBe(silent);
  });
});
