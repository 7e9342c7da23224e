import type { ResourceV1ResourceClaim, V1AllocationResult } from '../../../api/index.ts';
import { type NodeMatcher, nodeSelectorMatcher } from '../../../component-helpers/index.ts';
import type { StateData } from '../../framework/cycle-state.ts';
import type { Allocator } from './allocator/allocator.ts';
import type { ExtendedClaim } from './extended-claim.ts';

/** One claim of a pod. */
export interface PodClaim {
  /** As it was when the attempt began, and as it was written since. */
  claim: ResourceV1ResourceClaim;
  /** Where it can be used, where it has its devices already and they are not everywhere. */
  readonly isAvailableOn: NodeMatcher | undefined;
  /** What was found for it on the node that was chosen. */
  allocation: V1AllocationResult | undefined;
}

/** What was found on one node. */
export interface NodeAllocations {
  /** In the order of `toAllocate`. */
  readonly allocations: readonly V1AllocationResult[];
  readonly extended: ExtendedClaim | undefined;
}

/** The claim for the extended resources of a pod, where some class of devices gives any of them. */
export interface ExtendedPart {
  /** As it was when the attempt began. */
  readonly first: ResourceV1ResourceClaim;
  /** Those of the pod's resources that may be devices. */
  readonly resources: readonly string[];
}

/** What is known of the claims of a pod during one attempt. Mirrors kubernetes plugins/dynamicresources (stateData). */
export class ClaimsState implements StateData {
  /** Those that the pod names, in their order, and last the one for its extended resources. */
  readonly claims: readonly PodClaim[];
  readonly extended: (ExtendedPart & { readonly claim: PodClaim }) | undefined;
  /** Finds devices for those that have none; undefined: all have some. */
  readonly allocator: Allocator | undefined;
  /** Those whose devices are not to be had on some node. */
  readonly unavailable = new Set<PodClaim>();
  readonly byNode = new Map<string, NodeAllocations>();
  /** How long devices may take to be prepared. */
  readonly timeoutMs: number;

  constructor(
    named: readonly ResourceV1ResourceClaim[],
    extended: ExtendedPart | undefined,
    allocator: Allocator | undefined,
    timeoutMs: number,
  ) {
    this.timeoutMs = timeoutMs;
    this.allocator = allocator;
    const claims = named.map(podClaimOf);
    this.extended = extended && { ...extended, claim: podClaimOf(extended.first) };
    this.claims = this.extended === undefined ? claims : [...claims, this.extended.claim];
  }

  get toAllocate(): readonly PodClaim[] {
    return this.claims.filter(({ claim }) => claim.status?.allocation === undefined);
  }

  /** Whether the pod names no claims. */
  get namesNone(): boolean {
    return this.claims.length === (this.extended === undefined ? 0 : 1);
  }

  isExtended(claim: PodClaim): boolean {
    return claim === this.extended?.claim;
  }

  /** Shared: what a copy finds out of a node is as true for the original. */
  clone(): ClaimsState {
    return this;
  }
}

function podClaimOf(claim: ResourceV1ResourceClaim): PodClaim {
  const selector = claim.status?.allocation?.nodeSelector;
  return { claim, isAvailableOn: selector && nodeSelectorMatcher(selector), allocation: undefined };
}
