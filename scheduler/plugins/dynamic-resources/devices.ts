import {
  type ResourceV1ResourceClaim,
  resourceV1,
  type V1DeviceClass,
  type V1ResourceSlice,
} from '../../../api/index.ts';
import type { Indexer } from '../../../client/index.ts';
import type { Environment } from '../../../environment/index.ts';
import type { NodeInfo } from '../../cache/node-info.ts';
import type { HandleParts } from '../../framework/handle.ts';
import type { ResourceUse } from '../scored-resources.ts';
import { AllocationError } from './allocator/allocation-error.ts';
import { Allocator } from './allocator/allocator.ts';
import { DeviceSelectors } from './allocator/device-selectors.ts';
import { type SortedSlices, sortSlices } from './allocator/pools.ts';
import { ClaimTracker } from './claim-tracker.ts';
import { countDevices } from './count-devices.ts';
import { ExtendedResources } from './extended-resources.ts';
import { missingClass } from './missing-class.ts';

/** What is asked for when the devices are made known. */
export type DevicesParts = Pick<HandleParts, 'environment' | 'lister' | 'watch'>;

/**
 * The devices of the cluster, their classes, and who has them: one for all profiles of a scheduler, as what one of them has decided
 * counts for the others. Mirrors kubernetes plugins/dynamicresources (DefaultDRAManager).
 */
export class Devices {
  readonly claims: ClaimTracker;
  readonly extended = new ExtendedResources();
  readonly #environment: Environment;
  readonly #classes: Indexer<V1DeviceClass>;
  readonly #slices: Indexer<V1ResourceSlice>;
  /** The slices as they are by now; undefined: to be sorted again. */
  #sorted: SortedSlices | undefined;
  readonly #selectors = new DeviceSelectors();

  constructor(parts: DevicesParts) {
    this.#environment = parts.environment;
    this.claims = new ClaimTracker(parts);
    this.#classes = parts.lister(resourceV1.deviceClasses);
    this.#slices = parts.lister(resourceV1.resourceSlices);
    parts.watch(resourceV1.deviceClasses, {
      onAdd: (added) => this.extended.set(added),
      onUpdate: (before, after) => this.extended.set(after, before),
      onDelete: (former) => this.extended.delete(former),
    });
    const others = () => {
      this.#sorted = undefined;
    };
    parts.watch(resourceV1.resourceSlices, { onAdd: others, onUpdate: others, onDelete: others });
  }

  /** What is said of a claim that names a class which is not there. */
  missingClass(claim: ResourceV1ResourceClaim): string | undefined {
    return missingClass(claim, (name) => this.#classes.get(name));
  }

  /** Of an extended resource that devices give: how many of these a node has. Undefined: none, or nobody can say. */
  useOn(node: NodeInfo, resource: string): ResourceUse | undefined {
    const deviceClass = this.extended.classOf(resource);
    if (deviceClass === undefined) return undefined;
    try {
      const { allocated } = this.claims;
      const use = countDevices(deviceClass, node, this.#sortedSlices(), allocated, this.#selectors);
      return use.capacity > 0 ? use : undefined;
    } catch (error) {
      if (error instanceof AllocationError) return undefined;
      throw error;
    }
  }

  /** Finds devices for one pod, among those that nobody has by now. */
  allocator(): Allocator {
    return new Allocator({
      slices: this.#sortedSlices(),
      allocated: this.claims.allocated,
      selectors: this.#selectors,
      classOf: (name) => this.#classes.get(name),
      newShareId: () => this.#environment.ids.uid(),
    });
  }

  #sortedSlices(): SortedSlices {
    this.#sorted ??= sortSlices(this.#slices.list());
    return this.#sorted;
  }
}
