import type { ManagedFieldsEntry } from '../object/object.ts';
import { goQuote } from '../values/go-format.ts';

/** Who writes: by what name, in which way, in which version, through which subresource. */
export type ManagerInfo = Pick<ManagedFieldsEntry, 'manager' | 'operation' | 'apiVersion' | 'subresource'>;

/**
 * Whether two are the same manager: all of that is the same, but for an apply not the version, since who applies in
 * another version is the same applier.
 */
export function isSameManager(a: ManagerInfo, b: ManagerInfo): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    (a.subresource ?? '') === (b.subresource ?? '') &&
    (a.operation === 'Apply' || a.apiVersion === b.apiVersion)
  );
}

/**
 * All that tells a manager apart as one text, by which managers are put in order.
 * Mirrors k8s.io/apimachinery pkg/util/managedfields/internal (BuildManagerIdentifier).
 */
export function managerIdentifier({ manager, operation, apiVersion, subresource }: ManagerInfo): string {
  const version = operation === 'Apply' ? {} : { apiVersion };
  return JSON.stringify({ manager, operation, ...version, ...(subresource ? { subresource } : {}) });
}

/** `"kubectl" using apps/v1`, as conflicts name a manager. Mirrors printManager. */
export function managerText({ manager = '', operation, apiVersion, subresource }: ManagerInfo): string {
  const name = subresource
    ? `${goQuote(manager)} with subresource ${goQuote(subresource)}`
    : goQuote(manager);
  return operation === 'Apply' ? name : `${name} using ${apiVersion}`;
}
