import type {
  ResourceV1ResourceClaim,
  V1Device,
  V1DeviceClass,
  V1DeviceRequest,
  V1ExactDeviceRequest,
  V1ResourceSlice,
} from '../../../../api/index.ts';
import { keyOf } from '../../../../apimachinery/index.ts';
import { AllocationError } from './allocation-error.ts';
import { deviceId } from './device-id.ts';
import type { Pool } from './pools.ts';

/** So many devices a claim has at most. Mirrors resource.k8s.io/v1 (AllocationResultsMaxSize). */
export const devicesMax = 32;

/** A device where it is offered. */
export interface OfferedDevice {
  readonly id: string;
  readonly device: V1Device;
  readonly slice: V1ResourceSlice;
  readonly pool: Pool;
}

/** What is to be found for one request of a claim, or for one alternative of it. */
export interface WantedDevices {
  /** The key of the claim. */
  readonly claim: string;
  readonly request: string;
  readonly alternative?: string;
  /** `request`, or `request/alternative`. */
  readonly name: string;
  readonly spec: V1ExactDeviceRequest;
  readonly deviceClass: V1DeviceClass;
  readonly count: number;
  /** Just these, where all are asked for. */
  readonly all?: readonly OfferedDevice[];
}

/** A request with what there is to try, in this order. */
export interface WantedRequest {
  readonly alternatives: readonly WantedDevices[];
  readonly isChoice: boolean;
}

/** What requests are looked at with. */
export interface RequestParts {
  readonly pools: readonly Pool[];
  readonly classOf: (name: string) => V1DeviceClass | undefined;
  /** Whether a device may be taken for it, as far as it does not depend on what else is taken. */
  isSelectable(wanted: WantedDevices, offered: OfferedDevice): boolean;
  hasCapacity(wanted: WantedDevices, offered: OfferedDevice): boolean;
}

/** The requests of a claim. Throws AllocationError. Mirrors structured/internal/incubating (validateDeviceRequest). */
export function wantedOf(claim: ResourceV1ResourceClaim, parts: RequestParts): readonly WantedRequest[] {
  const requests = (claim.spec.devices?.requests ?? []).map((request) =>
    wantedRequest(claim, request, parts),
  );
  const least = requests.reduce(
    (sum, { alternatives }) => sum + Math.min(...alternatives.map(({ count }) => count)),
    0,
  );
  if (least > devicesMax) {
    const says = `number of requested devices ${least} exceeds the claim limit of ${devicesMax}`;
    throw new AllocationError(`claim ${keyOf(claim)}: ${says}`);
  }
  return requests;
}

function wantedRequest(
  claim: ResourceV1ResourceClaim,
  { name, exactly, firstAvailable = [] }: V1DeviceRequest,
  parts: RequestParts,
): WantedRequest {
  const whole = { claim, request: name, parts };
  if (firstAvailable.length === 0)
    return { isChoice: false, alternatives: [wantedDevices(exactly ?? { deviceClassName: '' }, whole)] };
  const alternatives = firstAvailable.map((one) => wantedDevices(one, { ...whole, alternative: one.name }));
  return { isChoice: true, alternatives };
}

interface Whole {
  readonly claim: ResourceV1ResourceClaim;
  readonly request: string;
  readonly alternative?: string;
  readonly parts: RequestParts;
}

function wantedDevices(spec: V1ExactDeviceRequest, { claim, parts, ...names }: Whole): WantedDevices {
  const { request, alternative } = names;
  const of = `claim ${keyOf(claim)}, request ${alternative ?? request}`;
  const deviceClass = parts.classOf(spec.deviceClassName);
  if (deviceClass === undefined) throw new AllocationError(noClass(of, spec.deviceClassName));
  const name = alternative === undefined ? request : `${request}/${alternative}`;
  const wanted = { ...names, claim: keyOf(claim), name, spec, deviceClass, count: Number(spec.count ?? 1) };
  if (spec.allocationMode !== 'All') return wanted;
  const all = allDevices(wanted, of, parts);
  return { ...wanted, all, count: all.length };
}

function noClass(of: string, name: string): string {
  return `${of}: could not retrieve device class ${name}: deviceclass.resource.k8s.io "${name}" not found`;
}

/** Every device that would do, whether it is free or not. */
function allDevices(wanted: WantedDevices, of: string, parts: RequestParts): readonly OfferedDevice[] {
  return parts.pools.flatMap((pool) => {
    const is = pool.state === 'incomplete' ? 'being updated' : pool.state;
    if (is !== undefined) {
      const says = `asks for all devices, but resource pool ${pool.driver}/${pool.name} is currently ${is}`;
      throw new AllocationError(`${of}: ${says}`);
    }
    return offersOf(pool).filter(
      (offered) => parts.isSelectable(wanted, offered) && parts.hasCapacity(wanted, offered),
    );
  });
}

/** All devices of a pool that concern the node, in the order of their slices. */
export function offersOf(pool: Pool): readonly OfferedDevice[] {
  return pool.slices.flatMap((slice) =>
    (slice.spec.devices ?? []).map((device) => ({
      id: deviceId(pool.driver, pool.name, device.name),
      device,
      slice,
      pool,
    })),
  );
}
