import type { ManagedFieldsEntry } from '../object/object.ts';
import { sameItems } from '../sharing/same-items.ts';
import { type FieldSet, isEmptySet, union } from './field-set.ts';
import { isSameManager, type ManagerInfo } from './manager-identifier.ts';
import { shared } from './shared-sets.ts';

/** Who owns which fields, in the schema of which version: an entry of managedFields, well formed. Never changed once made. */
export interface Owner extends ManagedFieldsEntry {
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** A shared set. */
  readonly fieldsV1: FieldSet;
}

/** No two are the same manager. Never changed once made. */
export type Managers = readonly Owner[];

export const nobody: Managers = [];

export function ownerIn(managers: Managers, manager: ManagerInfo): Owner | undefined {
  return managers.find((owner) => isSameManager(owner, manager));
}

/** The managers with one of them owning what the entry says; one that owns nothing is one no longer. */
export function withOwner(managers: Managers, owner: Owner): Managers {
  const others = managers.filter((other) => !isSameManager(other, owner));
  return isEmptySet(owner.fieldsV1) ? others : [...others, owner];
}

/** The owner of other fields; the owner itself where they are the same. */
export function owning(owner: Owner, fields: FieldSet): Owner {
  return fields === owner.fieldsV1 ? owner : { ...owner, fieldsV1: shared(fields) };
}

/** Managers made of others: the others themselves where all are the same. */
export function unlessSame(before: Managers, after: Managers): Managers {
  return sameItems(before, after) ? before : after;
}

/** All fields that managers own in the schema of each version. */
export function ownedByVersion(managers: Managers): Map<string, FieldSet> {
  const found = new Map<string, FieldSet>();
  for (const { apiVersion, fieldsV1 } of managers) {
    const others = found.get(apiVersion);
    found.set(apiVersion, others === undefined ? fieldsV1 : union(others, fieldsV1));
  }
  return found;
}
