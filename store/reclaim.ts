import type { CommitQueue } from './commit-queue.ts';
import type { Disk } from './disk.ts';
import type { Ledger } from './ledger.ts';
import type { Log, LogOperation } from './log.ts';
import { formatEntry } from './named-entries.ts';
import { logKey } from './record.ts';

/** The files may take so many times what is kept before they are written again: a byte removed costs two at most. */
const usedRatioMax = 1.5;

/** And so much more, so that a small store is not written again for a few records. */
const usedSlackBytes = 1024 * 1024;

/**
 * Gives back the space of what a sweep removed up to a revision: to LevelDB a deletion is one more entry, and it writes
 * files again only where much is written. Reads and writes go on beside it: LevelDB does it on a thread of its own.
 */
export async function reclaimSpace(
  disk: Disk,
  log: Log,
  commits: CommitQueue,
  ledger: Ledger,
  through: number,
): Promise<void> {
  const used = await disk.usedBytes();
  if (through === 0 || used <= usedRatioMax * ledger.bytes + usedSlackBytes) return;
  await log.flush();
  const batch = commits.gathering();
  batch.operations.push(...span(through));
  await batch.done;
  await log.rewrite();
}

/**
 * Two deletions of nothing. LevelDB leaves the files of its lowest level alone unless a file from above lies over
 * them; one with these does. Where a key lies outside of all files below it would drop its deletion, so these lie just
 * within: after the first entry, and before the last record that may have been removed.
 */
function span(through: number): readonly LogOperation[] {
  return [
    { type: 'del', key: `${formatEntry}~` },
    { type: 'del', key: `${logKey(through - 1, 0)}~` },
  ];
}
