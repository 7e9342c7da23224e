import { describe, expect, it, test } from 'vitest';
import type { V1JobSpec, V1JobStatus } from '../../api/index.ts';
import { observeJob } from './observe.ts';
import { jobOf, nowMs, type PodFacts, podOf } from './testing/job-parts.ts';
import { countReleased, trackPods } from './track.ts';

const failedEnd = { outcome: 'Failed', reason: 'BackoffLimitExceeded', message: 'no more' } as const;
const completeEnd = { outcome: 'Complete', reason: 'CompletionsReached', message: 'all' } as const;

function track(
  spec: Partial<V1JobSpec>,
  status: V1JobStatus,
  pods: readonly PodFacts[],
  { end = undefined as typeof failedEnd | typeof completeEnd | undefined, released = [] as string[] } = {},
) {
  const seen = observeJob(jobOf(spec, status), pods.map(podOf), new Set(released));
  const tracking = trackPods(seen, status, end, nowMs);
  return { ...tracking, release: tracking.release.map(({ metadata }) => metadata?.uid) };
}

describe('pods that have ended', () => {
  const pods = [
    { uid: 'done', phase: 'Succeeded' },
    { uid: 'failed', phase: 'Failed' },
    { uid: 'deleted', deleting: true },
    { uid: 'runs' },
  ];

  it('are named before they are let go', () => {
    expect(track({}, {}, pods)).toEqual({
      status: { uncountedTerminatedPods: { succeeded: ['done'], failed: ['failed', 'deleted'] } },
      release: ['done', 'failed', 'deleted'],
      isFull: false,
      newIndexes: [],
    });
  });

  it('are named once, and those that are gone are counted', () => {
    const status = {
      succeeded: 2,
      uncountedTerminatedPods: { succeeded: ['done', 'gone'], failed: ['was'] },
    };
    expect(track({}, status, pods.slice(0, 1))).toMatchObject({
      status: { succeeded: 3, failed: 1, uncountedTerminatedPods: { succeeded: ['done'] } },
      release: ['done'],
    });
  });

  it('are left alone once let go, though the cache has not seen it', () => {
    const status = { uncountedTerminatedPods: {} };
    expect(track({}, status, pods.slice(0, 1), { released: ['done'] })).toMatchObject({
      status,
      release: [],
    });
  });

  it('that were named as failed do not succeed afterwards', () => {
    const status = { uncountedTerminatedPods: { failed: ['done'] } };
    expect(track({}, status, pods.slice(0, 1)).status).toBe(status);
  });

  it('that are only being deleted are waited for where only failed ones are replaced', () => {
    const { status, release } = track({ podReplacementPolicy: 'Failed' }, {}, pods.slice(2));
    expect([status, release]).toEqual([{}, []]);
  });

  it('whose failure is ignored are let go and not counted', () => {
    const rules = [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [7] } }];
    const ignored = { uid: 'ignored', phase: 'Failed', exitCode: 7, endedMsAgo: 0 };
    expect(track({ podFailurePolicy: { rules } }, {}, [ignored])).toMatchObject({
      status: {},
      release: ['ignored'],
    });
  });

  it('are named five hundred at a time', () => {
    const many = Array.from({ length: 600 }, (_, at) => ({ uid: `p${at}`, phase: 'Succeeded' }));
    const first = track({}, {}, many);
    expect([first.release.length, first.isFull]).toEqual([500, true]);
    const left = track({}, { uncountedTerminatedPods: { failed: ['p0'] } }, many.slice(0, 499));
    expect([left.release.length, left.isFull]).toEqual([499, false]);
  });
});

describe('a job that ends', () => {
  it('lets all pods go; where it fails those that run have failed', () => {
    const { status, release } = track({}, {}, [{ uid: 'runs' }], { end: failedEnd });
    expect(release).toEqual(['runs']);
    expect(status.uncountedTerminatedPods).toEqual({ failed: ['runs'] });
    expect(status.conditions).toMatchObject([{ type: 'FailureTarget', reason: 'BackoffLimitExceeded' }]);
    const complete = track({}, {}, [{ uid: 'runs' }], { end: completeEnd });
    expect(complete.status.uncountedTerminatedPods).toBeUndefined();
    expect(complete.status.conditions).toMatchObject([{ type: 'SuccessCriteriaMet', status: 'True' }]);
  });

  it('is told so once', () => {
    const { status } = track({}, {}, [], { end: completeEnd });
    expect(track({}, status, [], { end: completeEnd }).status).toBe(status);
  });

  it('that is being deleted lets its pods go', () => {
    const seen = observeJob(
      { ...jobOf(), metadata: { uid: 'job', deletionTimestamp: '2026-03-01T11:00:00Z' } },
      [podOf({ uid: 'runs' })],
      new Set(),
    );
    expect(trackPods(seen, {}, undefined, nowMs)).toMatchObject({ status: {}, release: [{}] });
  });
});

describe('indexes', () => {
  const spec = { completions: 5, parallelism: 5, completionMode: 'Indexed' };

  it('are counted once, in their order', () => {
    const pods = [
      { uid: 'd', index: 3, phase: 'Succeeded' },
      { uid: 'b', index: 1, phase: 'Succeeded' },
      { uid: 'again', index: 0, phase: 'Succeeded' },
      { uid: 'beyond', index: 7, phase: 'Succeeded' },
    ];
    const { status, release } = track(spec, { completedIndexes: '0', succeeded: 1 }, pods);
    expect(status).toEqual({ succeeded: 3, completedIndexes: '0,1,3' });
    expect(release).toEqual(['beyond', 'again', 'b', 'd']);
  });

  it('that the job no longer has are not counted any more', () => {
    const status = { completedIndexes: '0-6', succeeded: 7 };
    expect(track(spec, status, []).status).toEqual({ completedIndexes: '0-4', succeeded: 5 });
  });

  it('hold their last failed pod until it is replaced, and fail with too many', () => {
    const limited = { ...spec, backoffLimitPerIndex: 1 };
    const failed = (uid: string, index: number, failures: number): PodFacts => ({
      uid,
      index,
      phase: 'Failed',
      endedMsAgo: 1000,
      annotations: { 'batch.kubernetes.io/job-index-failure-count': `${failures}` },
    });
    const pods = [
      failed('held', 0, 0),
      failed('over', 1, 1),
      failed('replaced', 2, 0),
      { uid: 'new', index: 2 },
    ];
    const { status, release } = track(limited, { failedIndexes: '' }, pods);
    expect(release).toEqual(['over', 'replaced']);
    expect(status).toEqual({
      failedIndexes: '1',
      uncountedTerminatedPods: { failed: ['over', 'replaced'] },
    });
  });
});

test('what is let go is counted, and what is held stays named', () => {
  const status = { failed: 1, uncountedTerminatedPods: { succeeded: ['a', 'b'], failed: ['c'] } };
  expect(countReleased(status, new Set(['b']))).toEqual({
    succeeded: 1,
    failed: 2,
    uncountedTerminatedPods: { succeeded: ['b'] },
  });
  expect(countReleased(status, new Set(['a', 'b', 'c']))).toBe(status);
});
