import type { ManagedFieldsEntry } from '../object/object.ts';
import { compareStrings } from '../values/go-format.ts';
import { isObject } from '../values/plain-json.ts';
import { type FieldSet, noFields } from './field-set.ts';
import { infoOf, managerIdentifier, managerOf } from './manager-identifier.ts';
import type { Managers, OwnedFields } from './managers.ts';
import { compareElements } from './path-element.ts';

/** Owners of fields, and when each last changed what it owns (RFC 3339, seconds). */
export interface Managed {
  readonly managers: Managers;
  readonly times: ReadonlyMap<string, string>;
}

export const nobody: Managed = { managers: new Map(), times: new Map() };

/** Reads metadata.managedFields; undefined when it is not well formed. Mirrors DecodeManagedFields. */
export function decodeManagedFields(entries: readonly ManagedFieldsEntry[] = []): Managed | undefined {
  const managers = new Map<string, OwnedFields>();
  const times = new Map<string, string>();
  for (const entry of entries) {
    const { operation, apiVersion = '', fieldsType, fieldsV1 = noFields, time } = entry;
    if ((operation !== 'Apply' && operation !== 'Update') || apiVersion === '') return undefined;
    if (fieldsType !== 'FieldsV1' || !isFieldSet(fieldsV1)) return undefined;
    const identifier = managerIdentifier(infoOf(entry));
    managers.set(identifier, { fields: fieldsV1, apiVersion, applied: operation === 'Apply' });
    if (time !== undefined) times.set(identifier, time);
  }
  return { managers, times };
}

/** Writes metadata.managedFields, oldest first; undefined when nobody owns anything. Mirrors EncodeManagedFields. */
export function encodeManagedFields({ managers, times }: Managed): readonly ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined;
  const entries = [...managers].map(([identifier, owned]) =>
    entryOf(identifier, owned, times.get(identifier)),
  );
  return entries.sort(compareEntries);
}

function entryOf(identifier: string, owned: OwnedFields, time: string | undefined): ManagedFieldsEntry {
  const { manager, operation, subresource } = managerOf(identifier);
  return {
    apiVersion: owned.apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: inOrder(owned.fields),
    ...(manager === '' ? {} : { manager }),
    operation: owned.applied ? 'Apply' : operation,
    ...(subresource === '' ? {} : { subresource }),
    ...(time === undefined ? {} : { time }),
  };
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

/** Sets whose keys are known to be in order: those of earlier revisions, and all below them. */
const ordered = new WeakSet<FieldSet>([noFields]);

/** The set with its keys in the order in which Kubernetes writes them, frozen. What is in order already is shared. */
function inOrder(set: FieldSet): FieldSet {
  if (ordered.has(set)) return set;
  const elements = Object.keys(set).sort((a, b) => (a === '.' ? -1 : b === '.' ? 1 : compareElements(a, b)));
  const made = Object.freeze(
    Object.fromEntries(elements.map((element) => [element, inOrder(set[element] ?? noFields)])),
  );
  ordered.add(made);
  return made;
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
