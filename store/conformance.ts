/**
 * What every implementation of the Store port must do, as tests for vitest. Give it a way to open a fresh, empty
 * store; each test opens one of its own:
 *
 *     storeConformance('my store', async () => ({ store: await openMine(), reopen: ... }));
 */
import { describe } from 'vitest';
import { compactionConformance } from './conformance/compaction.ts';
import { propertyConformance } from './conformance/properties.ts';
import { readConformance } from './conformance/reads.ts';
import type { OpenSubject } from './conformance/subject.ts';
import { transactionConformance } from './conformance/transactions.ts';
import { watchConformance } from './conformance/watches.ts';

export type { OpenSubject, Subject } from './conformance/subject.ts';

/** Declares the tests; `reopen` closes the store that is open, if it still is, and opens the same data anew. */
export function storeConformance(name: string, open: OpenSubject): void {
  describe(name, () => {
    transactionConformance(open);
    readConformance(open);
    watchConformance(open);
    compactionConformance(open);
    propertyConformance(open);
  });
}
