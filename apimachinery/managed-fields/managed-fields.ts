import type { ManagedFieldsEntry } from '../object/object.ts';
import { compareStrings } from '../values/go-format.ts';
import { isObject } from '../values/plain-json.ts';
import { type FieldSet, noFields } from './field-set.ts';
import { type Managers, nobody, type Owner, withOwner } from './managers.ts';
import { fieldsJson, isShared, shared } from './shared-sets.ts';

/**
 * Reads metadata.managedFields; undefined when it is not well formed. What this process has made is read by reference:
 * the entries themselves. Mirrors DecodeManagedFields.
 */
export function decodeManagedFields(
  entries: readonly ManagedFieldsEntry[] | undefined,
): Managers | undefined {
  if (entries === undefined || entries === null) return nobody;
  if (entries.every(isOurs)) return entries;
  let managers: Managers = [];
  for (const entry of entries) {
    const owner = ownerOf(entry);
    if (owner === undefined) return undefined;
    // Of several entries of one manager the last counts; it counts even if it owns nothing.
    managers = [...withOwner(managers, { ...owner, fieldsV1: noFields }), owner];
  }
  return managers;
}

/** Whether owners of fields are as they are written; none are well, too. */
export function canReadManagedFields(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  return decodeManagedFields(entries) !== undefined;
}

function isOurs(entry: ManagedFieldsEntry): entry is Owner {
  return isWellFormed(entry) && isShared(entry.fieldsV1);
}

function isWellFormed({ operation, apiVersion = '', fieldsType }: ManagedFieldsEntry): boolean {
  return (operation === 'Apply' || operation === 'Update') && apiVersion !== '' && fieldsType === 'FieldsV1';
}

function ownerOf(entry: ManagedFieldsEntry): Owner | undefined {
  const { fieldsV1 = noFields } = entry;
  if (!isWellFormed(entry) || !isFieldSet(fieldsV1)) return undefined;
  const made = { ...entry, fieldsV1: shared(fieldsV1) };
  return isOurs(made) ? made : undefined;
}

/** Writes metadata.managedFields, oldest first; undefined when nobody owns anything. Mirrors EncodeManagedFields. */
export function encodeManagedFields(managers: Managers): readonly ManagedFieldsEntry[] | undefined {
  if (managers.length === 0) return undefined;
  return isInOrder(managers) ? managers : [...managers].sort(compareEntries);
}

function isInOrder(managers: Managers): boolean {
  return managers.every((owner, at) => {
    const before = managers[at - 1];
    return before === undefined || compareEntries(before, owner) <= 0;
  });
}

function compareEntries(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  return (
    compareStrings(a.operation ?? '', b.operation ?? '') ||
    compareStrings(a.time ?? '', b.time ?? '') ||
    compareStrings(a.manager ?? '', b.manager ?? '') ||
    compareStrings(a.apiVersion ?? '', b.apiVersion ?? '') ||
    compareStrings(a.subresource ?? '', b.subresource ?? '')
  );
}

/** The JSON of metadata.managedFields. Sets that other objects have, too, are not written again. */
export function managedFieldsJson(entries: readonly ManagedFieldsEntry[]): string {
  return `[${entries.map(entryJson).join(',')}]`;
}

function entryJson(entry: ManagedFieldsEntry): string {
  const { fieldsV1 } = entry;
  if (!isShared(fieldsV1)) return JSON.stringify(entry);
  const first =
    memberJson('manager', entry.manager) +
    memberJson('operation', entry.operation) +
    memberJson('apiVersion', entry.apiVersion) +
    memberJson('time', entry.time) +
    memberJson('fieldsType', entry.fieldsType) +
    memberJson('subresource', entry.subresource);
  return `{${first}"fieldsV1":${fieldsJson(fieldsV1)}}`;
}

const plain = /^[\w./: -]*$/;

function memberJson(name: string, value: string | undefined): string {
  if (value === undefined) return '';
  return `"${name}":${plain.test(value) ? `"${value}"` : JSON.stringify(value)},`;
}

const elementForm = /^(?:\.|f:.*|i:[0-9]+|v:.+|k:\{.*\})$/s;

/** Whether a value read from outside has the form of a set of fields, to a bounded depth. */
function isFieldSet(value: unknown, depth = 0): value is FieldSet {
  if (depth > 500 || !isObject(value)) return false;
  return Object.keys(value).every(
    (key) => elementForm.test(key) && hasJson(key) && isFieldSet(value[key], depth + 1),
  );
}

/** Of elements that carry JSON, whether it is well formed. */
function hasJson(element: string): boolean {
  if (element[0] !== 'k' && element[0] !== 'v') return true;
  try {
    JSON.parse(element.slice(2));
    return true;
  } catch {
    return false;
  }
}
