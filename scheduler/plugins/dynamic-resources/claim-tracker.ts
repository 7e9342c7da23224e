import { type ResourceV1ResourceClaim, resourceV1, type V1Pod } from '../../../api/index.ts';
import { keyOf, makeKey } from '../../../apimachinery/index.ts';
import { claimNotForPod, claimOfEntry } from '../../../component-helpers/index.ts';
import type { HandleParts } from '../../framework/handle.ts';
import { AssumedObjects } from '../assumed-objects.ts';
import { AllocatedDevices } from './allocator/allocated-devices.ts';
import { extendedOwnersOf } from './extended-claim.ts';

/** An index by the pods whose extended resources a claim is for. */
const forExtended = 'extendedResourcesOf';

/**
 * The claims of the cluster, as they are once what the scheduler has decided is written. Mirrors kubernetes
 * plugins/dynamicresources (claimTracker).
 */
export class ClaimTracker {
  readonly #claims: AssumedObjects<ResourceV1ResourceClaim>;
  /** The uids of claims that are about to be written with what was found for them. */
  readonly #pending = new Set<string>();
  /** What is allocated by now, pending claims included. */
  readonly allocated = new AllocatedDevices();

  constructor(handle: Pick<HandleParts, 'lister' | 'watch'>) {
    this.#claims = new AssumedObjects(handle, resourceV1.resourceClaims, { [forExtended]: extendedOwnersOf });
    handle.watch(resourceV1.resourceClaims, {
      onAdd: (claim) => this.#count(claim),
      onUpdate: (before, after) => {
        if (uidOf(before) !== uidOf(after)) this.#gone(before);
        this.#count(after);
      },
      onDelete: (claim) => this.#gone(claim),
    });
  }

  get(key: string): ResourceV1ResourceClaim | undefined {
    return this.#claims.get(key);
  }

  /** Whether the API server has told of a claim. */
  isSeen(key: string): boolean {
    return this.#claims.seen(key) !== undefined;
  }

  /** The claim that was made for the extended resources of a pod. */
  extendedOf({ metadata }: V1Pod): ResourceV1ResourceClaim | undefined {
    return this.#claims.byIndex(forExtended, metadata?.uid ?? '')[0];
  }

  /** The claims that a pod names, or why there is no use in looking for a node. Mirrors foreachPodResourceClaim. */
  claimsOf(pod: V1Pod): readonly ResourceV1ResourceClaim[] | string {
    const { namespace = '', name: podName } = pod.metadata ?? {};
    const claims: ResourceV1ResourceClaim[] = [];
    for (const entry of pod.spec?.resourceClaims ?? []) {
      const named = claimOfEntry(pod, entry);
      if (named === undefined) continue;
      if (named === 'absent') return `pod "${namespace}/${podName}": ResourceClaim not created yet`;
      const key = makeKey(namespace, named.name);
      const claim = this.get(key);
      if (claim === undefined) return `could not find ResourceClaim "${key}"`;
      if (claim.metadata?.deletionTimestamp !== undefined)
        return `resourceclaim "${named.name}" is being deleted`;
      const problem = named.generated ? claimNotForPod(pod, claim) : undefined;
      if (problem !== undefined) return problem;
      claims.push(claim);
    }
    return claims;
  }

  isPending(claim: ResourceV1ResourceClaim): boolean {
    return this.#pending.has(uidOf(claim));
  }

  /** The claim will be written so; until then nobody else gets its devices. */
  begin(claim: ResourceV1ResourceClaim): void {
    this.#pending.add(uidOf(claim));
    this.allocated.set(uidOf(claim), claim.status?.allocation);
  }

  /** It was written, and is so now; or it was not, and will not be. */
  end(claim: ResourceV1ResourceClaim, written?: ResourceV1ResourceClaim): void {
    this.#pending.delete(uidOf(claim));
    if (written !== undefined) {
      this.#claims.assume(written);
      this.#count(written);
    }
    this.#count(claim);
  }

  /** What the claim has by now, unless more is about to be written; nothing where it is gone. */
  #count(claim: ResourceV1ResourceClaim): void {
    if (this.isPending(claim)) return;
    const known = this.get(keyOf(claim));
    const isThere = known !== undefined && uidOf(known) === uidOf(claim);
    this.allocated.set(uidOf(claim), isThere ? known.status?.allocation : undefined);
  }

  #gone(claim: ResourceV1ResourceClaim): void {
    this.allocated.set(uidOf(claim), undefined);
  }
}

function uidOf({ metadata }: ResourceV1ResourceClaim): string {
  return metadata?.uid ?? '';
}
