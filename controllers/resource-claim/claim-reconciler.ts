import {
  coreV1,
  type ResourceV1ResourceClaim,
  resourceV1,
  type V1Pod,
  type V1ResourceClaimConsumerReference,
} from '../../api/index.ts';
import { controllerOf, isNotFound, makeKey } from '../../apimachinery/index.ts';
import type { Client, Indexer } from '../../client/index.ts';
import { LruMap } from '../../collections/index.ts';
import { claimFinalizer } from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import { isPodDone } from './pod-needs.ts';

/** So many pods are remembered as gone; of others the API server is asked. */
const goneMax = 500;

export interface ClaimReconcilerParts {
  readonly pods: Indexer<V1Pod>;
  readonly claims: Indexer<ResourceV1ResourceClaim>;
}

/**
 * Takes back the reservations of pods that use a claim no longer; with the last its devices; and deletes a claim that was
 * made for a pod which has ended. Mirrors kubernetes pkg/controller/resourceclaim (syncClaim).
 */
export class ClaimReconciler implements Reconciler {
  readonly #parts: ClaimReconcilerParts;
  readonly #gone = new LruMap<string, true>(goneMax);

  constructor(parts: ClaimReconcilerParts) {
    this.#parts = parts;
  }

  /** The pod was seen to go. */
  podGone({ metadata }: V1Pod): void {
    this.#gone.set(metadata?.uid ?? '', true);
  }

  async reconcile({ namespace, name }: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    const claim = this.#parts.claims.get(makeKey(namespace, name));
    if (claim === undefined) return undefined;
    const reservedFor = claim.status?.reservedFor ?? [];
    const remaining: V1ResourceClaimConsumerReference[] = [];
    for (const consumer of reservedFor)
      if (await this.#isUsedBy(consumer, namespace, client)) remaining.push(consumer);
    if (remaining.length < reservedFor.length) await release(claim, remaining, client);
    else if (remaining.length === 0 && claim.metadata?.deletionTimestamp !== undefined)
      await letGo(claim, client);
    if (remaining.length === 0 && this.#isMadeForNobody(claim))
      await client.delete(resourceV1.resourceClaims, { namespace, name });
    return undefined;
  }

  async #isUsedBy(
    { apiGroup = '', resource, name, uid }: V1ResourceClaimConsumerReference,
    namespace: string,
    client: Client,
  ): Promise<boolean> {
    if (apiGroup !== '' || resource !== 'pods') return true;
    if (this.#gone.get(uid) === true) return false;
    const known = this.#parts.pods.get(makeKey(namespace, name));
    if (known !== undefined) return known.metadata?.uid === uid && !isPodDone(known);
    // The scheduler may know it already.
    try {
      const pod = await client.get(coreV1.pods, { namespace, name });
      return pod.metadata?.uid === uid;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /** A pod that is not known may be new: the garbage collector sees to it. */
  #isMadeForNobody(claim: ResourceV1ResourceClaim): boolean {
    const owner = controllerOf(claim);
    if (owner?.kind !== 'Pod' || owner.apiVersion !== 'v1') return false;
    const pod = this.#parts.pods.get(makeKey(claim.metadata?.namespace ?? '', owner.name));
    return pod !== undefined && (pod.metadata?.uid !== owner.uid || isPodDone(pod));
  }
}

async function release(
  claim: ResourceV1ResourceClaim,
  reservedFor: readonly V1ResourceClaimConsumerReference[],
  client: Client,
): Promise<void> {
  const { allocation, ...status } = claim.status ?? {};
  const isFree = reservedFor.length === 0 && isProtected(claim);
  const left = { ...status, reservedFor, ...(!isFree && allocation && { allocation }) };
  const written = await client.updateStatus(resourceV1.resourceClaims, { ...claim, status: left });
  if (written.status?.allocation === undefined) await unprotect(written, client);
}

/** What is to be deleted and nobody uses gives back its devices, and is not held any more. */
async function letGo(claim: ResourceV1ResourceClaim, client: Client): Promise<void> {
  if (!isProtected(claim)) return;
  const { allocation, ...status } = claim.status ?? {};
  const free =
    allocation === undefined
      ? claim
      : await client.updateStatus(resourceV1.resourceClaims, { ...claim, status });
  await unprotect(free, client);
}

function isProtected({ metadata }: ResourceV1ResourceClaim): boolean {
  return metadata?.finalizers?.includes(claimFinalizer) === true;
}

async function unprotect(claim: ResourceV1ResourceClaim, client: Client): Promise<void> {
  if (!isProtected(claim)) return;
  const { metadata } = claim;
  const finalizers = metadata?.finalizers?.filter((one) => one !== claimFinalizer) ?? [];
  await client.update(resourceV1.resourceClaims, { ...claim, metadata: { ...metadata, finalizers } });
}
