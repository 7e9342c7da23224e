import { MemoryLevel } from 'memory-level';
import { expect, test } from 'vitest';
import { CommitQueue } from './commit-queue.ts';
import { Ledger } from './ledger.ts';
import { type Level, Log } from './log.ts';
import { reclaimSpace } from './reclaim.ts';
import { textFormat } from './record.ts';

/** What is done to a level when so much is kept, on a disk where its files take so much. */
async function done(keptBytes: number, usedBytes: number, through = 20): Promise<readonly string[]> {
  const calls: string[] = [];
  const level: Level = Object.assign(new MemoryLevel<string, string>({ storeEncoding: 'utf8' }), {
    compactRange: async (start: string, end: string) => void calls.push(`${start} to ${end}`),
  });
  const commits = new CommitQueue({
    write: async ({ operations }) =>
      void calls.push(operations.map(({ type, key }) => `${type} ${key}`).join()),
    publish: () => {},
    fail: () => {},
  });
  const ledger = new Ledger(textFormat, 0);
  ledger.bytes = keptBytes;
  const log = new Log(level, { fsync: false, format: textFormat });
  const disk = { usedBytes: async () => usedBytes, hasRoom: async () => true };
  await reclaimSpace(disk, log, commits, ledger, through);
  return calls;
}

const mebibyte = 1024 * 1024;

test('files that hold much that is gone are written again, under two deletions of nothing that lie over them', async () => {
  expect(await done(1000, 1500 + mebibyte + 1)).toEqual([
    '! to !',
    'del !format~,del 000000000000130000~',
    '! to ~',
  ]);
});

test('files that hold little that is gone are left alone, and so is a log that was never compacted', async () => {
  expect(await done(1000, 1500 + mebibyte)).toEqual([]);
  expect(await done(0, 10 * mebibyte, 0)).toEqual([]);
});
