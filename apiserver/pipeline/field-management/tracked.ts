import type { KubeObject, ManagedFieldsEntry } from '../../../apimachinery/index.ts';
import { deepEqual, restoreShown, sameMembers } from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { withMetadata } from '../strategies/index.ts';
import { managerName } from './manager-name.ts';

/** Says who owns the fields of an object that a request is about to write. */
export type Tracking = (context: RequestContext, object: KubeObject, live?: KubeObject) => KubeObject;

/**
 * Whoever writes an object owns what it changed; without `live` all that the object has. The object shares with `live`
 * what is the same, before and after: it is `live` itself where all is.
 */
export const tracked: Tracking = (context, object, live) => {
  const { kind, info, request, server } = context;
  if (object === live || !server.tracksFields) return object;
  const manager = server.fieldManagers.of(kind, info.subresource);
  const shown = restoreShown(object, context.empties);
  const written = manager.update(live, shown, managerName(request));
  const owned = shown === object ? written : withOwnersOf(written, object);
  return live === undefined ? owned : sharing(owned, live);
};

function sharing(object: KubeObject, live: KubeObject): KubeObject {
  const [entries, before] = [object.metadata?.managedFields, live.metadata?.managedFields];
  if (!deepEqual(entries, before)) return object;
  if (sameButOwners(object, live)) return live;
  return entries === before || before === undefined
    ? object
    : withMetadata(object, { managedFields: before });
}

/** Whether two objects have the very same parts, by reference, apart from their owners. */
export function sameButOwners(left: KubeObject, right: KubeObject): boolean {
  return sameMembers(left, right, 'metadata') && sameMembers(left.metadata, right.metadata, 'managedFields');
}

/** The owners stay as the object has them: an apply has said who they are. */
export const asApplied: Tracking = (_context, object) => object;

/** The object with the owners that another one has, for what is made of the current object and not of the one asked for. */
export function withOwnersOf(other: KubeObject, object: KubeObject): KubeObject {
  const { managedFields } = other.metadata ?? {};
  return object.metadata?.managedFields === managedFields ? object : withMetadata(object, { managedFields });
}

/**
 * The object as it is to be written: the current one where only the times of managedFields would change. Both share what
 * they have in common. Mirrors kubernetes apiserver pkg/endpoints/handlers/fieldmanager
 * (IgnoreManagedFieldsTimestampsTransformer).
 */
export function withoutTimeChanges(object: KubeObject, current: KubeObject): KubeObject {
  const { managedFields: after = [] } = object.metadata ?? {};
  const { managedFields: before = [] } = current.metadata ?? {};
  if (after === before || after.length !== before.length || !sameButOwners(object, current)) return object;
  const isSame = after.every((entry, at) => deepEqual(timeless(entry), timeless(before[at])));
  return isSame ? current : object;
}

function timeless({ time: _, ...entry }: ManagedFieldsEntry = {}): ManagedFieldsEntry {
  return entry;
}
