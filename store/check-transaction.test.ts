import { expect, test } from 'vitest';
import { checkRevision, checkTransaction } from './check-transaction.ts';
import { Leases } from './leases.ts';
import type { Operation } from './store.ts';

const leases = new Leases();
const get: Operation = { type: 'get', key: '/a' };
const remove: Operation = { type: 'delete', key: '/a' };

test('what a branch may not hold, neither may hold', () => {
  for (const [branch, message] of [
    [[remove, get, remove], 'a transaction writes /a twice'],
    [[{ type: 'delete', key: '/\ud800' }], 'half a surrogate pair'],
    [[{ type: 'put', key: '/a', value: '\udc00' }], 'half a surrogate pair'],
  ] as const) {
    for (const transaction of [{ success: branch }, { success: [], failure: branch }])
      expect(() => checkTransaction(transaction, leases)).toThrow(message);
  }
});

test('a lease that is over is refused in either branch, also the one that is not taken', () => {
  const put = (lease: number): Operation => ({ type: 'put', key: '/a', value: '', lease });
  const { term } = leases.grant(1);
  checkTransaction({ success: [put(term.id)], failure: [put(term.id)] }, leases);
  for (const transaction of [{ success: [put(9)] }, { success: [], failure: [put(9)] }])
    expect(() => checkTransaction(transaction, leases)).toThrow(
      expect.objectContaining({ code: 'NO_LEASE' }),
    );
});

test('a key may be read more than once, also beside a write of it', () => {
  checkTransaction({ success: [get, remove, get], failure: [remove, get] }, leases);
});

test('a branch has as many operations as have log keys of their own', () => {
  const gets = (length: number) => ({ success: Array.from({ length }, () => get) });
  checkTransaction(gets(65_536), leases);
  expect(() => checkTransaction(gets(65_537), leases)).toThrow(
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
