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
}

const pidsMaxDefault = 4_194_304;

/** Data (from a scenario file) as what machines use. Throws BehaviourError; `path` says where the data stands. */
export function parseNodeUsage(data: unknown, path: string): readonly DeclaredNodeUsage[] {
  if (!Array.isArray(data)) throw new BehaviourError(path, 'must be a list');
  for (const [at, one] of data.entries()) checkOne(one, `${path}[${at}]`);
  return deepFreeze(data) as readonly DeclaredNodeUsage[];
}

function checkOne(data: unknown, path: string): void {
  const { node, usage, pidsMax } = fieldsOf(data, path, ['node', 'usage', 'pidsMax']);
  if (node !== undefined && typeof node !== 'string')
    throw new BehaviourError(`${path}.node`, 'must be the name of a node, or a pattern');
  if (pidsMax !== undefined && !(Number.isInteger(pidsMax) && Number(pidsMax) > 0))
    throw new BehaviourError(`${path}.pidsMax`, 'must be a whole number of at least 1');
  for (const [name, amount] of Object.entries(fieldsOf(usage ?? {}, `${path}.usage`, usageNames)))
    checkAmount(amount, `${path}.usage.${name}`);
}

/** What one machine uses besides its pods: the first that is declared for it. */
export class MachineUsage {
  readonly #node: string;
  readonly #startMs: number;
  readonly #usage: DeclaredUsage;
  readonly pidsMax: number;

  constructor(declared: readonly DeclaredNodeUsage[], node: string, startMs: number) {
    const found = declared.find((one) => matchesPattern(one.node ?? '*', node));
    this.#node = node;
    this.#startMs = startMs;
    this.#usage = found?.usage ?? {};
    this.pidsMax = found?.pidsMax ?? pidsMaxDefault;
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
