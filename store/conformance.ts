/**
 * What every implementation of the Store port must do, as tests for vitest. Give it a way to open a fresh, empty
 * store; each test opens one of its own:
 *
 *     storeConformance('my store', async () => ({ store: await openMine(), reopen: ..., pass: ... }));
 */
import { describe } from 'vitest';
import { compactionConformance } from './conformance/compaction.ts';
import { leaseConformance } from './conformance/leases.ts';
import { propertyConformance } from './conformance/properties.ts';
import { readConformance } from './conformance/reads.ts';
import type { OpenSubject } from './conformance/subject.ts';
import { transactionConformance } from './conformance/transactions.ts';
import { watchConformance } from './conformance/watches.ts';

export type { OpenSubject, Subject } from './conformance/subject.ts';

/** Declares the tests; see `Subject`. */
export function storeConformance(name: string, open: OpenSubject): void {
  describe(name, () => {
    transactionConformance(open);
    readConformance(open);
    watchConformance(open);
    compactionConformance(open);
    leaseConformance(open);
    propertyConformance(open);
  });
}
export type { Store } from './store.ts';
