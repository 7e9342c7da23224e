import {
  internalEqual,
  internalValue,
  type StorageV1TokenRequest,
  type V1CSIDriver,
  type V1CSINode,
  type V1CSINodeDriver,
  type V1CSIStorageCapacity,
} from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  fieldTooLong,
  mustNotBeNegative,
  semanticEqual,
  validateDns1123Subdomain,
  validateLabelSelector,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { negativeErrors } from '../core/amounts.ts';
import { each, isLongerThan, oneOfWords, tell, when } from '../tell.ts';

const path = fieldPath('spec');
const driverNameMax = 63;
const nodeIdMax = 256;
const tokenSecondsMin = 600;
const tokenSecondsMax = 2 ** 32;

/** Mirrors kubernetes pkg/apis/core/validation (ValidateCSIDriverName). */
export function driverNameErrors(name: string, at: FieldPath): FieldError[] {
  if (name === '') return [fieldRequired(at)];
  return [
    ...when(isLongerThan(name, driverNameMax), () => fieldTooLong(at, driverNameMax)),
    ...tell(at, name, validateDns1123Subdomain(name.toLowerCase())),
  ];
}

/** Mirrors kubernetes pkg/apis/storage/validation (ValidateCSIDriver). */
export function csiDriverErrors({ spec = {} }: V1CSIDriver): FieldError[] {
  const { fsGroupPolicy, tokenRequests = [], volumeLifecycleModes: modes } = spec;
  const { nodeAllocatableUpdatePeriodSeconds: period, serviceAccountTokenInSecrets: inSecrets } = spec;
  const unasked = 'serviceAccountTokenInSecrets is set but no tokenRequests are specified';
  return [
    ...(fsGroupPolicy === undefined
      ? []
      : oneOfWords(path.child('fsGroupPolicy'), fsGroupPolicy, ['File', 'None', 'ReadWriteOnceWithFSType'])),
    ...tokenErrors(tokenRequests, path.child('tokenRequests')),
    ...(modes ?? []).flatMap((mode) =>
      oneOfWords(path.child('volumeLifecycleModes'), mode, ['Persistent', 'Ephemeral']),
    ),
    ...when(period !== undefined && period < 10, () =>
      fieldInvalid(
        path.child('nodeAllocatableUpdatePeriodSeconds'),
        period,
        'must be greater than or equal to 10 seconds',
      ),
    ),
    ...when(inSecrets !== undefined && tokenRequests.length === 0, () =>
      fieldInvalid(path.child('serviceAccountTokenInSecrets'), inSecrets, unasked),
    ),
  ];
}

/** Mirrors ValidateCSIDriverUpdate. */
export function csiDriverUpdateErrors(driver: V1CSIDriver, old: V1CSIDriver): FieldError[] {
  const { attachRequired, volumeLifecycleModes: modes } = driver.spec ?? {};
  return [
    ...csiDriverErrors(driver),
    ...when(attachRequired !== old.spec?.attachRequired, () =>
      fieldImmutable(path.child('attachedRequired'), attachRequired ?? null),
    ),
    ...when(!deepEqual(modes, old.spec?.volumeLifecycleModes), () =>
      fieldImmutable(path.child('volumeLifecycleModes'), modes ?? null),
    ),
  ];
}

function tokenErrors(requests: readonly StorageV1TokenRequest[], at: FieldPath): FieldError[] {
  const audiences = new Set<string>();
  return each(requests, at, ({ audience = '', expirationSeconds: seconds }, place) => {
    if (audiences.size === audiences.add(audience).size)
      return [fieldDuplicate(place.child('audience'), audience)];
    if (seconds === undefined) return [];
    const error = (says: string) => fieldInvalid(place.child('expirationSeconds'), seconds, says);
    return [
      ...when(seconds < tokenSecondsMin, () => error('may not specify a duration less than 10 minutes')),
      ...when(seconds > tokenSecondsMax, () => error('may not specify a duration larger than 2^32 seconds')),
    ];
  });
}

/** Mirrors ValidateCSINode. */
export function csiNodeErrors({ spec }: V1CSINode): FieldError[] {
  const names = new Set<string>();
  return each(spec?.drivers, path.child('drivers'), (driver, at) => {
    const { name = '' } = driver;
    const isSecond = names.size === names.add(name).size;
    return [
      ...driverNameErrors(name, at.child('name')),
      ...nodeErrors(driver, at),
      ...when(isSecond, () => fieldDuplicate(at.child('name'), name)),
      ...topologyKeyErrors(driver, at),
    ];
  });
}

function nodeErrors({ nodeID = '', allocatable }: V1CSINodeDriver, at: FieldPath): FieldError[] {
  const count = allocatable?.count ?? 0;
  return [
    ...when(nodeID === '', () => fieldRequired(at.child('nodeID'))),
    ...when(isLongerThan(nodeID, nodeIdMax), () =>
      fieldInvalid(at.child('nodeID'), nodeID, `must be ${nodeIdMax} characters or less`),
    ),
    ...when(count < 0, () => fieldInvalid(at.child('allocatable', 'count'), count, mustNotBeNegative)),
  ];
}

/** Kubernetes tells of these where the driver is. */
function topologyKeyErrors({ topologyKeys }: V1CSINodeDriver, at: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return (topologyKeys ?? []).flatMap((key) => [
    ...when(key === '', () => fieldRequired(at)),
    ...when(seen.size === seen.add(key).size, () => fieldDuplicate(at, key)),
    ...tell(at, key, validateQualifiedName(key)),
  ]);
}

/** A driver stays as it is but for how much it can hold. Mirrors ValidateCSINodeUpdate. */
export function csiNodeUpdateErrors(node: V1CSINode, old: V1CSINode): FieldError[] {
  const before = new Map((old.spec?.drivers ?? []).map((driver) => [driver.name, driver]));
  const fixed = ({ allocatable: _, ...driver }: V1CSINodeDriver) => driver;
  const changed = (node.spec?.drivers ?? []).flatMap((driver) => {
    const was = before.get(driver.name);
    if (was === undefined || internalEqual('CSINodeDriver', fixed(driver), fixed(was))) return [];
    return [fieldImmutable(path.child('drivers'), internalValue('CSINodeDriver', fixed(driver)))];
  });
  return [...csiNodeErrors(node), ...changed];
}

/** Mirrors ValidateCSIStorageCapacity. */
export function storageCapacityErrors(
  capacity: V1CSIStorageCapacity,
  old?: V1CSIStorageCapacity,
): FieldError[] {
  const { nodeTopology, storageClassName: name = '', capacity: amount } = capacity;
  const at = fieldPath('nodeTopology');
  const allowInvalidValues = validateLabelSelector(old?.nodeTopology, at).length > 0;
  return [
    ...validateLabelSelector(nodeTopology, at, { allowInvalidValues }),
    ...tell(fieldPath('storageClassName'), name, validateDns1123Subdomain(name)),
    ...(amount === undefined ? [] : negativeErrors(amount, fieldPath('capacity'))),
  ];
}

/** Mirrors ValidateCSIStorageCapacityUpdate. */
export function storageCapacityUpdateErrors(
  capacity: V1CSIStorageCapacity,
  old: V1CSIStorageCapacity,
): FieldError[] {
  const { nodeTopology, storageClassName = '' } = capacity;
  return [
    ...storageCapacityErrors(capacity, old),
    ...when(!semanticEqual(nodeTopology, old.nodeTopology), () =>
      fieldImmutable('nodeTopology', internalValue('*LabelSelector', nodeTopology)),
    ),
    ...when(storageClassName !== old.storageClassName, () =>
      fieldImmutable('storageClassName', storageClassName),
    ),
  ];
}
