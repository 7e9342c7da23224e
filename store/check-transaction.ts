import type { Leases } from './leases.ts';
import { transactionOperationsMax } from './record.ts';
import type { LateText, Operation, Transaction } from './store.ts';

/** Throws a TypeError for a transaction that no caller may ask for, and NO_LEASE where a put names a lease that is over. */
export function checkTransaction(transaction: Transaction, leases: Leases): void {
  checkBranch(transaction.success, leases);
  if (transaction.failure !== undefined) checkBranch(transaction.failure, leases);
}

/**
 * Throws a TypeError for what is no revision, or too low a one. One above 2^53 may have been rounded by who asks; it is
 * above every revision there is all the same, and so just one that is not there yet.
 */
export function checkRevision(revision: number, least: number): void {
  if (Number.isInteger(revision) && revision >= least) return;
  throw new TypeError(`${revision} is not a revision: an integer from ${least} up is`);
}

function checkBranch(branch: readonly Operation[], leases: Leases): void {
  if (branch.length > 1) checkWritesOnce(branch);
  if (branch.length > transactionOperationsMax) throw new TypeError('too many operations in one transaction');
  for (const operation of branch) {
    if (operation.type === 'put' && operation.lease !== undefined) leases.find(operation.lease);
    if (isWellFormed(operation.key) && (operation.type !== 'put' || isStorable(operation.value))) continue;
    throw new TypeError(
      `half a surrogate pair cannot be stored, and ${operation.key} or its value holds one`,
    );
  }
}

/** As in etcd: all writes of a transaction are one revision, and a key has one value at a revision. */
function checkWritesOnce(branch: readonly Operation[]): void {
  const written = new Set<string>();
  for (const { type, key } of branch) {
    if (type === 'get') continue;
    if (written.has(key)) throw new TypeError(`a transaction writes ${key} twice`);
    written.add(key);
  }
}

/** A late text is JSON, which spells out what is no character. */
function isStorable(value: string | LateText): boolean {
  return typeof value !== 'string' || isWellFormed(value);
}

/** Node has it; the library types of ES2023 do not. */
function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
