import { expect, test } from 'vitest';
import { checkRevision, checkTransaction } from './check-transaction.ts';
import type { Operation } from './store.ts';

const get: Operation = { type: 'get', key: '/a' };
const remove: Operation = { type: 'delete', key: '/a' };

test('what a branch may not hold, neither may hold', () => {
  for (const [branch, message] of [
    [[remove, get, remove], 'a transaction writes /a twice'],
    [[{ type: 'delete', key: '/\ud800' }], 'half a surrogate pair'],
    [[{ type: 'put', key: '/a', value: '\udc00' }], 'half a surrogate pair'],
  ] as const) {
    for (const transaction of [{ success: branch }, { success: [], failure: branch }])
      expect(() => checkTransaction(transaction)).toThrow(message);
  }
});

test('a key may be read more than once, also beside a write of it', () => {
  checkTransaction({ success: [get, remove, get], failure: [remove, get] });
});

test('a branch has as many operations as have log keys of their own', () => {
  const gets = (length: number) => ({ success: Array.from({ length }, () => get) });
  checkTransaction(gets(65_536));
  expect(() => checkTransaction(gets(65_537))).toThrow(
    new TypeError('too many operations in one transaction'),
  );
});

test('a revision is an integer, and not too low', () => {
  for (const revision of [3, 4, 2 ** 60]) checkRevision(revision, 3);
  for (const revision of [2, 3.5, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => checkRevision(revision, 3)).toThrow(
      `${revision} is not a revision: an integer from 3 up is`,
    );
});
