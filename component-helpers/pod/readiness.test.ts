import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { isPodActive, isPodAvailable, isPodReady, isPodTerminating, nextAvailableAtMs } from './readiness.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');

describe('isPodAvailable', () => {
  it.each([
    { name: 'not ready', pod: pod(false, 0), minReadySeconds: 0, available: false },
    { name: 'ready, nothing to wait for', pod: pod(true, 0), minReadySeconds: 0, available: true },
    { name: 'ready just now, 1 s to wait', pod: pod(true, 0), minReadySeconds: 1, available: false },
    { name: 'ready for exactly the time asked', pod: pod(true, 30), minReadySeconds: 30, available: true },
    { name: 'ready for longer', pod: pod(true, 31), minReadySeconds: 30, available: true },
    { name: 'ready since an unknown time', pod: pod(true, undefined), minReadySeconds: 1, available: false },
    {
      name: 'ready since an unknown time, no wait',
      pod: pod(true, undefined),
      minReadySeconds: 0,
      available: true,
    },
    { name: 'no conditions at all', pod: {}, minReadySeconds: 0, available: false },
  ])('$name: $available', ({ pod: candidate, minReadySeconds, available }) => {
    expect(isPodAvailable(candidate, minReadySeconds, nowMs)).toBe(available);
  });
});

it('objects with nothing in them are neither ready nor over', () => {
  for (const bare of [{}, { metadata: {}, status: {} }]) {
    expect([
      isPodReady(bare),
      isPodAvailable(bare, 0, nowMs),
      isPodActive(bare),
      isPodTerminating(bare),
    ]).toEqual([false, false, true, false]);
  }
});

describe('nextAvailableAtMs', () => {
  it.each([
    { name: 'no pods', pods: [], minReadySeconds: 0, inSeconds: undefined },
    {
      name: 'pods that are not ready',
      pods: [pod(false, 0), pod(false, 0)],
      minReadySeconds: 0,
      inSeconds: undefined,
    },
    {
      name: 'ready pods and nothing to wait for',
      pods: [pod(true, 0), pod(true, 0)],
      minReadySeconds: 0,
      inSeconds: undefined,
    },
    {
      name: 'ready by a clock that is ahead',
      pods: [pod(true, -5)],
      minReadySeconds: 0,
      inSeconds: undefined,
    },
    { name: 'ready without a time', pods: [pod(true, undefined)], minReadySeconds: 1, inSeconds: undefined },
    { name: 'just became ready', pods: [pod(true, 0)], minReadySeconds: 1, inSeconds: 1 },
    { name: 'ready for 20 s of 30', pods: [pod(true, 20)], minReadySeconds: 30, inSeconds: 10 },
    { name: 'available already', pods: [pod(true, 51)], minReadySeconds: 50, inSeconds: undefined },
    {
      name: 'the one that has waited longest comes first',
      pods: [pod(false, 0), pod(true, 2), pod(true, 4), pod(true, 0), pod(false, 0)],
      minReadySeconds: 10,
      inSeconds: 6,
    },
    {
      name: 'only unready and available ones',
      pods: [pod(false, 0), pod(true, 15), pod(true, 11), pod(true, 10), pod(false, 0)],
      minReadySeconds: 10,
      inSeconds: undefined,
    },
  ])('$name: $inSeconds', ({ pods, minReadySeconds, inSeconds }) => {
    const expected = inSeconds === undefined ? undefined : nowMs + inSeconds * 1000;
    expect(nextAvailableAtMs(pods, minReadySeconds, nowMs)).toBe(expected);
  });
});

describe('what counts as a replica', () => {
  it.each([
    { phase: 'Succeeded', deleted: false, active: false, terminating: false },
    { phase: 'Failed', deleted: false, active: false, terminating: false },
    { phase: undefined, deleted: false, active: true, terminating: false },
    { phase: 'Pending', deleted: false, active: true, terminating: false },
    { phase: 'Running', deleted: false, active: true, terminating: false },
    { phase: 'Running', deleted: true, active: false, terminating: true },
    { phase: 'Pending', deleted: true, active: false, terminating: true },
    { phase: 'Failed', deleted: true, active: false, terminating: false },
  ])('phase $phase, being deleted: $deleted', ({ phase, deleted, active, terminating }) => {
    const candidate: V1Pod = {
      metadata: deleted ? { deletionTimestamp: at(0) } : {},
      status: phase === undefined ? {} : { phase },
    };
    expect(isPodActive(candidate)).toBe(active);
    expect(isPodTerminating(candidate)).toBe(terminating);
  });

  it('a Ready condition of Unknown is not ready', () => {
    expect(isPodReady({ status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } })).toBe(false);
  });
});

function pod(ready: boolean, readyForSeconds: number | undefined): V1Pod {
  const condition = { type: 'Ready', status: ready ? 'True' : 'False' };
  return {
    status: {
      conditions: [
        readyForSeconds === undefined ? condition : { ...condition, lastTransitionTime: at(readyForSeconds) },
      ],
    },
  };
}

function at(secondsAgo: number): string {
  return new Date(nowMs - secondsAgo * 1000).toISOString();
}
