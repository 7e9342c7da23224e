import { expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { CommitQueue } from './commit-queue.ts';
import { Compaction } from './compaction.ts';
import { Ledger } from './ledger.ts';
import { objectFormat } from './record.ts';

const environment = realEnvironment({ onFailure: () => {} });

/** A compaction whose ledger holds so much that is gone, and how many records each batch removed. */
function compactionOf(garbage: number) {
  const ledger = new Ledger(objectFormat, 100);
  const removed: number[] = [];
  const commits = new CommitQueue({
    write: async ({ operations }) =>
      void removed.push(operations.filter(({ type }) => type === 'del').length),
    publish: ({ compactedRevision }) => compactedRevision > 0 && compaction.reached(compactedRevision),
    fail: (error) => {
      throw error;
    },
  });
  const reclaimed: number[] = [];
  const compaction: Compaction = new Compaction(environment, commits, ledger, 1, async (through) => {
    reclaimed.push(through);
  });
  const writes = { operations: [], events: [], loads: [], superseded: [], characters: 0 };
  for (let i = 0; i <= garbage; i++)
    ledger.apply({ success: [{ type: 'put', key: '/a', value: '' }] }, writes);
  return { compaction, ledger, removed, reclaimed };
}

test('what is gone is removed in pieces of at most 500 records, and then its space is given back', async () => {
  const { compaction, ledger, removed, reclaimed } = compactionOf(1200);
  await compaction.to(ledger.head, ledger.head);
  expect([removed, reclaimed, ledger.records]).toEqual([[0, 500, 500, 200], [1202], 1]);
});

test('a sweep that is stopped ends after the piece in flight, and gives no space back', async () => {
  const { compaction, ledger, removed, reclaimed } = compactionOf(1200);
  const compacting = compaction.to(ledger.head, ledger.head);
  while (removed.length < 2) await undefined;
  await compaction.stop();
  await compacting;
  expect([removed, reclaimed]).toEqual([[0, 500], []]);
});

test('the point asked for counts at once, the point that holds once it is durable', async () => {
  const { compaction, ledger } = compactionOf(10);
  const compacting = compaction.to(5, ledger.head);
  expect([compaction.target, compaction.revision]).toEqual([5, 1]);
  await expect(compaction.to(5, ledger.head)).rejects.toMatchObject({ code: 'COMPACTED' });
  await compacting;
  expect([compaction.target, compaction.revision, ledger.records]).toEqual([5, 5, 8]);
});

test('only a revision that was there can be compacted to', async () => {
  const { compaction, ledger, removed } = compactionOf(10);
  await expect(compaction.to(2.5, ledger.head)).rejects.toThrow('2.5 is not a revision');
  await expect(compaction.to(Number.NaN, ledger.head)).rejects.toThrow(TypeError);
  await expect(compaction.to(ledger.head + 1, ledger.head)).rejects.toMatchObject({
    code: 'FUTURE_REVISION',
  });
  expect(removed).toEqual([]);
});
