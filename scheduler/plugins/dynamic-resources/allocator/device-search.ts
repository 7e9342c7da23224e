import type {
  ResourceV1ResourceClaim,
  V1Device,
  V1DeviceClass,
  V1ExactDeviceRequest,
} from '../../../../api/index.ts';
import { type MatchedNode, toleratesDeviceTaint } from '../../../../component-helpers/index.ts';
import type { AllocatedDevices } from './allocated-devices.ts';
import { AllocationError } from './allocation-error.ts';
import { type Constraint, constraintOf } from './constraints.ts';
import { CapacityOfDevices, type ConsumedCapacity, consumedBy, hasCapacity } from './consumed-capacity.ts';
import { type AvailableCounters, ConsumedCounters } from './counters.ts';
import type { DeviceSelectors } from './device-selectors.ts';
import { nodeMatches, type Pool } from './pools.ts';
import {
  devicesMax,
  type OfferedDevice,
  offersOf,
  type RequestParts,
  type WantedDevices,
  type WantedRequest,
  wantedOf,
} from './requests.ts';

/** A device that was found for a request. */
export interface FoundDevice {
  readonly wanted: WantedDevices;
  readonly offered: OfferedDevice;
  /** Of a device that others may use, too. */
  readonly consumed?: ConsumedCapacity;
}

export interface SearchParts {
  readonly node: MatchedNode;
  readonly claims: readonly ResourceV1ResourceClaim[];
  readonly pools: readonly Pool[];
  readonly allocated: AllocatedDevices;
  readonly counters: AvailableCounters;
  readonly selectors: DeviceSelectors;
  readonly classOf: (name: string) => V1DeviceClass | undefined;
  /** Told of each look at a device, and of more for one that is taken: there are more ways to take them than can be tried. */
  readonly spend: (effort: number) => void;
}

const looking = 1;
const taking = 10;

/**
 * How deep a search may go: each claim and each device is a level of it, and the stack has room for some thousands. Differs:
 * Kubernetes has no such bound.
 */
const levelsMax = 1000;

/** `too many`: a claim would have more devices than it may; an alternative with fewer might do. */
type Outcome = 'found' | 'none' | 'too many';

/** Where the search stands: how many devices of which alternative of which request of which claim are found. */
interface Place {
  readonly claim: number;
  readonly request: number;
  readonly device: number;
}

/**
 * Finds devices for all claims of a pod on one node, by trying all there are, one after the other: what is found first is
 * taken. Mirrors k8s.io/dynamic-resource-allocation structured/internal/incubating (allocateOne, allocateDevice), also in
 * what it does not give back. Throws AllocationError.
 */
export class DeviceSearch {
  readonly #parts: SearchParts;
  readonly #claims: readonly (readonly WantedRequest[])[];
  readonly #constraints: readonly (readonly Constraint[])[];
  readonly #found: readonly FoundDevice[][];
  readonly #counters: ConsumedCounters;
  /** Devices that are taken here, with the claims they are taken for. */
  readonly #taken = new Map<string, Set<number>>();
  readonly #capacity = new CapacityOfDevices();
  readonly #selectable = new Map<WantedDevices, Map<string, boolean>>();
  readonly #offers: readonly OfferedDevice[];

  constructor(parts: SearchParts) {
    this.#parts = parts;
    const { claims, counters, pools } = parts;
    this.#counters = new ConsumedCounters(counters);
    const requestParts: RequestParts = {
      pools,
      classOf: parts.classOf,
      isSelectable: (wanted, offered) => this.#isSelectable(wanted, offered),
      hasCapacity: (wanted, offered) => this.#hasCapacity(wanted.spec, offered),
    };
    this.#claims = claims.map((claim) => wantedOf(claim, requestParts));
    checkLevels(this.#claims);
    this.#constraints = claims.map(({ spec }) => (spec.devices?.constraints ?? []).map(constraintOf));
    this.#found = claims.map(() => []);
    this.#offers = pools.flatMap((pool) => (pool.state === undefined ? offersOf(pool) : []));
  }

  /** For each claim its devices; undefined: there are not enough. */
  run(): readonly (readonly FoundDevice[])[] | undefined {
    const outcome = this.#request({ claim: 0, request: 0, device: 0 });
    if (outcome === 'too many') throw new AllocationError('allocation max size exceeded');
    return outcome === 'found' ? this.#found : undefined;
  }

  /** From the first alternative of a request on. */
  #request(place: Place): Outcome {
    const claim = this.#claims[place.claim];
    if (claim === undefined) return 'found';
    const wanted = claim[place.request];
    if (wanted === undefined) {
      const outcome = this.#request({ claim: place.claim + 1, request: 0, device: 0 });
      return outcome === 'too many' ? 'none' : outcome;
    }
    if (wanted.alternatives.length === 1 && !wanted.isChoice)
      return this.#device(place, wanted.alternatives[0] as WantedDevices, 0);
    let all: Outcome = 'too many';
    for (const alternative of wanted.alternatives) {
      const outcome = this.#device(place, alternative, 0);
      if (outcome === 'found') return 'found';
      if (outcome === 'none') all = 'none';
    }
    return all;
  }

  /** The next device of a request, from an offer on: those before were tried. */
  #device(place: Place, wanted: WantedDevices, from: number): Outcome {
    const { claim, request, device } = place;
    if (wanted.all?.length === 0) return 'none';
    if (device >= wanted.count) return this.#request({ claim, request: request + 1, device: 0 });
    const total = (this.#found[claim]?.length ?? 0) + wanted.count - device;
    if (total > devicesMax) return 'too many';
    return wanted.all === undefined
      ? this.#anyDevice(place, wanted, from)
      : this.#thisDevice(place, wanted, wanted.all[device] as OfferedDevice);
  }

  #thisDevice(place: Place, wanted: WantedDevices, offered: OfferedDevice): Outcome {
    const undo = this.#take(place.claim, wanted, offered, true);
    if (undo === undefined) return 'none';
    const outcome = this.#device({ ...place, device: place.device + 1 }, wanted, 0);
    if (outcome !== 'found') undo();
    return outcome;
  }

  #anyDevice(place: Place, wanted: WantedDevices, from: number): Outcome {
    for (let at = from; at < this.#offers.length; at++) {
      const offered = this.#offers[at] as OfferedDevice;
      this.#parts.spend(looking);
      if (this.#isInUse(place.claim, wanted.spec, offered)) continue;
      if (!this.#isSelectable(wanted, offered) || !this.#hasCapacity(wanted.spec, offered)) continue;
      const undo = this.#take(place.claim, wanted, offered, false);
      if (undo === undefined) continue;
      const outcome = this.#device({ ...place, device: place.device + 1 }, wanted, at + 1);
      if (outcome === 'found') return outcome;
      undo();
      if (outcome === 'too many') return outcome;
    }
    return 'none';
  }

  /** Whoever only looks (`adminAccess`) may have what is others', but not twice in a claim. */
  #isInUse(claim: number, { adminAccess }: V1ExactDeviceRequest, { id }: OfferedDevice): boolean {
    const taken = this.#taken.get(id);
    if (adminAccess === true) return taken?.has(claim) === true;
    return this.#parts.allocated.has(id) || (taken?.size ?? 0) > 0;
  }

  /** Takes a device for a request, unless something is against it; the answer takes that back. */
  #take(
    claim: number,
    wanted: WantedDevices,
    offered: OfferedDevice,
    must: boolean,
  ): (() => void) | undefined {
    this.#parts.spend(taking);
    const { id, device, pool, slice } = offered;
    const { spec } = wanted;
    const isShared = device.allowMultipleAllocations === true;
    if (!(isShared && spec.adminAccess === true) && this.#isInUse(claim, spec, offered)) return undefined;
    const counts = (device.consumesCounters?.length ?? 0) > 0;
    const isOpen =
      isShared && (this.#parts.allocated.capacity.get(id) ?? this.#capacity.get(id)) !== undefined;
    if (counts && !isOpen && !this.#counters.take(pool, device)) return undefined;
    if (isTainted(device, spec)) return undefined;
    if (!this.#addToConstraints(claim, wanted, slice.spec.driver, device)) {
      if (must) throw constraintError(wanted, id);
      return undefined;
    }
    const takers = this.#taken.get(id) ?? new Set();
    this.#taken.set(id, takers);
    if (!isShared) takers.add(claim);
    if (!this.#hasCapacity(spec, offered)) return undefined;
    const consumed = isShared ? consumedBy(spec.capacity, device) : undefined;
    if (consumed !== undefined) this.#capacity.add(id, consumed);
    this.#found[claim]?.push({ wanted, offered, ...(consumed && { consumed }) });
    return () => {
      for (const constraint of this.#constraints[claim] ?? []) constraint.remove(wanted);
      takers.delete(claim);
      if (consumed === undefined && counts) this.#counters.giveBack(pool, device);
      if (consumed !== undefined && consumed.size > 0) this.#capacity.remove(id, consumed);
      this.#found[claim]?.pop();
    };
  }

  #addToConstraints(claim: number, wanted: WantedDevices, driver: string, device: V1Device): boolean {
    const constraints = this.#constraints[claim] ?? [];
    const failed = constraints.findIndex((constraint) => !constraint.add(wanted, driver, device));
    for (let at = 0; at < failed; at++) constraints[at]?.remove(wanted);
    return failed < 0;
  }

  #isSelectable(wanted: WantedDevices, offered: OfferedDevice): boolean {
    const known = this.#selectable.get(wanted) ?? new Map<string, boolean>();
    this.#selectable.set(wanted, known);
    const answer = known.get(offered.id) ?? this.#isSelected(wanted, offered);
    known.set(offered.id, answer);
    return answer;
  }

  #isSelected({ spec, deviceClass, claim }: WantedDevices, { device, slice }: OfferedDevice): boolean {
    const { selectors, node } = this.#parts;
    const { driver, perDeviceNodeSelection } = slice.spec;
    const ofClass = `class ${deviceClass.metadata?.name}`;
    return (
      selectors.match(deviceClass.spec.selectors ?? [], ofClass, driver, device) &&
      selectors.match(spec.selectors ?? [], `claim ${claim}`, driver, device) &&
      (perDeviceNodeSelection !== true || nodeMatches(node, device))
    );
  }

  #hasCapacity({ capacity }: V1ExactDeviceRequest, { id, device }: OfferedDevice): boolean {
    return hasCapacity(device, capacity, [this.#parts.allocated.capacity.get(id), this.#capacity.get(id)]);
  }
}

function checkLevels(claims: readonly (readonly WantedRequest[])[]): void {
  const levels = claims.reduce((sum, requests) => sum + 1 + mostDevices(requests), 0);
  if (levels > levelsMax)
    throw new AllocationError(`the claims of the pod and their devices are more than ${levelsMax}`);
}

/** How many devices a claim may come to have. */
function mostDevices(requests: readonly WantedRequest[]): number {
  const counts = requests.map(({ alternatives }) => Math.max(...alternatives.map(({ count }) => count)));
  return Math.min(
    devicesMax,
    counts.reduce((sum, count) => sum + count, 0),
  );
}

/** Mirrors taintPreventsAllocation. */
function isTainted({ taints = [] }: V1Device, { tolerations = [] }: V1ExactDeviceRequest): boolean {
  return taints.some(
    (taint) =>
      (taint.effect === 'NoExecute' || taint.effect === 'NoSchedule') &&
      !tolerations.some((toleration) => toleratesDeviceTaint(toleration, taint)),
  );
}

function constraintError({ claim, request, alternative }: WantedDevices, id: string): AllocationError {
  const of = `claim ${claim}, request ${alternative ?? request}`;
  return new AllocationError(
    `${of}: cannot add device ${id} because a claim constraint would not be satisfied`,
  );
}
