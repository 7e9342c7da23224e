import { BehaviourError, checkAmount } from '../../kubelet-sim/index.ts';
import type { DeclaredMetrics } from './index.ts';

type Data = Readonly<Record<string, unknown>>;

const fields = {
  custom: ['name', 'resource', 'namespace', 'object', 'labels', 'value'],
  external: ['name', 'namespace', 'labels', 'value'],
} as const;
const required: Readonly<Record<keyof typeof fields, readonly string[]>> = {
  custom: ['name', 'resource', 'value'],
  external: ['name', 'value'],
};

/** Data as declared metrics. Throws BehaviourError for a field that is unknown or wrong; `path` says where the data stands. */
export function parseMetrics(data: unknown, path: string): DeclaredMetrics {
  const { custom = [], external = [], ...others } = plain(data, path);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new BehaviourError(`${path}.${unknown}`, 'unknown field; there are custom, external');
  checkAll('custom', custom, `${path}.custom`);
  checkAll('external', external, `${path}.external`);
  return data as DeclaredMetrics;
}

function checkAll(kind: keyof typeof fields, list: unknown, path: string): void {
  if (!Array.isArray(list)) throw new BehaviourError(path, 'must be a list');
  for (const [at, item] of list.entries()) checkMetric(kind, plain(item, `${path}[${at}]`), `${path}[${at}]`);
}

function checkMetric(kind: keyof typeof fields, metric: Data, path: string): void {
  const known: readonly string[] = fields[kind];
  for (const [name, value] of Object.entries(metric)) {
    const where = `${path}.${name}`;
    if (!known.includes(name))
      throw new BehaviourError(where, `unknown field; there are ${known.join(', ')}`);
    if (name === 'value') {
      checkAmount(value, where);
    } else if (name === 'labels') {
      const texts = Object.values(plain(value, where));
      if (!texts.every((text) => typeof text === 'string'))
        throw new BehaviourError(where, 'must be an object of texts');
    } else if (typeof value !== 'string' || value === '') {
      throw new BehaviourError(where, 'must be a text that is not empty');
    }
  }
  const missing = required[kind].find((name) => metric[name] === undefined);
  if (missing !== undefined) throw new BehaviourError(`${path}.${missing}`, 'is missing');
}

function plain(data: unknown, path: string): Data {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new BehaviourError(path, 'must be an object');
  }
  return data as Data;
}
