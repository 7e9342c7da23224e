import { beforeEach, expect, test } from 'vitest';
import { batchV1, type V1Job, type V1Pod } from '../../api/index.ts';
import type { SharedInformer, WorkQueue } from '../../client/index.ts';
import type { Clock } from '../../environment/index.ts';
import { JobMemory } from './job-memory.ts';
import { PodEvents } from './pod-events.ts';
import { jobOf, nowMs, type PodFacts, podOf } from './testing/job-parts.ts';

const key = 'default/work';
const reference = { apiVersion: 'batch/v1', kind: 'Job', name: 'work', uid: 'job', controller: true };
let job: V1Job;
let memory: JobMemory;
let woken: string[];
let orphans: string[];
let events: PodEvents;
const queue = {
  addAfter: (item: string, delayMs: number) => woken.push(`${item} after ${delayMs} ms`),
} as unknown as WorkQueue<string>;

beforeEach(() => {
  job = jobOf();
  [woken, orphans] = [[], []];
  memory = new JobMemory({ now: () => nowMs } as Clock);
  const indexer = { get: (asked: string) => (asked === key ? job : undefined), byIndex: () => [job] };
  const jobs = { type: batchV1.jobs, indexer } as unknown as SharedInformer<V1Job>;
  events = new PodEvents(jobs, memory, ({ metadata }) => orphans.push(metadata?.name ?? ''));
});

function owned(facts: PodFacts, version: string, owner: object = reference): V1Pod {
  const pod = podOf({ uid: 'a', ...facts });
  const ownerReferences = [{ ...reference, ...owner }];
  return { ...pod, metadata: { ...pod.metadata, resourceVersion: version, ownerReferences } };
}

test('a pod that was let go is remembered until it is seen without the finalizer, or gone', () => {
  const [before, changed, after] = [owned({}, '1'), owned({}, '2'), owned({ tracked: false }, '3')];
  memory.releases(key, 'a');
  events.update({ oldObject: before, object: changed }, queue);
  expect([...memory.released(key)]).toEqual(['a']);
  events.update({ oldObject: changed, object: after }, queue);
  expect([...memory.released(key)]).toEqual([]);
  memory.releases(key, 'a');
  events.update({ oldObject: changed, object: owned({ deleting: true }, '4') }, queue);
  expect([...memory.released(key)]).toEqual(['a']);
  events.delete({ object: changed, finalStateUnknown: false }, queue);
  expect([...memory.released(key)]).toEqual([]);
  memory.releases(key, 'a');
  events.update({ oldObject: changed, object: owned({ deleting: true, tracked: false }, '5') }, queue);
  expect([...memory.released(key)]).toEqual([]);
  expect(woken).toEqual(new Array(5).fill(`${key} after 1000 ms`));
});

test('a pod that is created or deleted is what was waited for', () => {
  memory.expectations.setExpectations(key, 1, ['default/a']);
  events.create({ object: owned({ uid: 'b' }, '1'), isInInitialList: false }, queue);
  expect(memory.expectations.pending(key)).toEqual({ creations: 0, deletions: 1 });
  events.create({ object: owned({ deleting: true }, '2'), isInInitialList: true }, queue);
  expect(memory.expectations.pending(key)).toEqual({ creations: 0, deletions: 0 });
});

test('a pod is an orphan when nobody controls it, or its job is gone or done when it is deleted', () => {
  events.create({ object: podOf({ uid: 'nobodys' }), isInInitialList: false }, queue);
  const other = owned({ uid: 'others', deleting: true }, '1', { uid: 'another' });
  events.create({ object: other, isInInitialList: false }, queue);
  events.delete({ object: owned({ uid: 'runs' }, '2'), finalStateUnknown: false }, queue);
  job = jobOf({}, { conditions: [{ type: 'Complete', status: 'True' }] });
  events.delete({ object: owned({ uid: 'left' }, '3'), finalStateUnknown: false }, queue);
  events.delete({ object: owned({ uid: 'counted', tracked: false }, '4'), finalStateUnknown: false }, queue);
  expect(orphans).toEqual(['nobodys', 'others', 'left']);
});

test('a pod that changes hands wakes both jobs; one that did not change wakes nobody', () => {
  const pod = owned({}, '1');
  events.update({ oldObject: pod, object: pod }, queue);
  expect(woken).toEqual([]);
  const { ownerReferences: _, ...free } = owned({}, '2').metadata ?? {};
  events.update({ oldObject: pod, object: { ...pod, metadata: free } }, queue);
  expect([woken, orphans]).toEqual([[`${key} after 1000 ms`], ['a']]);
});
