import type { ManagedFieldsEntry } from '../object/object.ts';
import { goQuote } from '../values/go-format.ts';

/** Who writes: by what name, in which way, in which version, through which subresource. */
export interface ManagerInfo {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** '' for the object itself. */
  readonly subresource: string;
}

/**
 * What tells managers apart: all of that, but for an apply not the version, since who applies in another version is the
 * same applier. Mirrors k8s.io/apimachinery pkg/util/managedfields/internal (BuildManagerIdentifier).
 */
export function managerIdentifier({ manager, operation, apiVersion, subresource }: ManagerInfo): string {
  return JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource]);
}

export function managerOf(identifier: string): ManagerInfo {
  const [manager, operation, apiVersion, subresource] = JSON.parse(identifier) as [
    string,
    ManagerInfo['operation'],
    string,
    string,
  ];
  return { manager, operation, apiVersion, subresource };
}

/** `"kubectl" using apps/v1`, as conflicts name a manager. Mirrors printManager. */
export function managerText(identifier: string): string {
  const { manager, operation, apiVersion, subresource } = managerOf(identifier);
  const name =
    subresource === '' ? goQuote(manager) : `${goQuote(manager)} with subresource ${goQuote(subresource)}`;
  if (operation === 'Apply') return name;
  return `${name} using ${apiVersion}`;
}

export function infoOf(entry: ManagedFieldsEntry): ManagerInfo {
  const { manager = '', operation, apiVersion = '', subresource = '' } = entry;
  return { manager, operation: operation === 'Apply' ? 'Apply' : 'Update', apiVersion, subresource };
}
