import {
  type CelProgram,
  CelQuantity,
  type CelValue,
  celEnvironment,
  doubleType,
  dynType,
  goObject,
  InvalidValueError,
  jsonOfValue,
  type Moment,
  NoJsonError,
  quantityMilliValue,
} from '../../apimachinery/index.ts';
import { deriveKey, type Random, streamOf } from '../../environment/index.ts';
import type { AmountOf } from './declared-amount.ts';

/** What an expression of CEL says: a number (of CPUs, bytes), a quantity, or the text of one. */
export interface Expression {
  /** Of `t`, the seconds since the start, and `node`, `pod` and `container`; with kwok's functions. */
  readonly expression: string;
}

/** The same costs as an expression of an admission policy may have. */
const costMax = 1_000_000;
/** Programs are kept by their texts: declared ones are few, those of pods' annotations could be many. */
const programsMax = 1_000;
const programs = new Map<string, CelProgram>();

/** In thousandths; 0 where it fails. */
export function expressionAt(
  expression: string,
  sinceMs: number,
  of: AmountOf,
  onProblem?: (message: string) => void,
): number {
  const fail = (message: string): number => {
    onProblem?.(`${expression}: ${message}`);
    return 0;
  };
  const program = programOf(expression);
  if ('error' in program) return fail(program.error);
  const { pod, container, nodeOf } = of;
  const bindings = {
    t: sinceMs / 1000,
    node: () => goObject('node', nodeOf?.(pod?.spec?.nodeName ?? '')),
    pod: () => goObject('pod', pod),
    container: () => goObject('container', container),
  };
  // It is evaluated at once.
  moment.begin(of, sinceMs);
  const { value, error } = program.evaluate(bindings, costMax);
  if (value === undefined) return fail(error ?? 'has no value');
  return milliOfValue(value) ?? fail(`is ${textOf(value)}; it must be a number or a quantity of at least 0`);
}

/** What is wrong with an expression, in cel-go's words; undefined: it can be evaluated. */
export function expressionProblem(expression: string): string | undefined {
  const program = programOf(expression);
  return 'error' in program ? program.error : undefined;
}

function programOf(expression: string): CelProgram | { readonly error: string } {
  const known = programs.get(expression);
  if (known !== undefined) return known;
  const compiled = environment().compile(expression);
  const program = 'error' in compiled ? compiled : compiled.plan();
  if ('error' in program) return program;
  if (programs.size >= programsMax) programs.clear();
  programs.set(expression, program);
  return program;
}

let made: ReturnType<typeof celEnvironment> | undefined;

function environment() {
  const variables = { t: doubleType, node: dynType, pod: dynType, container: dynType };
  made ??= celEnvironment({ variables, moment });
  return made;
}

/** The moment of the evaluation that is under way; its chance is drawn from what is asked and when, as noise is. */
class EvaluatedMoment implements Moment {
  #nowMs = 0;
  #name = '';
  #stream: Random | undefined;

  begin({ name, atMs = 0 }: AmountOf, sinceMs: number): void {
    this.#nowMs = atMs;
    this.#name = `${name}/${sinceMs}`;
    this.#stream = undefined;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  random(): number {
    this.#stream ??= streamOf(deriveKey('expression', this.#name));
    return this.#stream.next();
  }
}

const moment = new EvaluatedMoment();

/** Undefined: it is no amount. */
function milliOfValue(value: CelValue): number | undefined {
  const milli = unchecked(value);
  return milli !== undefined && Number.isFinite(milli) && milli >= 0 ? milli : undefined;
}

function unchecked(value: CelValue): number | undefined {
  if (value instanceof CelQuantity) return value.quantity.milliValue();
  if (typeof value === 'bigint') return Number(value) * 1000;
  if (typeof value === 'number') return Math.round(value * 1000);
  if (typeof value === 'boolean') return value ? 1000 : 0;
  if (typeof value !== 'string') return undefined;
  try {
    return quantityMilliValue(value);
  } catch (error) {
    if (error instanceof InvalidValueError) return undefined;
    throw error;
  }
}

function textOf(value: CelValue): string {
  try {
    return JSON.stringify(jsonOfValue(value)) ?? String(value);
  } catch (error) {
    if (error instanceof NoJsonError) return 'no such thing';
    throw error;
  }
}
