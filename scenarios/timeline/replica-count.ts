import type { Change, ChangedValue, WriteFields } from '../../environment/index.ts';
import { changesOf, isAt, isCreation } from './write.ts';

/**
 * Whether a write made the count of replicas go the way it is told to have gone: up by what was made, down by what was
 * marked for deletion. What is removed then was not counted any more.
 */
export function movesCount(write: WriteFields, told: readonly Change[]): boolean {
  const count = told.find((change) => isAt(change, 'status', 'replicas'));
  if (count === undefined) return false;
  if (numberOf(count.after) > numberOf(count.before)) return isCreation(write);
  return changesOf(write).some((change) => isAt(change, 'metadata', 'deletionTimestamp'));
}

function numberOf(value: ChangedValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}
