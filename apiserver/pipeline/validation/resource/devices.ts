import {
  internalValue,
  type V1Counter,
  type V1Device,
  type V1DeviceAttribute,
  type V1DeviceCapacity,
  type V1DeviceCounterConsumption,
  type V1DeviceTaint,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  fieldTooLong,
  fieldTooMany,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabelValue,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { checkText, isEmpty, isLongerThan, requireText, requireWord, tell, when } from '../tell.ts';
import { qualifiedNameErrors } from './attribute-names.ts';
import { bindingErrors } from './binding-conditions.ts';
import { bounded, distinct } from './lists.ts';
import { nodeSelectorErrors } from './node-selectors.ts';
import { requestPolicyErrors } from './request-policies.ts';

const entriesMax = 32;
const textBytesMax = 64;
const taintsMax = 16;
const consumptionsMax = 2;
const countersMax = 32;
const version =
  /^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$/;

/** One device of a slice. Mirrors kubernetes pkg/apis/resource/validation (validateDevice). */
export function deviceErrors(device: V1Device, at: FieldPath, perDevice: boolean): FieldError[] {
  const { name = '', attributes = {}, capacity = {}, taints, consumesCounters } = device;
  const entries = Object.keys(attributes).length + Object.keys(capacity).length;
  const tooMany = `the total number of attributes and capacities must not exceed ${entriesMax}`;
  const isShared = device.allowMultipleAllocations === true;
  return [
    ...tell(at.child('name'), name, validateDns1123Label(name)),
    ...when(entries > entriesMax, () => fieldInvalid(at, entries, tooMany)),
    ...mapErrors(attributes, at.child('attributes'), qualifiedNameErrors, attributeErrors),
    ...mapErrors(capacity, at.child('capacity'), qualifiedNameErrors, (one, place) =>
      capacityErrors(one, place.child('requestPolicy'), isShared),
    ),
    ...bounded(taints, at.child('taints'), taintsMax, taintErrors),
    ...distinct(consumesCounters, at.child('consumesCounters'), consumptionsMax, consumptionErrors, setOf),
    ...placeErrors(device, at, perDevice),
    ...bindingErrors(device, at),
  ];
}

/** Mirrors validateMap: what is wrong with keys is told of the map. */
function mapErrors<Item>(
  map: Readonly<Record<string, Item>>,
  at: FieldPath,
  keyRule: (key: string, at: FieldPath) => readonly FieldError[],
  rule: (item: Item, at: FieldPath) => readonly FieldError[],
): FieldError[] {
  return Object.entries(map).flatMap(([key, item]) => [...keyRule(key, at), ...rule(item, at.key(key))]);
}

/** Lists are off by default, and not looked at. */
function attributeErrors(
  { int, bool, string, version: text }: V1DeviceAttribute,
  at: FieldPath,
): FieldError[] {
  const attribute = { int, bool, string, version: text };
  const count = Object.values(attribute).filter((value) => value !== undefined).length;
  const tooLong = (value: string | undefined, place: FieldPath) =>
    when(isLongerThan(value ?? '', textBytesMax), () => fieldTooLong(place, textBytesMax));
  const noVersion = 'must be a string compatible with semver.org spec 2.0.0';
  const value = count === 0 ? '' : internalValue('DeviceAttribute', attribute);
  return [
    ...tooLong(string, at.child('string')),
    ...when(text !== undefined && !version.test(text), () =>
      fieldInvalid(at.child('version'), text, noVersion),
    ),
    ...tooLong(text, at.child('version')),
    ...when(count !== 1, () => fieldInvalid(at, value, 'exactly one value must be specified')),
  ];
}

function capacityErrors(capacity: V1DeviceCapacity, at: FieldPath, isShared: boolean): FieldError[] {
  if (capacity.requestPolicy === undefined) return [];
  return isShared
    ? requestPolicyErrors(capacity, at)
    : [fieldForbidden(at, 'allowMultipleAllocations must be true')];
}

function taintErrors({ key = '', value, effect }: V1DeviceTaint, at: FieldPath): FieldError[] {
  return [
    ...tell(at.child('key'), key, validateQualifiedName(key)),
    ...checkText(at.child('value'), value, validateLabelValue),
    ...requireWord(at.child('effect'), effect, ['NoExecute', 'NoSchedule', 'None']),
  ];
}

function setOf({ counterSet = '' }: V1DeviceCounterConsumption): string {
  return counterSet;
}

function consumptionErrors(
  { counterSet, counters }: V1DeviceCounterConsumption,
  at: FieldPath,
): FieldError[] {
  return [
    ...requireText(at.child('counterSet'), counterSet, validateDns1123Label),
    ...countersErrors(counters, at.child('counters')),
  ];
}

/** Counters by their names, of which there must be some. */
export function countersErrors(
  counters: Readonly<Record<string, V1Counter>> | undefined,
  at: FieldPath,
): FieldError[] {
  if (counters === undefined || isEmpty(counters)) return [fieldRequired(at)];
  const { length } = Object.keys(counters);
  if (length > countersMax) return [fieldTooMany(at, length, countersMax)];
  return mapErrors(
    counters,
    at,
    (name, place) => tell(place, name, validateDns1123Label(name)),
    () => [],
  );
}

/** Where a device can be reached, if each says it for itself. */
function placeErrors(device: V1Device, at: FieldPath, perDevice: boolean): FieldError[] {
  const { nodeName, nodeSelector, allNodes } = device;
  if (!perDevice) {
    const says =
      '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
    const isSet = nodeName !== undefined || nodeSelector !== undefined || allNodes !== undefined;
    return when(isSet, () => fieldInvalid(at, null, says));
  }
  const set = [nodeName && '`nodeName`', nodeSelector && '`nodeSelector`', allNodes && '`allNodes`'].filter(
    Boolean,
  );
  const says =
    'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
  return [
    ...when(nodeName === '', () => fieldInvalid(at.child('nodeName'), '', 'must not be empty')),
    ...checkText(at.child('nodeName'), nodeName, validateDns1123Subdomain),
    ...(nodeSelector === undefined ? [] : nodeSelectorErrors(nodeSelector, at.child('nodeSelector'))),
    ...when(allNodes === false, () =>
      fieldInvalid(at.child('allNodes'), false, 'must be either unset or set to true'),
    ),
    ...when(set.length === 0, () => fieldRequired(at, says)),
    ...when(set.length > 1, () => fieldInvalid(at, `{${set.join(', ')}}`, says)),
  ];
}
