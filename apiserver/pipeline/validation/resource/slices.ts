import {
  internalValue,
  type V1CounterSet,
  type V1Device,
  type V1ResourcePool,
  type V1ResourceSlice,
  type V1ResourceSliceSpec,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  validateDns1123Label,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { driverNameErrors } from '../storage/csi.ts';
import { checkText, requireText, when } from '../tell.ts';
import { countersErrors, deviceErrors } from './devices.ts';
import { distinct } from './lists.ts';
import { nodeSelectorErrors } from './node-selectors.ts';
import { poolNameErrors } from './pool-names.ts';

const path = fieldPath('spec');
const devicesMax = 128;
/** Where some have taints or use counters. */
const advancedDevicesMax = 64;
const counterSetsMax = 8;
const oneOf = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';

/** Mirrors kubernetes pkg/apis/resource/validation (ValidateResourceSlice). */
export function sliceErrors({ spec }: V1ResourceSlice): FieldError[] {
  return specErrors(spec, []);
}

/** Mirrors ValidateResourceSliceUpdate. Differs: taints that were there are looked at again. */
export function sliceUpdateErrors({ spec }: V1ResourceSlice, { spec: old }: V1ResourceSlice): FieldError[] {
  const fixed = (at: FieldPath, value: string | null, before: string | null) =>
    when(value !== before, () => fieldImmutable(at, value));
  return specErrors(spec, [
    ...fixed(path.child('pool', 'name'), spec?.pool?.name ?? '', old?.pool?.name ?? ''),
    ...fixed(path.child('driver'), spec?.driver ?? '', old?.driver ?? ''),
    ...fixed(path.child('nodeName'), spec?.nodeName ?? null, old?.nodeName ?? null),
  ]);
}

function specErrors(spec: V1ResourceSliceSpec, fixed: readonly FieldError[]): FieldError[] {
  const { driver = '', pool, devices, sharedCounters, perDeviceNodeSelection } = spec ?? {};
  const both = 'only one of `sharedCounters` or `devices` is allowed';
  const rule = (device: V1Device, at: FieldPath) => deviceErrors(device, at, perDeviceNodeSelection === true);
  const isAdvanced = devices?.some(isAdvancedDevice) === true;
  const most = isAdvanced ? advancedDevicesMax : devicesMax;
  return [
    ...driverNameErrors(driver, path.child('driver')),
    ...poolErrors(pool ?? {}, path.child('pool')),
    ...fixed,
    ...placeErrors(spec ?? {}),
    ...when(sharedCounters !== undefined && devices !== undefined, () => fieldInvalid(path, '', both)),
    ...distinct(devices, path.child('devices'), most, rule, ({ name = '' }) => name),
    ...distinct(
      sharedCounters,
      path.child('sharedCounters'),
      counterSetsMax,
      counterSetErrors,
      ({ name = '' }) => name,
    ),
  ];
}

function isAdvancedDevice({ taints = [], consumesCounters = [] }: V1Device): boolean {
  return taints.length > 0 || consumesCounters.length > 0;
}

function poolErrors(
  { name = '', resourceSliceCount = 0, generation = 0 }: Partial<V1ResourcePool>,
  at: FieldPath,
): FieldError[] {
  return [
    ...poolNameErrors(name, at.child('name')),
    ...when(resourceSliceCount <= 0, () =>
      fieldInvalid(at.child('resourceSliceCount'), resourceSliceCount, 'must be greater than zero'),
    ),
    ...when(generation < 0, () =>
      fieldInvalid(at.child('generation'), generation, 'must be greater than or equal to zero'),
    ),
  ];
}

function placeErrors(spec: Partial<V1ResourceSliceSpec>): FieldError[] {
  const { nodeName, nodeSelector, allNodes, perDeviceNodeSelection } = spec;
  const set = [
    nodeName && '`nodeName`',
    nodeSelector && '`nodeSelector`',
    allNodes && '`allNodes`',
    perDeviceNodeSelection && '`perDeviceNodeSelection`',
  ].filter(Boolean);
  const isTrue = (field: 'allNodes' | 'perDeviceNodeSelection') =>
    when(spec[field] === false, () =>
      fieldInvalid(path.child(field), false, 'must be either unset or set to true'),
    );
  return [
    ...when(nodeName === '', () =>
      fieldInvalid(path.child('nodeName'), '', 'must be either unset or set to a non-empty string'),
    ),
    ...checkText(path.child('nodeName'), nodeName, validateDns1123Subdomain),
    ...selectorErrors(nodeSelector),
    ...isTrue('allNodes'),
    ...isTrue('perDeviceNodeSelection'),
    ...when(set.length === 0, () => fieldRequired(path, oneOf)),
    ...when(set.length > 1, () =>
      fieldInvalid(path, `{${set.join(', ')}}`, `${oneOf}, but multiple fields are set`),
    ),
  ];
}

function selectorErrors(selector: V1ResourceSliceSpec['nodeSelector']): FieldError[] {
  if (selector === undefined) return [];
  const at = path.child('nodeSelector');
  const terms = selector.nodeSelectorTerms ?? [];
  const value = internalValue('[]NodeSelectorTerm', terms);
  return [
    ...nodeSelectorErrors(selector, at),
    ...when(terms.length !== 1, () =>
      fieldInvalid(at.child('nodeSelectorTerms'), value, 'must have exactly one node selector term'),
    ),
  ];
}

function counterSetErrors({ name, counters }: V1CounterSet, at: FieldPath): FieldError[] {
  return [
    ...requireText(at.child('name'), name, validateDns1123Label),
    ...countersErrors(counters, at.child('counters')),
  ];
}
