import { expect, it } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { StatusError, type StatusReason } from '../../apimachinery/index.ts';
import { changedCondition, isGone } from './pod-condition.ts';

const then = '2026-01-01T00:00:00Z';
const now = '2026-01-01T00:10:00Z';
const wanted = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC', message: 'gone' };
const podWith = (condition?: object): V1Pod => ({
  metadata: { generation: 3 },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', lastTransitionTime: '2025-01-01T00:00:00Z' },
      ...(condition === undefined ? [] : [{ ...wanted, lastTransitionTime: then, ...condition }]),
    ],
  },
});
const change = (pod: V1Pod) => changedCondition(pod, wanted, Date.parse(now));

it('a condition that says so already is not written again', () => {
  expect(change(podWith({}))).toBeUndefined();
});

it.each([
  ['is not there', undefined, now],
  ['had another status', { status: 'False' }, now],
  ['gave another reason', { reason: 'Other' }, then],
  ['had another message', { message: 'other' }, then],
  ['had no time', { reason: 'Other', lastTransitionTime: undefined }, now],
])(
  'a condition that %s is written with the time of its last change',
  (_name, condition, lastTransitionTime) => {
    expect(change(podWith(condition))).toEqual({ ...wanted, lastTransitionTime, observedGeneration: 3 });
  },
);

it('a pod with nothing in it gets one that tells of no generation', () => {
  expect(change({})).toEqual({ ...wanted, lastTransitionTime: now });
});

const ofTheUid = { reason: 'FieldValueInvalid', field: 'metadata.uid' };
const ofThePhase = { reason: 'FieldValueInvalid', field: 'status.phase' };

it.each([
  ['NotFound', undefined, true],
  ['Conflict', undefined, true],
  ['Invalid', undefined, false],
  ['Invalid', {}, false],
  ['Invalid', { causes: [ofThePhase] }, false],
  ['Invalid', { causes: [ofThePhase, ofTheUid] }, true],
] as const)('%s with details %j means that the pod is gone: %s', (reason, details, gone) => {
  expect(isGone(failure(reason, details))).toBe(gone);
});

it('a failure that is no answer does not mean that the pod is gone', () => {
  expect(isGone(new Error('no connection'))).toBe(false);
});

function failure(reason: StatusReason, details: StatusError['status']['details']): StatusError {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const;
  const code = { NotFound: 404, Conflict: 409 }[String(reason)] ?? 422;
  return new StatusError({ ...status, reason, code, ...(details !== undefined && { details }) });
}
