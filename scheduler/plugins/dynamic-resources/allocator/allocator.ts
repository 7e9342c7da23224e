import type { ResourceV1ResourceClaim, V1AllocationResult, V1DeviceClass } from '../../../../api/index.ts';
import type { MatchedNode } from '../../../../component-helpers/index.ts';
import type { AllocatedDevices } from './allocated-devices.ts';
import { AllocationError } from './allocation-error.ts';
import { allocationResult } from './allocation-result.ts';
import { AvailableCounters } from './counters.ts';
import { DeviceSearch } from './device-search.ts';
import type { DeviceSelectors } from './device-selectors.ts';
import { poolsFor, type SortedSlices } from './pools.ts';

export interface AllocatorParts {
  readonly slices: SortedSlices;
  readonly allocated: AllocatedDevices;
  readonly selectors: DeviceSelectors;
  readonly classOf: (name: string) => V1DeviceClass | undefined;
  /** A new id for a share of a device. */
  readonly newShareId: () => string;
}

/** Why a node has not what is asked for, where there is more to say than that. */
export interface NoAllocation {
  readonly reason: string;
}

/**
 * How much may be tried for one pod, about a tenth of a second. Mirrors what filterTimeout is there for. Differs: that is ten
 * seconds a node, in which nobody else waits.
 */
const effortMax = 1_000_000;

/**
 * Finds devices for the claims of one pod, node by node; slices and what is allocated are as they were at the beginning.
 * Mirrors k8s.io/dynamic-resource-allocation structured (Allocator), as it is with the features that are on by default.
 */
export class Allocator {
  readonly #parts: AllocatorParts;
  readonly #counters: AvailableCounters;
  #effort = 0;

  constructor(parts: AllocatorParts) {
    this.#parts = parts;
    this.#counters = new AvailableCounters(parts.allocated);
  }

  /** An allocation for each claim; undefined: they are not to be had on this node. Throws AllocationError. */
  allocate(
    node: MatchedNode,
    claims: readonly ResourceV1ResourceClaim[],
  ): readonly V1AllocationResult[] | NoAllocation | undefined {
    const pools = poolsFor(node, this.#parts.slices);
    const counters = this.#counters;
    const spend = (effort: number) => {
      this.#effort += effort;
      if (this.#effort > effortMax)
        throw new AllocationError(`node ${node.name}: timed out trying to allocate devices`);
    };
    const search = new DeviceSearch({ ...this.#parts, node, claims, pools, counters, spend });
    const found = search.run();
    if (found === undefined) {
      const isInvalid = pools.some(({ state }) => state === 'invalid');
      return isInvalid ? { reason: 'invalid resource pools were encountered' } : undefined;
    }
    return claims.map((claim, at) =>
      allocationResult(claim, found[at] ?? [], node.name, this.#parts.newShareId),
    );
  }
}
