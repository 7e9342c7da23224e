import type { V1Device } from '../../api/index.ts';
import { deepFreeze } from '../../apimachinery/index.ts';
import { BehaviourError } from '../behaviours/behaviour-error.ts';
import { fieldsOf, isFields } from '../behaviours/plain-fields.ts';
import type { DeclaredDevices, PrepareBehaviour } from './declared-devices.ts';

/**
 * Data (from a scenario file) as what drivers offer. Throws BehaviourError for what is unknown or wrong; what a device has is
 * looked at by the API server only. `path` says where the data stands.
 */
export function parseDevices(data: unknown, path = 'devices'): readonly DeclaredDevices[] {
  if (!Array.isArray(data)) throw new BehaviourError(path, 'must be a list');
  return deepFreeze(data.map((one, at) => driverOf(one, `${path}[${at}]`)));
}

function driverOf(data: unknown, path: string): DeclaredDevices {
  const { driver, node, devices, prepare } = fieldsOf(data, path, ['driver', 'node', 'devices', 'prepare']);
  if (typeof driver !== 'string') throw new BehaviourError(`${path}.driver`, 'must be the name of a driver');
  if (node !== undefined && typeof node !== 'string')
    throw new BehaviourError(`${path}.node`, 'must be the name of a node, or a pattern');
  if (!Array.isArray(devices)) throw new BehaviourError(`${path}.devices`, 'must be a list');
  return {
    driver,
    ...(node !== undefined && { node }),
    devices: devices.map((device, at) => deviceOf(device, `${path}.devices[${at}]`)),
    ...(prepare !== undefined && { prepare: prepareOf(prepare, `${path}.prepare`) }),
  };
}

function deviceOf(data: unknown, path: string): V1Device {
  if (!isFields(data) || typeof data.name !== 'string') throw new BehaviourError(path, 'must have a name');
  return { ...data, name: data.name };
}

function prepareOf(data: unknown, path: string): PrepareBehaviour {
  const { delayMs, fail } = fieldsOf(data, path, ['delayMs', 'fail']);
  if (delayMs !== undefined && !isDelay(delayMs))
    throw new BehaviourError(`${path}.delayMs`, 'must be milliseconds, or a range of them');
  if (fail !== undefined && typeof fail !== 'string')
    throw new BehaviourError(`${path}.fail`, 'must be what the driver says');
  return { ...(delayMs !== undefined && { delayMs }), ...(fail !== undefined && { fail }) };
}

function isDelay(data: unknown): data is number | readonly [number, number] {
  const isMs = (value: unknown) => typeof value === 'number' && value >= 0;
  return isMs(data) || (Array.isArray(data) && data.length === 2 && data.every(isMs));
}
