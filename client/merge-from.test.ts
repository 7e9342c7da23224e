import { expect, test } from 'vitest';
import { mergeFrom } from './merge-from.ts';
import { pod } from './testing/types.ts';

const before = pod('p', { spec: { value: 1 } }, { resourceVersion: '7', labels: { a: '1' } });
const after = pod('p', { spec: { value: 2 } }, { resourceVersion: '7' });

test('a merge patch says what differs, and what is gone', () => {
  const body = { spec: { value: 2 }, metadata: { labels: null } };
  expect(mergeFrom(before, after)).toEqual({ type: 'merge', body });
  expect(mergeFrom(before, before)).toBeUndefined();
});

test('with an optimistic lock it names the version that it was made from', () => {
  expect(mergeFrom(before, after, { optimisticLock: true })?.body).toMatchObject({
    metadata: { labels: null, resourceVersion: '7' },
  });
  expect(mergeFrom(before, before, { optimisticLock: true })).toBeUndefined();
  expect(() => mergeFrom(pod('p'), after, { optimisticLock: true })).toThrow(
    'cannot use OptimisticLock, object does not have any resource version we can use',
  );
});
