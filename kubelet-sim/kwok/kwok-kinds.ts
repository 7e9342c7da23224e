import { InvalidValueError, parseQuantity } from '../../apimachinery/index.ts';
import { BehaviourError } from '../behaviours/behaviour-error.ts';
import type { PodBehaviour } from '../behaviours/behaviours.ts';
import { type Fields, fieldsOf } from '../behaviours/plain-fields.ts';

/** One of the kinds that kwok has twice: `Logs` for the pod of its own name, `ClusterLogs` for those that a selector names. */
export interface KwokKind {
  readonly name: string;
  /** The field of its spec that lists groups, and what a group names: those that it is for, all where it names none. */
  readonly list: string;
  readonly of: 'containers' | 'ports';
  /** What else a group may say. */
  readonly fields: readonly string[];
  /** What a group says. Throws BehaviourError; `path` is where it stands. */
  behaviour(group: Fields, path: string): PodBehaviour;
  /** What holds of the containers of a named pod that none of its groups is for. */
  readonly nothing?: PodBehaviour;
}

/** Mirrors kwok pkg/apis/v1alpha1. */
export const kwokKinds: readonly KwokKind[] = [
  {
    name: 'Logs',
    list: 'logs',
    of: 'containers',
    // Whether it is followed whoever reads says: kwok does not look at `follow` either.
    fields: ['logsFile', 'previousLogsFile', 'follow'],
    behaviour: ({ logsFile, previousLogsFile }, path) => ({
      localLogs: {
        ...(logsFile !== undefined && { file: textOf(logsFile, `${path}.logsFile`) }),
        ...(previousLogsFile !== undefined && {
          previousFile: textOf(previousLogsFile, `${path}.previousLogsFile`),
        }),
      },
    }),
    nothing: { logs: [] },
  },
  {
    name: 'Attach',
    list: 'attaches',
    of: 'containers',
    fields: ['logsFile'],
    behaviour: ({ logsFile }, path) =>
      logsFile === undefined ? {} : { localAttach: { file: textOf(logsFile, `${path}.logsFile`) } },
  },
  {
    name: 'Exec',
    list: 'execs',
    of: 'containers',
    fields: ['local'],
    behaviour: ({ local }, path) =>
      local === undefined ? { exec: [] } : { localExec: placeOf(local, `${path}.local`) },
    nothing: { exec: [] },
  },
  {
    name: 'PortForward',
    list: 'forwards',
    of: 'ports',
    fields: ['target', 'command'],
    behaviour: ({ target, command }, path) => ({
      http: [
        command === undefined
          ? targetOf(target, `${path}.target`)
          : { localCommand: wordsOf(command, `${path}.command`) },
      ],
    }),
  },
  {
    name: 'ResourceUsage',
    list: 'usages',
    of: 'containers',
    fields: ['usage'],
    behaviour: ({ usage = {} }, path) => ({ usage: usageOf(usage, `${path}.usage`) }),
    nothing: { usage: {} },
  },
];

function textOf(value: unknown, path: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new BehaviourError(path, 'must be a text that is not empty');
}

function wordsOf(value: unknown, path: string): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) throw new BehaviourError(path, 'must be a list of words');
  return value.map((word, at) => textOf(word, `${path}[${at}]`));
}

function placeOf(local: unknown, path: string): NonNullable<PodBehaviour['localExec']> {
  const {
    workDir,
    envs = [],
    securityContext = {},
  } = fieldsOf(local, path, ['workDir', 'envs', 'securityContext']);
  const { runAsUser: user, runAsGroup: group } = fieldsOf(securityContext, `${path}.securityContext`, [
    'runAsUser',
    'runAsGroup',
  ]);
  return {
    ...(workDir !== undefined && { workDir: textOf(workDir, `${path}.workDir`) }),
    env: Object.fromEntries(
      listOf(envs, `${path}.envs`).map((one, at) => variableOf(one, `${path}.envs[${at}]`)),
    ),
    ...(user !== undefined && { user: numberOf(user, `${path}.securityContext.runAsUser`) }),
    ...(group !== undefined && { group: numberOf(group, `${path}.securityContext.runAsGroup`) }),
  };
}

function variableOf(data: unknown, path: string): readonly [string, string] {
  const { name, value = '' } = fieldsOf(data, path, ['name', 'value']);
  return [textOf(name, `${path}.name`), String(value)];
}

function targetOf(target: unknown, path: string) {
  if (target === undefined) throw new BehaviourError(path, 'is missing, and so is command');
  const { port, address } = fieldsOf(target, path, ['port', 'address']);
  return { localPort: numberOf(port, `${path}.port`), localHost: textOf(address, `${path}.address`) };
}

const resources = { cpu: 'cpu', memory: 'memory', 'ephemeral-storage': 'ephemeralStorage' } as const;

function usageOf(data: unknown, path: string): NonNullable<PodBehaviour['usage']> {
  const usage = fieldsOf(data, path, Object.keys(resources));
  const given = Object.entries(resources).filter(([resource]) => usage[resource] !== undefined);
  return Object.fromEntries(
    given.map(([resource, name]) => [name, amountOf(usage[resource], `${path}.${resource}`)]),
  );
}

/** A value comes before an expression. */
function amountOf(data: unknown, path: string): string | { readonly expression: string } {
  const { value, expression } = fieldsOf(data, path, ['value', 'expression']);
  if (value === undefined) return { expression: textOf(expression, `${path}.expression`) };
  try {
    parseQuantity(String(value));
    return String(value);
  } catch (error) {
    if (error instanceof InvalidValueError) throw new BehaviourError(`${path}.value`, error.message);
    throw error;
  }
}

export function listOf(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new BehaviourError(path, 'must be a list');
}

function numberOf(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new BehaviourError(path, 'must be a whole number of at least 0');
}
