import type { OwnershipAnswer } from './cases.ts';

/** An answer to compare: owners are listed by the time of their last change, which the judge takes from its own clock. */
export function comparable({ object, ...others }: OwnershipAnswer): unknown {
  const { managedFields = [], ...metadata } = object?.metadata ?? {};
  const owners = managedFields.map((entry) => JSON.stringify(Object.entries(entry).sort())).sort();
  return JSON.parse(JSON.stringify({ ...others, object: { ...object, metadata }, owners }));
}
