import { type FieldSet, isEmptySet, union } from './field-set.ts';

/** Who owns which fields, in the schema of which version, and whether by server-side apply. */
export interface OwnedFields {
  readonly fields: FieldSet;
  readonly apiVersion: string;
  readonly applied: boolean;
}

/** By the manager's identifier (see manager-identifier.ts). Never changed once made. */
export type Managers = ReadonlyMap<string, OwnedFields>;

/** The managers with one of them owning other fields; one that owns nothing is one no longer. */
export function withManager(managers: Managers, manager: string, owned: OwnedFields | undefined): Managers {
  const made = new Map(managers);
  if (owned === undefined || isEmptySet(owned.fields)) made.delete(manager);
  else made.set(manager, owned);
  return made;
}

/** All fields that managers own in the schema of each version. */
export function ownedByVersion(managers: Managers): Map<string, FieldSet> {
  const found = new Map<string, FieldSet>();
  for (const { apiVersion, fields } of managers.values()) {
    const others = found.get(apiVersion);
    found.set(apiVersion, others === undefined ? fields : union(others, fields));
  }
  return found;
}
