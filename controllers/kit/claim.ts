import {
  isInvalid,
  isNotFound,
  type KubeObject,
  keyOf,
  type LabelMatcher,
  messageOf,
  newControllerRef,
  objectKey,
  type ResourceType,
} from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { combined } from './combined.ts';
import { withoutFinalizers } from './without-finalizers.ts';

/** What an owner has, and what it should take or let go. */
export interface Claims<T> {
  /** Owned and selected. */
  readonly owned: readonly T[];
  /** Without a controller and selected. */
  readonly adopt: readonly T[];
  /** Owned but not selected any more. */
  readonly release: readonly T[];
}

/**
 * Compares what an owner controls, and what nobody does, with its selector, and with what else it asks of them. An owner
 * that is being deleted takes and releases nothing; what is being deleted is not taken. Mirrors kubernetes
 * pkg/controller (BaseControllerRefManager.ClaimObject).
 */
export function decideClaims<T extends KubeObject>(
  owner: KubeObject,
  matcher: LabelMatcher,
  controlled: readonly T[],
  orphans: readonly T[],
  asks: (object: T) => boolean = () => true,
): Claims<T> {
  const passive = owner.metadata?.deletionTimestamp !== undefined;
  const selects = (object: T) => matcher.matches(object.metadata?.labels) && asks(object);
  const adoptable = (object: T) => object.metadata?.deletionTimestamp === undefined && selects(object);
  const owned = controlled.every(selects) ? controlled : controlled.filter(selects);
  const release = passive || owned === controlled ? [] : controlled.filter((object) => !selects(object));
  return { owned, adopt: passive ? [] : orphans.filter(adoptable), release };
}

/** How claims are carried out. */
export interface ClaimContext<T extends KubeObject, O extends KubeObject> {
  readonly client: Client;
  readonly type: ResourceType<T>;
  readonly owner: O;
  readonly ownerType: ResourceType<O>;
  /** Finalizers that what is owned has: given when it is adopted, taken when it is let go. Default: none. */
  readonly finalizers?: readonly string[];
  /** Told of each object as it was written. */
  readonly onWrite: (object: T) => void;
}

/**
 * Adopts and releases by patches that name the object's uid, and resolves with all that is owned now. Before the first
 * adoption the owner is read again: one that is gone, or another of the same name, must not adopt. What has
 * gone meanwhile is passed over; any other failure rejects, after everything was tried. Mirrors kubernetes
 * pkg/controller (PodControllerRefManager, ReplicaSetControllerRefManager).
 */
export async function carryOutClaims<T extends KubeObject, O extends KubeObject>(
  context: ClaimContext<T, O>,
  claims: Claims<T>,
): Promise<readonly T[]> {
  const errors: unknown[] = [];
  for (const object of claims.release) await release(context, object).catch((error) => errors.push(error));
  const refusal = claims.adopt.length === 0 ? undefined : await adoptionRefusal(context);
  const adopted: T[] = [];
  for (const object of claims.adopt) {
    const result = await adopt(context, object, refusal).catch((error: unknown) => void errors.push(error));
    if (result !== undefined) adopted.push(result);
  }
  if (errors.length > 0) throw combined(errors);
  return adopted.length === 0 ? claims.owned : [...claims.owned, ...adopted];
}

async function adopt<T extends KubeObject, O extends KubeObject>(
  { client, type, owner, ownerType, finalizers, onWrite }: ClaimContext<T, O>,
  object: T,
  refusal: string | undefined,
): Promise<T | undefined> {
  const uid = object.metadata?.uid;
  if (refusal !== undefined)
    throw new Error(`can't adopt ${type.kind} ${keyOf(object)} (${uid}): ${refusal}`);
  const ownerReferences = [newControllerRef(owner, ownerType)];
  const body = { metadata: { uid, ownerReferences, ...(finalizers && { finalizers }) } };
  const patch = { type: 'strategic', body } as const;
  try {
    const adopted = await client.patch(type, objectKey(object), patch);
    onWrite(adopted);
    return adopted;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function release<T extends KubeObject, O extends KubeObject>(
  { client, type, owner, finalizers, onWrite }: ClaimContext<T, O>,
  object: T,
): Promise<void> {
  const ownerReferences = [{ $patch: 'delete', uid: owner.metadata?.uid }];
  const without = finalizers && withoutFinalizers(finalizers);
  const body = { metadata: { uid: object.metadata?.uid, ownerReferences, ...without } };
  try {
    onWrite(await client.patch(type, objectKey(object), { type: 'strategic', body }));
  } catch (error) {
    // Invalid: it has no owner any more, or another object has its name by now.
    if (!isNotFound(error) && !isInvalid(error)) throw error;
  }
}

/** Why the owner may not adopt; undefined if it may. Mirrors kubernetes pkg/controller (RecheckDeletionTimestamp). */
async function adoptionRefusal<T extends KubeObject, O extends KubeObject>({
  client,
  owner,
  ownerType,
}: ClaimContext<T, O>): Promise<string | undefined> {
  const wanted = owner.metadata?.uid;
  try {
    const fresh = await client.get(ownerType, objectKey(owner));
    const { uid, deletionTimestamp } = fresh.metadata ?? {};
    if (uid !== wanted) {
      const gone = `original ${ownerType.kind} ${keyOf(owner)} is gone: got uid ${uid}, wanted ${wanted}`;
      return `can't recheck DeletionTimestamp: ${gone}`;
    }
    return deletionTimestamp && `${keyOf(owner)} has just been deleted at ${deletionTimestamp}`;
  } catch (error) {
    return `can't recheck DeletionTimestamp: ${messageOf(error)}`;
  }
}
