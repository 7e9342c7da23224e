import type { ResourceV1ResourceClaim, V1AllocationResult } from '../../../api/index.ts';
import { type NodeMatcher, nodeSelectorMatcher } from '../../../component-helpers/index.ts';
import type { StateData } from '../../framework/cycle-state.ts';
import type { Allocator } from './allocator/allocator.ts';

/** One claim of a pod. */
export interface PodClaim {
  /** As it was when the attempt began, and as it was written since. */
  claim: ResourceV1ResourceClaim;
  /** Where it can be used, where it has its devices already and they are not everywhere. */
  readonly isAvailableOn: NodeMatcher | undefined;
  /** What was found for it on the node that was chosen. */
  allocation: V1AllocationResult | undefined;
}

/** What is known of the claims of a pod during one attempt. Mirrors kubernetes plugins/dynamicresources (stateData). */
export class ClaimsState implements StateData {
  readonly claims: readonly PodClaim[];
  /** Finds devices for those that have none; undefined: all have some. */
  readonly allocator: Allocator | undefined;
  /** Those whose devices are not to be had on some node. */
  readonly unavailable = new Set<PodClaim>();
  /** What was found, by nodes, in the order of `toAllocate`. */
  readonly byNode = new Map<string, readonly V1AllocationResult[]>();

  /** How long devices may take to be prepared. */
  readonly timeoutMs: number;

  constructor(
    claims: readonly ResourceV1ResourceClaim[],
    allocator: Allocator | undefined,
    timeoutMs: number,
  ) {
    this.timeoutMs = timeoutMs;
    this.claims = claims.map((claim) => {
      const selector = claim.status?.allocation?.nodeSelector;
      return { claim, isAvailableOn: selector && nodeSelectorMatcher(selector), allocation: undefined };
    });
    this.allocator = allocator;
  }

  get toAllocate(): readonly PodClaim[] {
    return this.claims.filter(({ claim }) => claim.status?.allocation === undefined);
  }

  /** Shared: what a copy finds out of a node is as true for the original. */
  clone(): ClaimsState {
    return this;
  }
}
