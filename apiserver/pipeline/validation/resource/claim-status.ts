import {
  internalEqual,
  internalValue,
  type ResourceV1ResourceClaim,
  type V1AllocatedDeviceStatus,
  type V1AllocationResult,
  type V1DeviceRequestAllocationResult,
  type V1NetworkDeviceData,
  type V1ResourceClaimConsumerReference,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  fieldTooLong,
  fieldTooMany,
  RenderedValue,
  validateDns1123Label,
  validateInterfaceAddress,
} from '../../../../apimachinery/index.ts';
import { conditionErrors } from '../conditions.ts';
import { driverNameErrors } from '../storage/csi.ts';
import { isLongerThan, requireWord, tell, when } from '../tell.ts';
import { uuidErrors } from '../uuid.ts';
import { bindingErrors } from './binding-conditions.ts';
import { configErrors, namesOf, parameterErrors, requestReferenceErrors } from './claims.ts';
import { bounded, distinct, repeated } from './lists.ts';
import { nodeSelectorErrors } from './node-selectors.ts';
import { poolNameErrors } from './pool-names.ts';

type Status = NonNullable<ResourceV1ResourceClaim['status']>;
type Names = ReadonlySet<string>;

const path = fieldPath('status');
const consumersMax = 256;
const resultsMax = 32;
/** Of the class and of the claim. */
const configMax = 2 * 32;
const conditionsMax = 8;
const addressesMax = 16;
const interfaceNameMax = 256;
const hardwareAddressMax = 128;

/** Mirrors kubernetes pkg/apis/resource/validation (ValidateResourceClaimStatusUpdate). */
export function claimStatusErrors(
  claim: ResourceV1ResourceClaim,
  { status: old = {} }: ResourceV1ResourceClaim,
): FieldError[] {
  const { spec, status = {}, metadata } = claim;
  const { reservedFor, devices, allocation } = status;
  const names = namesOf(spec?.devices?.requests ?? []);
  const isGoing = metadata?.deletionTimestamp !== undefined;
  return [
    ...distinct(reservedFor, path.child('reservedFor'), consumersMax, consumerErrors, ({ uid = '' }) => uid),
    ...devicesErrors(devices ?? [], deviceIds(claim), path.child('devices')),
    ...reservationErrors(status, old, isGoing),
    ...allocationErrors(allocation, old.allocation, names),
  ];
}

function consumerErrors(consumer: V1ResourceClaimConsumerReference, at: FieldPath): FieldError[] {
  const needed = ['resource', 'name', 'uid'] as const;
  return needed.flatMap((field) =>
    when((consumer[field] ?? '') === '', () => fieldRequired(at.child(field))),
  );
}

/** What one device is known by. */
interface DeviceId {
  readonly driver?: string;
  readonly pool?: string;
  readonly device?: string;
  readonly shareID?: string;
}

/** As Kubernetes shows it. */
export function idOf({ driver = '', pool = '', device = '', shareID = '' }: DeviceId): string {
  return JSON.stringify({ Driver: driver, Pool: pool, Device: device, ShareID: shareID });
}

/** Those that a claim has. */
export function deviceIds({ status }: ResourceV1ResourceClaim): ReadonlySet<string> {
  return new Set((status?.allocation?.devices?.results ?? []).map(idOf));
}

function devicesErrors(
  devices: readonly V1AllocatedDeviceStatus[],
  allocated: ReadonlySet<string>,
  at: FieldPath,
): FieldError[] {
  const ids = devices.map(idOf);
  return [
    ...devices.flatMap((device, index) => deviceErrors(device, at.index(index), allocated)),
    ...repeated(ids, at, (id) => new RenderedValue(id)),
  ];
}

function deviceErrors(
  device: V1AllocatedDeviceStatus,
  at: FieldPath,
  allocated: ReadonlySet<string>,
): FieldError[] {
  const { data, networkData, shareID } = device;
  const conditions = device.conditions ?? [];
  const place = at.child('conditions');
  const { length } = conditions;
  return [
    ...placeErrors(device, at),
    ...(shareID === undefined ? [] : uuidErrors(shareID, at.child('shareID'))),
    ...when(!allocated.has(idOf(device)), () =>
      fieldInvalid(at, new RenderedValue(idOf(device)), 'must be an allocated device in the claim'),
    ),
    ...when(length > conditionsMax, () => fieldTooMany(place, length, conditionsMax)),
    ...conditionErrors(conditions, place),
    ...(data === undefined || data === null ? [] : parameterErrors(data, at.child('data'))),
    ...networkErrors(networkData ?? {}, at.child('networkData')),
  ];
}

function placeErrors({ driver = '', pool = '', device = '' }: DeviceId, at: FieldPath): FieldError[] {
  return [
    ...driverNameErrors(driver, at.child('driver')),
    ...poolNameErrors(pool, at.child('pool')),
    ...tell(at.child('device'), device, validateDns1123Label(device)),
  ];
}

function networkErrors(
  { interfaceName = '', hardwareAddress = '', ips }: V1NetworkDeviceData,
  at: FieldPath,
): FieldError[] {
  const short = (text: string, max: number, field: string) =>
    when(isLongerThan(text, max), () => fieldTooLong(at.child(field), max));
  const address = (text: string, place: FieldPath) => tell(place, text, validateInterfaceAddress(text));
  return [
    ...short(interfaceName, interfaceNameMax, 'interfaceName'),
    ...short(hardwareAddress, hardwareAddressMax, 'hardwareAddress'),
    ...distinct(ips, at.child('ips'), addressesMax, address, (text) => text),
  ];
}

/** Consumers need an allocation; of a claim that goes they may only become fewer. */
function reservationErrors(
  { reservedFor = [], allocation }: Status,
  { reservedFor: before = [] }: Status,
  isGoing: boolean,
): FieldError[] {
  if (reservedFor.length === 0) return [];
  const at = path.child('reservedFor');
  if (allocation === undefined)
    return [fieldForbidden(at, 'may not be specified when `allocated` is not set')];
  const known = new Set(before.map((one) => JSON.stringify(one)));
  const isNew = isGoing && reservedFor.some((one) => !known.has(JSON.stringify(one)));
  const says = 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set';
  return when(isNew, () => fieldForbidden(at, says));
}

/** What was allocated stays, until nothing is. */
function allocationErrors(
  allocation: V1AllocationResult | undefined,
  old: V1AllocationResult | undefined,
  names: Names,
): FieldError[] {
  if (allocation === undefined) return [];
  const at = path.child('allocation');
  if (old !== undefined) {
    const isSame = internalEqual('AllocationResult', allocation, old);
    return when(!isSame, () => fieldImmutable(at, internalValue('AllocationResult', allocation)));
  }
  const { devices, nodeSelector } = allocation;
  const place = at.child('devices');
  return [
    ...bounded(devices?.results, place.child('results'), resultsMax, (one, where) =>
      resultErrors(one, where, names),
    ),
    ...bounded(devices?.config, place.child('config'), configMax, (one, where) => [
      ...requireWord(where.child('source'), one.source, ['FromClaim', 'FromClass']),
      ...configErrors(one, where, names),
    ]),
    ...(nodeSelector === undefined ? [] : nodeSelectorErrors(nodeSelector, at.child('nodeSelector'))),
  ];
}

function resultErrors(result: V1DeviceRequestAllocationResult, at: FieldPath, names: Names): FieldError[] {
  const { request = '', shareID } = result;
  return [
    ...requestReferenceErrors(request, at.child('request'), names),
    ...placeErrors(result, at),
    ...bindingErrors(result, at),
    ...(shareID === undefined ? [] : uuidErrors(shareID, at.child('shareID'))),
  ];
}
