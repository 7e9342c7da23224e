import { deepFreeze, messageOf } from '../../apimachinery/index.ts';
import { isDeclaredOutcomes } from '../probes/declared-outcomes.ts';
import { checkAmount } from '../usage/check-amount.ts';
import { BehaviourError } from './behaviour-error.ts';
import { type BehaviourField, behaviourFields, type FieldKind } from './behaviour-fields.ts';
import type { PodBehaviour, PodBehaviours } from './behaviours.ts';

/** What this has given before: each kubelet is given the same, and points of files are many. */
const parsed = new WeakSet<object>();

/**
 * Data (from a scenario file or an annotation) as behaviours: one, or a list. Throws BehaviourError for a field that
 * is unknown or wrong; `path` says where the data stands. What was made of data before is given as it is.
 */
export function parseBehaviours(data: unknown, path = 'behaviours'): PodBehaviours {
  if (isParsed(data)) return data;
  const all: readonly unknown[] = Array.isArray(data) ? data : [data];
  const place = (at: number) => (Array.isArray(data) ? `${path}[${at}]` : path);
  const behaviours = deepFreeze(all.map((item, at) => parseBehaviour(item, place(at))));
  parsed.add(behaviours);
  return behaviours;
}

function isParsed(data: unknown): data is PodBehaviours {
  return typeof data === 'object' && data !== null && parsed.has(data);
}

/** The same from JSON, as a pod declares it of itself: that may not lead to what is outside of the cluster. */
export function parseBehavioursJson(json: string, path: string): PodBehaviours {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    throw new BehaviourError(path, `is not JSON: ${messageOf(error)}`);
  }
  const behaviours = parseBehaviours(data, path);
  const reaching = behaviourFields.find(
    (field) => field.local === true && behaviours.some((one) => isGiven(one, field.path.split('.'))),
  );
  if (reaching !== undefined)
    throw new BehaviourError(`${path}.${reaching.path}`, 'may be declared for the whole cluster only');
  return behaviours;
}

function isGiven(data: unknown, [name, ...names]: readonly string[]): boolean {
  if (name === undefined) return data !== undefined;
  if (Array.isArray(data)) return data.some((item) => isGiven(item, [name, ...names]));
  return isPlain(data) && isGiven(data[name], names);
}

const root: BehaviourField = { path: '', kind: 'object', meaning: '', default: '' };

function parseBehaviour(data: unknown, path: string): PodBehaviour {
  checkObject(data, root, path);
  return data as PodBehaviour;
}

function checkObject(data: unknown, parent: BehaviourField, path: string): void {
  if (!isPlain(data)) throw new BehaviourError(path, `must be an object, is ${describe(data)}`);
  const known = behaviourFields.filter((field) => parentPath(field.path) === parent.path);
  for (const [name, value] of Object.entries(data)) {
    const field = known.find((candidate) => lastName(candidate.path) === name);
    if (field === undefined) {
      const names = known.map((candidate) => lastName(candidate.path)).join(', ');
      throw new BehaviourError(`${path}.${name}`, `unknown field; there are ${names}`);
    }
    if (value !== undefined) checkValue(value, field, `${path}.${name}`);
  }
  for (const field of known) {
    const name = lastName(field.path);
    if (field.required && data[name] === undefined) throw new BehaviourError(`${path}.${name}`, 'is missing');
  }
}

function checkValue(value: unknown, field: BehaviourField, path: string): void {
  if (field.kind === 'object') {
    checkObject(value, field, path);
    return;
  }
  if (field.kind === 'objects') {
    if (!Array.isArray(value)) throw new BehaviourError(path, `must be a list, is ${describe(value)}`);
    for (const [at, item] of value.entries()) checkObject(item, field, `${path}[${at}]`);
    return;
  }
  if (field.kind === 'amount') {
    checkAmount(value, path);
    return;
  }
  const { fits, says } = kinds[field.kind];
  if (!fits(value)) throw new BehaviourError(path, `must be ${says}, is ${describe(value)}`);
}

interface KindRule {
  fits(value: unknown): boolean;
  readonly says: string;
}

const kinds: Readonly<Record<Exclude<FieldKind, 'object' | 'objects' | 'amount'>, KindRule>> = {
  delay: { fits: isDelay, says: 'milliseconds, or [least, most] of them' },
  text: { fits: isText, says: 'a text that is not empty' },
  patterns: {
    fits: (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
    says: 'a text that is not empty, or a list of such',
  },
  words: {
    fits: (value) =>
      Array.isArray(value) && isText(value[0]) && value.every((word) => typeof word === 'string'),
    says: 'a list of words, of which the first is the name of a program',
  },
  flag: { fits: (value) => typeof value === 'boolean', says: 'true or false' },
  count: { fits: isCount, says: 'a whole number of at least 0' },
  exitCode: { fits: (value) => isWithin(value, 0, 255), says: 'a whole number from 0 to 255' },
  port: { fits: (value) => isWithin(value, 1, 65535), says: 'a port, from 1 to 65535' },
  httpStatus: { fits: (value) => isWithin(value, 100, 599), says: 'an HTTP status, from 100 to 599' },
  outcomes: {
    fits: isDeclaredOutcomes,
    says: 'ok, fail, slow, {fail: text}, {takesMs: milliseconds}, or [[milliseconds, one of these], ...] in the order of time',
  },
  texts: {
    fits: (value) => isPlain(value) && Object.values(value).every((text) => typeof text === 'string'),
    says: 'an object of texts',
  },
};

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isDelay(value: unknown): boolean {
  if (!Array.isArray(value)) return isMs(value);
  return value.length === 2 && value.every(isMs) && Number(value[0]) <= Number(value[1]);
}

function isMs(value: unknown): boolean {
  return Number.isFinite(value) && Number(value) >= 0;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return isCount(value) && Number(value) >= min && Number(value) <= max;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function parentPath(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? '' : path.slice(0, dot);
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
