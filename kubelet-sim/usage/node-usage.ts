import { deepFreeze } from '../../apimachinery/index.ts';
import { BehaviourError } from '../behaviours/behaviour-error.ts';
import { matchesPattern } from '../behaviours/behaviours.ts';
import { fieldsOf } from '../behaviours/plain-fields.ts';
import { checkAmount } from './check-amount.ts';
import { amountAt, restsFromMs } from './declared-amount.ts';
import { type DeclaredUsage, scarceNames, type UsageName, usageNames } from './declared-usage.ts';

/** What a machine uses besides its pods. JSON. */
export interface DeclaredNodeUsage {
  /** The nodes it is of; `*` stands for any characters. Default: all. */
  readonly node?: string;
  /** Times are counted from the start of the cluster. */
  readonly usage?: DeclaredUsage;
  /** How many processes there can be. Default: 4194304. */
  readonly pidsMax?: number;
  /** How many files and directories its disk can hold. Default: one for each 16 KiB, as ext4 makes them. */
  readonly inodesMax?: number;
  /** The name of the program of the machine that has the memory: it is killed when none is left, and begins anew. Default: none. */
  readonly process?: string;
}

const pidsMaxDefault = 4_194_304;

/** Data (from a scenario file) as what machines use. Throws BehaviourError; `path` says where the data stands. */
export function parseNodeUsage(data: unknown, path: string): readonly DeclaredNodeUsage[] {
  if (!Array.isArray(data)) throw new BehaviourError(path, 'must be a list');
  for (const [at, one] of data.entries()) checkOne(one, `${path}[${at}]`);
  return deepFreeze(data) as readonly DeclaredNodeUsage[];
}

function checkOne(data: unknown, path: string): void {
  const fields = fieldsOf(data, path, ['node', 'usage', 'pidsMax', 'inodesMax', 'process']);
  const { node, usage, process } = fields;
  if (node !== undefined && typeof node !== 'string')
    throw new BehaviourError(`${path}.node`, 'must be the name of a node, or a pattern');
  for (const name of ['pidsMax', 'inodesMax']) {
    const most = fields[name];
    if (most !== undefined && !(Number.isSafeInteger(most) && Number(most) > 0))
      throw new BehaviourError(`${path}.${name}`, 'must be a whole number of at least 1');
  }
  if (process !== undefined && (typeof process !== 'string' || process === ''))
    throw new BehaviourError(`${path}.process`, 'must be the name of a program');
  for (const [name, amount] of Object.entries(fieldsOf(usage ?? {}, `${path}.usage`, usageNames)))
    checkAmount(amount, `${path}.usage.${name}`);
}

/** What one machine uses besides its pods: the first that is declared for it. */
export class MachineUsage {
  readonly #node: string;
  #startMs: number;
  readonly #usage: DeclaredUsage;
  readonly pidsMax: number;
  /** Undefined: as many as its disk has room for. */
  readonly inodesMax: number | undefined;
  readonly process: string | undefined;

  constructor(declared: readonly DeclaredNodeUsage[], node: string, startMs: number) {
    const found = declared.find((one) => matchesPattern(one.node ?? '*', node));
    this.#node = node;
    this.#startMs = startMs;
    this.#usage = found?.usage ?? {};
    this.pidsMax = found?.pidsMax ?? pidsMaxDefault;
    this.inodesMax = found?.inodesMax;
    this.process = found?.process;
  }

  /** Its program begins anew: what it uses is counted from now on. */
  restart(atMs: number): void {
    this.#startMs = atMs;
  }

  /** Whether it uses anything that a node can be short of. */
  get isDeclared(): boolean {
    return scarceNames.some((name) => this.#usage[name] !== undefined);
  }

  /** In thousandths. */
  at(name: UsageName, atMs: number): number {
    const declared = this.#usage[name];
    if (declared === undefined) return 0;
    return amountAt(declared, atMs - this.#startMs, { name: `${this.#node}/${name}` });
  }

  /** Whether it may be otherwise, of what a node can be short of, after this moment. */
  changesAfter(atMs: number): boolean {
    return scarceNames.some((name) => {
      const declared = this.#usage[name];
      return declared !== undefined && restsFromMs(declared) > atMs - this.#startMs;
    });
  }
}
