import { crc32 } from 'node:zlib';
import { StoreError } from './errors.ts';
import type { LogOperation } from './log.ts';

/**
 * The two entries beside the records. Their names sort before every record, so the check on open has read them
 * when it comes to the records, without a lookup (which LevelDB answers through a filter that a flipped bit can
 * make say "not there").
 */
export const compactionEntry = '!compaction';
export const formatEntry = '!format';

/** Says that these entries are ours and how they are laid out. */
export const formatText = 'homeostat store 1';

/**
 * How far the log is compacted, and what it held then. Records at and below `compactedRevision` have holes between
 * them, so that one is missing shows only in the totals: of all records up to revision `through`, their number and
 * the sum of their checksums. Written in one batch with the deletions it counts.
 */
export interface CompactionPoint {
  readonly compactedRevision: number;
  readonly through: number;
  readonly records: number;
  /** A signed 32-bit number. */
  readonly checksum: number;
}

export function formatOperation(): LogOperation {
  return { type: 'put', key: formatEntry, value: formatText };
}

export function compactionOperation(point: CompactionPoint): LogOperation {
  const body = `${point.compactedRevision} ${point.through} ${point.records} ${point.checksum}`;
  return { type: 'put', key: compactionEntry, value: `${crc32(body).toString(16)} ${body}` };
}

export function parseCompactionPoint(text: string): CompactionPoint {
  const [sum, ...fields] = text.split(' ');
  if (crc32(fields.join(' ')).toString(16) !== sum) {
    throw new StoreError(
      'DAMAGED',
      'the entry that says how far it is compacted does not match its checksum',
    );
  }
  const [compactedRevision, through, records, checksum] = fields.map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { compactedRevision, through, records, checksum };
}
