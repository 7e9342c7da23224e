import type { V1StorageClass, V1VolumeAttributesClass } from '../../api/index.ts';
import { messageOf, parseDuration } from '../../apimachinery/index.ts';
import type { Tries } from './slow-work.ts';

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
  readonly provision: Tries;
  readonly resize: Tries;
  readonly attach: Tries;
  /** What code of gRPC the failures to attach have. */
  readonly attachFailureCode: number | undefined;
  readonly deleteDelayMs: number;
  readonly detachDelayMs: number;
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
  'attachFailureCode',
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
  return {
    provision: triesTo('provision', parameters),
    deleteDelayMs: delayMs(parameters, 'deleteDelay'),
    resize: triesTo('resize', parameters),
    attach: triesTo('attach', parameters),
    attachFailureCode: codeOf(parameters),
    detachDelayMs: delayMs(parameters, 'detachDelay'),
    topologyKey: parameters.topologyKey,
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

/**
 * What the parameters of a VolumeAttributesClass say of how volumes come to be of it; those of any other name are attributes. Throws
 * a ParameterError.
 */
export function triesToModify({ parameters = {} }: V1VolumeAttributesClass): Tries {
  return triesTo('modify', parameters);
}

type Parameters = Readonly<Record<string, string>>;

function triesTo(verb: string, parameters: Parameters): Tries {
  return {
    delayMs: delayMs(parameters, `${verb}Delay`),
    failure: parameters[`${verb}Failure`],
    failures: failuresOf(parameters),
  };
}

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

/** Codes of gRPC go from 0, which is none of a failure, to 16. */
function codeOf({ attachFailureCode: text }: Parameters): number | undefined {
  if (text === undefined) return undefined;
  if (!/^([1-9]|1[0-6])$/.test(text))
    throw new ParameterError(
      `parameter attachFailureCode: ${JSON.stringify(text)} is no code of gRPC from 1 to 16`,
    );
  return Number(text);
}

function failuresOf({ failures }: Parameters): number {
  if (failures === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d{1,9}$/.test(failures))
    throw new ParameterError(`parameter failures: ${JSON.stringify(failures)} is no whole number`);
  return Number(failures);
}
