import type { V1StorageClass, V1VolumeAttributesClass } from '../../api/index.ts';
import { messageOf, parseDuration } from '../../apimachinery/index.ts';

/** The driver of the default class: its volumes are reached from any node, as over a network, and need not be attached. */
export const driver = 'csi.homeostat.dev';

/**
 * The driver of volumes that are attached to a node before they are mounted, as the disks of clouds are. It is another one, as
 * each pod with a claim then costs six writes more and starts some seconds later: who does not ask for disks need not wait.
 */
export const diskDriver = 'disk.csi.homeostat.dev';

/** Those whose volumes are made here, and the provisioners of their classes. */
export const drivers: ReadonlySet<string> = new Set([driver, diskDriver]);

/** Keeps a volume, and what says that it is attached, as long as it is. Mirrors the sidecar external-attacher. */
export const attacherFinalizer = `external-attacher/${diskDriver.replaceAll('.', '-')}`;

/** Keeps a volume until its driver has deleted it. Mirrors the sidecar external-provisioner. */
export const deletionFinalizer = 'external-provisioner.volume.kubernetes.io/finalizer';

/** What the parameters of a StorageClass say of its volumes: how long things take, and what goes wrong. */
export interface DriverParameters {
  readonly provisionDelayMs: number;
  readonly deleteDelayMs: number;
  readonly resizeDelayMs: number;
  readonly attachDelayMs: number;
  readonly detachDelayMs: number;
  /** Every try fails with this message, or the first `failures` of them. */
  readonly provisionFailure: string | undefined;
  readonly resizeFailure: string | undefined;
  readonly attachFailure: string | undefined;
  readonly failures: number;
  /** A label of nodes: a volume can be reached from those with the value that its first node has. */
  readonly topologyKey: string | undefined;
}

const known = [
  'provisionDelay',
  'deleteDelay',
  'resizeDelay',
  'attachDelay',
  'detachDelay',
  'provisionFailure',
  'resizeFailure',
  'attachFailure',
  'failures',
  'topologyKey',
];
const defaultDelay = '1s';

/** A parameter of a class that cannot be read; the message names it. */
export class ParameterError extends Error {}

/** Reads what a class says. Throws a ParameterError. */
export function driverParameters({ parameters = {} }: V1StorageClass): DriverParameters {
  const unknown = Object.keys(parameters).find(
    (name) => !known.includes(name) && !name.startsWith('csi.storage.k8s.io/'),
  );
  if (unknown !== undefined)
    throw new ParameterError(`unknown parameter ${JSON.stringify(unknown)}; known are: ${known.join(', ')}`);
  const { provisionFailure, resizeFailure, attachFailure, topologyKey } = parameters;
  return {
    provisionDelayMs: delayMs(parameters, 'provisionDelay'),
    deleteDelayMs: delayMs(parameters, 'deleteDelay'),
    resizeDelayMs: delayMs(parameters, 'resizeDelay'),
    attachDelayMs: delayMs(parameters, 'attachDelay'),
    detachDelayMs: delayMs(parameters, 'detachDelay'),
    provisionFailure,
    resizeFailure,
    attachFailure,
    failures: failuresOf(parameters),
    topologyKey,
  };
}

/** Of a class that is gone, or says what cannot be read: nothing out of the ordinary. */
export function parametersOrDefaults(storageClass: V1StorageClass | undefined): DriverParameters {
  try {
    return driverParameters(storageClass ?? { provisioner: driver });
  } catch {
    return driverParameters({ provisioner: driver });
  }
}

/** What the parameters of a VolumeAttributesClass say of how volumes come to be of it. */
export interface AttributeParameters {
  readonly modifyDelayMs: number;
  /** Every try fails with this message, or the first `failures` of them. */
  readonly modifyFailure: string | undefined;
  readonly failures: number;
}

/** Reads what a class says; parameters of any other name are attributes. Throws a ParameterError. */
export function attributeParameters({ parameters = {} }: V1VolumeAttributesClass): AttributeParameters {
  return {
    modifyDelayMs: delayMs(parameters, 'modifyDelay'),
    modifyFailure: parameters.modifyFailure,
    failures: failuresOf(parameters),
  };
}

type Parameters = Readonly<Record<string, string>>;

function delayMs(parameters: Parameters, name: string): number {
  const text = parameters[name] ?? defaultDelay;
  try {
    const ms = parseDuration(text);
    if (ms < 0) throw new Error('must not be negative');
    return ms;
  } catch (error) {
    throw new ParameterError(
      `parameter ${name}: ${JSON.stringify(text)} is no duration such as 500ms or 2s: ${messageOf(error)}`,
    );
  }
}

function failuresOf({ failures }: Parameters): number {
  if (failures === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d{1,9}$/.test(failures))
    throw new ParameterError(`parameter failures: ${JSON.stringify(failures)} is no whole number`);
  return Number(failures);
}
