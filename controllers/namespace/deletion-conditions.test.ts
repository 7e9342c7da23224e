import { describe, expect, it } from 'vitest';
import { coreV1, type V1Namespace, type V1Pod } from '../../api/index.ts';
import { withDeletionConditions } from './deletion-conditions.ts';
import { terminationEstimateSeconds } from './termination-estimate.ts';

const nowMs = Date.parse('2026-01-01T00:00:10Z');
const nothing = { failures: [], remaining: [] };
const terminating: V1Namespace = { status: { phase: 'Terminating' } };

describe('the conditions of a namespace that is being deleted', () => {
  it('keep the time of their last transition while their status stays', () => {
    const first = withDeletionConditions(terminating, nothing, nowMs);
    const remaining = [{ type: coreV1.services, count: 2, finalizers: new Map() }];
    const second = withDeletionConditions(first, { failures: [], remaining }, nowMs + 5000);
    const times = second.status?.conditions?.map(({ lastTransitionTime }) => lastTransitionTime?.slice(-3));
    expect(times).toEqual(['10Z', '10Z', '10Z', '15Z', '10Z']);
    const more = [{ type: coreV1.services, count: 1, finalizers: new Map() }];
    const third = withDeletionConditions(second, { failures: [], remaining: more }, nowMs + 9000);
    expect(third.status?.conditions?.[3]).toMatchObject({
      message: 'Some resources are remaining: services. has 1 resource instances',
      lastTransitionTime: '2026-01-01T00:00:15Z',
    });
  });

  it('are the very same when they say it already', () => {
    const told = withDeletionConditions(terminating, nothing, nowMs);
    expect(withDeletionConditions(told, nothing, nowMs + 1000)).toBe(told);
  });

  it.each(['status', 'reason', 'message'])('are told again when %s alone differs', (field) => {
    const told = withDeletionConditions(terminating, nothing, nowMs);
    const [first, ...others] = told.status?.conditions ?? [];
    const changed = { ...first, type: first?.type ?? '', status: first?.status ?? '', [field]: 'other' };
    const before = { status: { conditions: [changed, ...others] } };
    const after = withDeletionConditions(before, nothing, nowMs).status?.conditions;
    expect(after).toEqual(told.status?.conditions);
  });

  it('tell everything in order, and leave those of others alone', () => {
    const other = { type: 'Blocked', status: 'True' };
    const remaining = [
      { type: coreV1.services, count: 1, finalizers: new Map([['b/f', 1]]) },
      { type: coreV1.configMaps, count: 3, finalizers: new Map(Object.entries({ 'a/f': 2, 'b/f': 1 })) },
    ];
    const told = withDeletionConditions(
      { status: { conditions: [other] } },
      { failures: ['z broke', 'a broke'], remaining },
      nowMs,
    );
    expect(told.status?.conditions?.map(({ message }) => message)).toEqual([
      undefined,
      'All resources successfully discovered',
      'All legacy kube types successfully parsed',
      'Failed to delete all resource types, 2 remaining: a broke, z broke',
      'Some resources are remaining: configmaps. has 3 resource instances, services. has 1 resource instances',
      'Some content in the namespace has finalizers remaining: a/f in 2 resource instances, b/f in 2 resource instances',
    ]);
  });

  it('do not tell what remains as long as there are pods', () => {
    const remaining = [{ type: coreV1.pods, count: 1, finalizers: new Map([['b/f', 1]]) }];
    const told = withDeletionConditions(terminating, { failures: [], remaining }, nowMs);
    expect(told.status?.conditions?.map(({ status }) => status)).toEqual(Array(5).fill('False'));
  });
});

describe('how long the pods of a namespace may still take', () => {
  const pod = (seconds: number | undefined, phase: string): V1Pod => ({
    spec: { containers: [], ...(seconds === undefined ? {} : { terminationGracePeriodSeconds: seconds }) },
    status: { phase },
  });
  it.each([
    ['none', [], 0, 0],
    ['the longest of them', [pod(30, 'Running'), pod(60, 'Pending')], 10, 60],
    ['not those that have ended', [pod(30, 'Running'), pod(60, 'Succeeded'), pod(90, 'Failed')], 10, 30],
    ['one that does not say', [pod(undefined, 'Running')], 10, 0],
    ['over', [pod(30, 'Running')], 30, 0],
  ])('%s', (_, pods, sinceSeconds, expected) => {
    expect(terminationEstimateSeconds(pods, nowMs, nowMs + sinceSeconds * 1000)).toBe(expected);
  });
});
