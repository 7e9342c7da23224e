import { expect, test } from 'vitest';
import type { V1Pod } from '../../../api/index.ts';
import { PodInfo } from '../../cache/pod-info.ts';
import { Status, type StatusCode } from '../../framework/status.ts';
import { node, nodeInfo, pod } from '../../testing/objects.ts';
import { ineligibility } from './eligibility.ts';

const terminating = 'not eligible due to a terminating pod on the nominated node.';
const preempted = { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' };

const going = (priority: number, condition: object | undefined, deletionTimestamp?: string): V1Pod => {
  const made = pod('victim', {}, { priority, nodeName: 'node-1' });
  return {
    ...made,
    metadata: { ...made.metadata, ...(deletionTimestamp !== undefined && { deletionTimestamp }) },
    status: {
      conditions:
        condition === undefined
          ? []
          : [
              { type: 'Ready', status: 'True' },
              { ...preempted, ...condition },
            ],
    },
  };
};
const now = '2026-01-01T00:00:00Z';

test.each<[string, V1Pod, StatusCode, string | undefined]>([
  ['is going by preemption', going(1, {}, now), 'Unschedulable', terminating],
  [
    'is going there, though there is no room in any case',
    going(1, {}, now),
    'UnschedulableAndUnresolvable',
    undefined,
  ],
  ['is going for another reason', going(1, undefined, now), 'Unschedulable', undefined],
  ['is going by an eviction', going(1, { reason: 'EvictionByEvictionAPI' }, now), 'Unschedulable', undefined],
  ['was once to go', going(1, { status: 'False' }, now), 'Unschedulable', undefined],
  ['is to go and is not told yet', going(1, {}), 'Unschedulable', undefined],
  ['as important is going by preemption', going(10, {}, now), 'Unschedulable', undefined],
])('whether others may be made to go, where a pod on its node %s', (_name, victim, code, reason) => {
  const preemptor = { ...pod('web', {}, { priority: 10 }), status: { nominatedNodeName: 'node-1' } };
  const there = nodeInfo(node('node-1'), victim);
  expect(ineligibility(new PodInfo(preemptor), there, new Status(code, 'Test'))).toBe(reason);
});

test('a pod that is nominated for no node, or for one that is gone, may', () => {
  const web = pod('web', {}, { priority: 10 });
  expect(ineligibility(new PodInfo(web), undefined, undefined)).toBeUndefined();
  const nominated = { ...web, status: { nominatedNodeName: 'node-1' } };
  expect(ineligibility(new PodInfo(nominated), undefined, undefined)).toBeUndefined();
});

test('a pod that is not to preempt may not', () => {
  const polite = new PodInfo(pod('web', {}, { preemptionPolicy: 'Never' }));
  expect(ineligibility(polite, undefined, undefined)).toBe('not eligible due to preemptionPolicy=Never.');
});
