import type { ManagedFieldsEntry } from '../object/object.ts';
import { difference, type FieldSet, hasPath, isEmptySet, noFields } from './field-set.ts';
import { decodeManagedFields, encodeManagedFields } from './managed-fields.ts';
import { type Owner, ownerIn, owning } from './managers.ts';
import { shared } from './shared-sets.ts';

/** Where objects of a version keep their replicas, as path elements; null: nowhere; undefined: there is no such version. */
export type ReplicasPath = (apiVersion: string) => readonly string[] | null | undefined;

type Entries = readonly ManagedFieldsEntry[] | undefined;

const scaleVersion = 'autoscaling/v1';
const pathInScale = ['f:spec', 'f:replicas'];

/**
 * Of the owners of an object those that own its replicas, as owners of the replicas of its Scale. Undefined where they
 * cannot be read. Mirrors k8s.io/apimachinery pkg/util/managedfields (ScaleHandler.ToSubresource).
 */
export function ownersOfScale(ofParent: Entries, pathIn: ReplicasPath): Entries {
  const owners: Owner[] = [];
  for (const owner of decodeManagedFields(ofParent) ?? []) {
    if (!ownsPath(owner, pathIn(owner.apiVersion))) continue;
    owners.push({ ...owner, fieldsV1: only(pathInScale), apiVersion: scaleVersion });
  }
  return encodeManagedFields(owners);
}

/**
 * The owners of an object, in the version given, after a change of its Scale: who does not own the replicas of the Scale
 * owns those of the object no longer. The entries as they were where they cannot be read.
 * Mirrors k8s.io/apimachinery pkg/util/managedfields (ScaleHandler.ToParent).
 */
export function ownersOfScaled(
  ofParent: Entries,
  ofScale: Entries,
  apiVersion: string,
  pathIn: ReplicasPath,
): Entries {
  const [parent, scale] = [decodeManagedFields(ofParent), decodeManagedFields(ofScale)];
  if (parent === undefined || scale === undefined) return ofParent;
  const owners: Owner[] = [];
  for (const owner of parent) {
    const left = afterScale(owner, pathIn(owner.apiVersion), ownerIn(scale, owner) !== undefined);
    if (left !== undefined) owners.push(left);
  }
  for (const owner of scale) {
    const before = ownerIn(parent, owner);
    if (before !== undefined && ownsPath(before, pathIn(before.apiVersion))) continue;
    if (!hasPath(owner.fieldsV1, pathInScale)) continue;
    // In Kubernetes, too, the time is that of what the manager owned before.
    const { time: _, ...others } = owner;
    const fieldsV1 = only(pathIn(apiVersion) ?? []);
    owners.push({
      ...others,
      ...(before?.time === undefined ? {} : { time: before.time }),
      apiVersion,
      fieldsV1,
    });
  }
  return encodeManagedFields(owners);
}

function afterScale(
  owner: Owner,
  path: readonly string[] | null | undefined,
  ownsScale: boolean,
): Owner | undefined {
  if (path === undefined) return undefined;
  if (path === null || ownsScale || !ownsPath(owner, path)) return owner;
  const fields = difference(owner.fieldsV1, only(path));
  return isEmptySet(fields) ? undefined : owning(owner, fields);
}

function ownsPath({ fieldsV1 }: Owner, path: readonly string[] | null | undefined): boolean {
  return path != null && hasPath(fieldsV1, path);
}

/** The shared set of one field. */
function only(path: readonly string[]): FieldSet {
  return shared(path.reduceRight<FieldSet>((below, element) => ({ [element]: below }), noFields));
}
