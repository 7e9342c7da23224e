import { describe, expect, it, test } from 'vitest';
import { formatTime } from '../../apimachinery/index.ts';
import { backOffRemainingMs, nextBackOff, noBackOff } from './back-off.ts';
import { finishedAtMs } from './finish-time.ts';
import { nowMs, podOf } from './testing/job-parts.ts';

const endedAgo = (...seconds: number[]) => seconds.map((ago) => podOf({ endedMsAgo: ago * 1000 }));

test.each([
  { known: 0, succeeded: [], failed: [0], failures: 1, lastAgo: 0 },
  { known: 0, succeeded: [], failed: [0, 1], failures: 2, lastAgo: 0 },
  { known: 0, succeeded: [0], failed: [2, 1], failures: 0, lastAgo: undefined },
  { known: 0, succeeded: [2], failed: [0, 4, 3, 1], failures: 2, lastAgo: 0 },
  { known: 2, succeeded: [], failed: [0], failures: 3, lastAgo: 0 },
  { known: 0, succeeded: [0], failed: [0], failures: 0, lastAgo: undefined },
  { known: 3, succeeded: [0], failed: [], failures: 0, lastAgo: undefined },
  { known: 0, succeeded: [], failed: [], failures: 0, lastAgo: undefined },
])('$known failures, then successes $succeeded s and failures $failed s ago', (given) => {
  const { known, succeeded, failed, failures, lastAgo } = given;
  const next = nextBackOff({ failures: known }, endedAgo(...succeeded), endedAgo(...failed));
  expect(next).toEqual({
    failures,
    ...(lastAgo !== undefined && { lastFailureAtMs: nowMs - lastAgo * 1000 }),
  });
});

test.each([
  [0, 0, 0],
  [1, 0, 10_000],
  [1, 4_000, 6_000],
  [1, 10_000, 0],
  [2, 0, 20_000],
  [3, 15_000, 25_000],
  [6, 0, 320_000],
  [7, 0, 600_000],
  [500, 599_999, 1],
])('after %i failures, the last %i ms ago, it is %i ms', (failures, agoMs, waitMs) => {
  expect(backOffRemainingMs({ failures, lastFailureAtMs: nowMs - agoMs }, nowMs)).toBe(waitMs);
  expect(backOffRemainingMs(noBackOff, nowMs)).toBe(0);
});

describe('a pod ended', () => {
  const at = (ago: number) => formatTime(nowMs - ago * 1000);
  const container = (name: string, finishedAt?: string) => ({
    name,
    image: '',
    imageID: '',
    ready: false,
    restartCount: 0,
    state: finishedAt === undefined ? {} : { terminated: { exitCode: 0, finishedAt } },
  });
  const agoOf = (pod: Parameters<typeof finishedAtMs>[0]) => (nowMs - finishedAtMs(pod)) / 1000;

  it('when its last container did, be that a sidecar', () => {
    const status = {
      containerStatuses: [container('a', at(9)), container('b', at(5)), container('c', at(7))],
    };
    expect(agoOf({ status })).toBe(5);
    const spec = {
      initContainers: [{ name: 's', restartPolicy: 'Always' }, { name: 'i' }],
      containers: [],
    };
    const initContainerStatuses = [container('s', at(2)), container('i', at(1))];
    expect(agoOf({ spec, status: { ...status, initContainerStatuses } })).toBe(2);
  });

  it('else when it was no longer ready, was to stop, or was made', () => {
    const running = { containerStatuses: [container('a', at(9)), container('b')] };
    const conditions = [{ type: 'Ready', status: 'False', lastTransitionTime: at(4) }];
    const metadata = {
      creationTimestamp: at(60),
      deletionTimestamp: at(-20),
      deletionGracePeriodSeconds: 30,
    };
    expect(agoOf({ metadata, status: { ...running, conditions } })).toBe(4);
    expect(agoOf({ metadata, status: running })).toBe(10);
    expect(agoOf({ metadata: { creationTimestamp: at(60) }, status: running })).toBe(60);
    const ready = [{ type: 'Ready', status: 'True', lastTransitionTime: at(4) }];
    expect(agoOf({ metadata, status: { ...running, conditions: ready } })).toBe(10);
  });
});
