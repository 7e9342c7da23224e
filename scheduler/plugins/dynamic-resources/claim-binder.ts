import type { V1Pod } from '../../../api/index.ts';
import type { Client } from '../../../client/index.ts';
import { isReservedFor } from '../../../component-helpers/index.ts';
import type { HandleParts } from '../../framework/handle.ts';
import { bindClaim, ClaimLost } from './bind-claims.ts';
import { bindExtended, claimSeen } from './bind-extended.ts';
import type { ClaimTracker } from './claim-tracker.ts';
import { asks } from './extended-claim.ts';
import type { ClaimsState, PodClaim } from './pod-state.ts';

/** Writes what an attempt has found for the claims of a pod. Mirrors kubernetes plugins/dynamicresources (PreBind). */
export class ClaimBinder {
  readonly #tracker: ClaimTracker;
  readonly #handle: Pick<HandleParts, 'environment' | 'pause'>;

  constructor(tracker: ClaimTracker, handle: Pick<HandleParts, 'environment' | 'pause'>) {
    this.#tracker = tracker;
    this.#handle = handle;
  }

  /** Resolves with why it could not be done. Rejects with what the API server answers. */
  async bind(
    known: ClaimsState,
    pod: V1Pod,
    nodeName: string,
    client: Client,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    for (const one of known.claims) {
      if (signal.aborted) return undefined;
      if (isReservedFor(pod, one.claim)) continue;
      try {
        const problem = known.isExtended(one)
          ? await this.#bindExtended(known, one, pod, nodeName, client)
          : await this.#bindNamed(one, pod, client);
        if (problem !== undefined) return problem;
      } catch (error) {
        if (error instanceof ClaimLost) return error.message;
        throw error;
      }
    }
    return undefined;
  }

  async #bindNamed(one: PodClaim, pod: V1Pod, client: Client): Promise<undefined> {
    const { claim } = one;
    try {
      one.claim = await bindClaim(one, pod, client, this.#handle.environment.clock.now());
      this.#tracker.end(claim, one.claim);
    } catch (error) {
      this.#tracker.end(claim);
      throw error;
    }
  }

  async #bindExtended(
    { byNode }: ClaimsState,
    one: PodClaim,
    pod: V1Pod,
    nodeName: string,
    client: Client,
  ): Promise<string | undefined> {
    const { claim, allocation } = one;
    // The node has what the pod wants as its own resources.
    if (allocation === undefined && !asks(claim)) return undefined;
    try {
      const found = byNode.get(nodeName)?.extended;
      const problem = await bindExtended(one, found, pod, client, this.#handle.environment.clock.now());
      await claimSeen(one.claim, this.#tracker, this.#handle);
      this.#tracker.end(claim, one.claim);
      return problem;
    } catch (error) {
      this.#tracker.end(claim);
      throw error;
    }
  }
}
