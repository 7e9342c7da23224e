import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynList,
  dynMap,
  dynType,
  errorType,
  intType,
  isDyn,
  nullType,
  optionalType,
  stringType,
  timestampType,
  typeType,
  uintType,
} from '../types/cel-type.ts';
import {
  CelDuration,
  CelError,
  CelList,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  type CelValue,
} from './value.ts';

const optionalOfDyn = optionalType(dynType);

/** The type a value has while an expression runs. */
export function typeOf(value: CelValue): CelType {
  switch (typeof value) {
    case 'boolean':
      return boolType;
    case 'string':
      return stringType;
    case 'number':
      return doubleType;
    case 'bigint':
      return intType;
    default:
      return typeOfObject(value);
  }
}

function typeOfObject(value: Exclude<CelValue, boolean | string | number | bigint>): CelType {
  if (value === null) return nullType;
  if (value instanceof CelList) return dynList;
  if (value instanceof CelMap) return dynMap;
  if (value instanceof CelUint) return uintType;
  if (value instanceof Uint8Array) return bytesType;
  if (value instanceof CelDuration) return durationType;
  if (value instanceof CelTimestamp) return timestampType;
  if (value instanceof CelOptional) return optionalOfDyn;
  if (value instanceof CelTypeValue) return typeType;
  if (value instanceof CelError) return errorType;
  return value.type;
}

/**
 * Whether a value may be given where a function declares this type. Of lists and maps the first item is looked at.
 * Mirrors cel-go common/types (IsAssignableRuntimeType).
 */
export function fitsType(type: CelType, value: CelValue): boolean {
  if (isDyn(type) || type.kind === 'parameter') return true;
  if (type.name !== typeOf(value).name) return false;
  if (type.kind === 'list') return fitsList(type, value);
  if (type.kind === 'map') return fitsMap(type, value);
  return true;
}

function fitsList({ parameters: [items = dynType] }: CelType, list: CelValue): boolean {
  if (!(list instanceof CelList) || list.size === 0 || isDyn(items)) return true;
  return fitsType(items, list.at(0));
}

function fitsMap({ parameters: [keys = dynType, values = dynType] }: CelType, map: CelValue): boolean {
  if (!(map instanceof CelMap) || map.size === 0 || (isDyn(keys) && isDyn(values))) return true;
  for (const key of map.keys()) return fitsType(keys, key) && fitsType(values, map.find(key) ?? null);
  return true;
}
