import { StoreError } from './errors.ts';
import type { Ledger } from './ledger.ts';
import type { Log } from './log.ts';
import {
  type CompactionPoint,
  compactionEntry,
  formatEntry,
  formatText,
  parseCompactionPoint,
} from './named-entries.ts';
import { isLogKey, type LogRecord, type StoredRecord } from './record.ts';

/** What was acknowledged to callers before the store was closed or killed, as far as it is known. */
export interface Acknowledged {
  readonly revision: number;
  readonly compactedRevision: number;
}

/** What the log turned out to be. */
export interface Recovered {
  readonly compactedRevision: number;
  /** Nothing was ever written. */
  readonly isNew: boolean;
}

/**
 * Reads the whole log into the ledger, and checks that it is all that was written: every record matches its
 * checksum, the revisions above the compacted one are there without a hole and whole, the totals of the last
 * compaction hold for those below, and the newest revision that was acknowledged is reached. DAMAGED otherwise.
 */
export async function recover(log: Log, ledger: Ledger, acknowledged: Acknowledged): Promise<Recovered> {
  const check = new LogCheck(log, ledger);
  for await (const entries of log.chunks()) {
    for (const [key, text] of entries) check.take(key, text);
  }
  return check.finish(acknowledged);
}

class LogCheck {
  readonly #log: Log;
  readonly #ledger: Ledger;
  #format: string | undefined;
  #point: CompactionPoint = { compactedRevision: 0, through: 0, records: 0, checksum: 0 };
  #lastKey = '';
  /** The record before; none: the last one that a hole is allowed behind. */
  #last: LogRecord | undefined;
  #pointChecked = false;

  constructor(log: Log, ledger: Ledger) {
    this.#log = log;
    this.#ledger = ledger;
  }

  take(key: string, text: StoredRecord): void {
    if (key <= this.#lastKey) throw damaged(`the entry ${JSON.stringify(key)} is out of order`);
    this.#lastKey = key;
    if (isLogKey(key)) this.#takeRecord(this.#log.decode(key, text));
    else if (key === formatEntry) this.#format = `${text}`;
    else if (key === compactionEntry) this.#point = parseCompactionPoint(`${text}`);
    else throw damaged(`there is an unknown entry ${JSON.stringify(key)}`);
  }

  finish(acknowledged: Acknowledged): Recovered {
    const { compactedRevision, through } = this.#point;
    const ledger = this.#ledger;
    this.#checkWhole();
    ledger.head = Math.max(ledger.head, compactedRevision);
    if (ledger.head < through) throw missing(ledger.head + 1, through);
    if (!this.#pointChecked) this.#checkPoint();
    if (ledger.head < acknowledged.revision) throw missing(ledger.head + 1, acknowledged.revision);
    if (compactedRevision < acknowledged.compactedRevision) {
      throw damaged(`the compaction to revision ${acknowledged.compactedRevision} is missing`);
    }
    this.#checkFormat();
    return { compactedRevision, isNew: this.#format === undefined };
  }

  #takeRecord(record: LogRecord): void {
    if (record.revision > this.#point.compactedRevision) this.#checkNext(record);
    if (!this.#pointChecked && record.revision > this.#point.through) this.#checkPoint();
    this.#last = record;
    this.#ledger.restore(record);
  }

  /** Above the compacted revision, every record has its predecessor. */
  #checkNext(record: LogRecord): void {
    const last = this.#last;
    if (record.sub > 0) {
      const follows = last?.revision === record.revision && last.sub === record.sub - 1;
      if (!follows) throw damaged(`a part of revision ${record.revision} is missing`);
      return;
    }
    this.#checkWhole();
    // The first revision of a store is 2: an empty one is at 1.
    const before = Math.max(last?.revision ?? 1, this.#point.compactedRevision, 1);
    if (record.revision !== before + 1) throw missing(before + 1, record.revision - 1);
  }

  #checkWhole(): void {
    const last = this.#last;
    if (last === undefined || last.revision <= this.#point.compactedRevision) return;
    if (last.sub !== last.operations - 1) throw damaged(`a part of revision ${last.revision} is missing`);
  }

  #checkPoint(): void {
    this.#pointChecked = true;
    const { compactedRevision, through, records, checksum } = this.#point;
    const found = this.#ledger.records;
    if (found === records && this.#ledger.checksum === checksum) return;
    const kept = `${records} records up to revision ${through} were kept when it was compacted to ${compactedRevision}`;
    throw damaged(`${kept}: ${found === records ? 'they are not the same any more' : `${found} are there`}`);
  }

  #checkFormat(): void {
    if (this.#format === formatText) return;
    if (this.#format !== undefined)
      throw damaged(`its format is ${JSON.stringify(this.#format)}, not "${formatText}"`);
    if (this.#lastKey !== '') throw damaged('the entry that names its format is missing');
  }
}

function damaged(what: string): StoreError {
  return new StoreError('DAMAGED', what);
}

function missing(from: number, through: number): StoreError {
  return damaged(
    from === through
      ? `revision ${from} was written and is missing`
      : `revisions ${from} to ${through} were written and are missing`,
  );
}
