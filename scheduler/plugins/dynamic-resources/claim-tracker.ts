import type { ResourceV1ResourceClaim, V1Pod } from '../../../api/index.ts';
import { makeKey } from '../../../apimachinery/index.ts';
import type { Indexer } from '../../../client/index.ts';
import { claimNotForPod, claimOfEntry } from '../../../component-helpers/index.ts';
import { AssumedObjects } from '../assumed-objects.ts';
import { AllocatedDevices } from './allocator/allocated-devices.ts';

/**
 * The claims of the cluster, as they are once what the scheduler has decided is written. Mirrors kubernetes
 * plugins/dynamicresources (claimTracker).
 */
export class ClaimTracker {
  readonly #claims: AssumedObjects<ResourceV1ResourceClaim>;
  /** Claims that are about to be written with what was found for them, by uid. */
  readonly #pending = new Map<string, ResourceV1ResourceClaim>();
  readonly #allocated = new AllocatedDevices();

  constructor(claims: Indexer<ResourceV1ResourceClaim>) {
    this.#claims = new AssumedObjects(claims);
  }

  get(key: string): ResourceV1ResourceClaim | undefined {
    return this.#claims.get(key);
  }

  /** The claims of a pod, or why there is no use in looking for a node. Mirrors foreachPodResourceClaim. */
  claimsOf(pod: V1Pod): readonly ResourceV1ResourceClaim[] | string {
    const { namespace = '', name: podName } = pod.metadata ?? {};
    const claims: ResourceV1ResourceClaim[] = [];
    for (const entry of pod.spec?.resourceClaims ?? []) {
      const named = claimOfEntry(pod, entry);
      if (named === undefined) continue;
      if (named === 'absent') return `pod "${namespace}/${podName}": ResourceClaim not created yet`;
      const key = makeKey(namespace, named.name);
      const claim = this.get(key);
      if (claim === undefined) return `could not find resource claim "${key}"`;
      if (claim.metadata?.deletionTimestamp !== undefined)
        return `resourceclaim "${named.name}" is being deleted`;
      const problem = named.generated ? claimNotForPod(pod, claim) : undefined;
      if (problem !== undefined) return problem;
      claims.push(claim);
    }
    return claims;
  }

  isPending({ metadata }: ResourceV1ResourceClaim): boolean {
    return this.#pending.has(metadata?.uid ?? '');
  }

  /** The claim will be written so; until then nobody else gets its devices. */
  begin(claim: ResourceV1ResourceClaim): void {
    this.#pending.set(claim.metadata?.uid ?? '', claim);
  }

  /** It was written, and is so now; or it was not, and will not be. */
  end({ metadata }: ResourceV1ResourceClaim, written?: ResourceV1ResourceClaim): void {
    this.#pending.delete(metadata?.uid ?? '');
    if (written !== undefined) this.#claims.assume(written);
  }

  /** What is allocated by now, pending claims included. */
  allocated(): AllocatedDevices {
    const claims = this.#claims.list();
    this.#allocated.sync(
      this.#pending.size === 0
        ? claims
        : claims.map((claim) => this.#pending.get(claim.metadata?.uid ?? '') ?? claim),
    );
    return this.#allocated;
  }
}
