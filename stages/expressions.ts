import {
  type CelProgram,
  type CelValue,
  celDynamicValue,
  celEnvironment,
  dynType,
  goObject,
  InvalidValueError,
  jsonOfValue,
  type KubeObject,
  NoJsonError,
  parseDurationNanos,
} from '../apimachinery/index.ts';
import { isNodes, isPods } from './function-names.ts';
import { StageError } from './stage-error.ts';

/** An expression or query fails on an object. */
export class StageFailure extends Error {}

/** What chance and time say when an object is looked at. */
export interface Moment {
  readonly nowMs: number;
  /** Uniform in [0, 1). */
  random(): number;
}

let environment: ReturnType<typeof celEnvironment> | undefined;
/** That of the evaluation under way. */
let current: Moment = { nowMs: 0, random: () => 0 };
const moment = { nowMs: () => current.nowMs, random: () => current.random() };

/** An expression over `self`. Throws StageError. */
export function compileExpression(text: string, path: string): CelProgram {
  environment ??= celEnvironment({ variables: { self: dynType }, moment });
  const compiled = environment.compile(text);
  const program = 'error' in compiled ? compiled : compiled.plan();
  if ('error' in program) throw new StageError(path, program.error);
  return program;
}

function evaluated(program: CelProgram, object: KubeObject, at: Moment): CelValue {
  current = at;
  const { value, error } = program.evaluate({ self: () => selfOf(object) });
  if (value === undefined) throw new StageFailure(error ?? 'the expression has no value');
  return value;
}

/** Pods and nodes are as Go has them. */
function selfOf(object: KubeObject): CelValue {
  if (isPods(object)) return goObject('pod', object);
  return isNodes(object) ? goObject('node', object) : celDynamicValue(object);
}

/** Throws StageFailure where it fails, or says neither. */
export function holds(program: CelProgram, object: KubeObject, at: Moment): boolean {
  const value = evaluated(program, object, at);
  if (typeof value !== 'boolean') throw new StageFailure('the expression must be true or false');
  return value;
}

/** A number, whole or not; of truths 1 and 0. Throws StageFailure. */
export function integerValue(program: CelProgram, object: KubeObject, at: Moment): bigint {
  const value = evaluated(program, object, at);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return numberValue(value) ?? fail('a number');
}

/** Nanoseconds of a duration, of its text, or of a number of them. Throws StageFailure. */
export function durationValue(program: CelProgram, object: KubeObject, at: Moment): bigint {
  const value = evaluated(program, object, at);
  return numberValue(value) ?? nanosOf(jsonText(value)) ?? fail('a duration');
}

function numberValue(value: CelValue): bigint | undefined {
  if (typeof value === 'bigint') return value;
  const number = typeof value === 'number' ? value : plainNumber(value);
  return number === undefined || !Number.isFinite(number) ? undefined : BigInt(Math.trunc(number));
}

function plainNumber(value: CelValue): number | undefined {
  const json = jsonText(value);
  return typeof json === 'number' ? json : undefined;
}

function jsonText(value: CelValue): unknown {
  try {
    return jsonOfValue(value);
  } catch (error) {
    if (error instanceof NoJsonError) return undefined;
    throw error;
  }
}

/** Undefined: it is no duration. */
export function nanosOf(text: unknown): bigint | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return parseDurationNanos(text);
  } catch (error) {
    if (error instanceof InvalidValueError) return undefined;
    throw error;
  }
}

function fail(wanted: string): never {
  throw new StageFailure(`the expression must be ${wanted}`);
}
