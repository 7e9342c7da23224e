import type { Ledger } from './ledger.ts';
import type { Log } from './log.ts';
import { decodeRecord } from './record.ts';

/** Reads the whole log into the ledger. */
export async function recover(log: Log, ledger: Ledger): Promise<{ readonly compactedRevision: number }> {
  for await (const entries of log.chunks()) {
    for (const [key, text] of entries) ledger.restore(decodeRecord(key, text));
  }
  return { compactedRevision: 0 };
}
