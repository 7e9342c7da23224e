import { compileRegexp } from '../../regexp/regexp.ts';
import { InvalidValueError } from '../../values/invalid-value.ts';
import type { FunctionDeclaration, Implementation, Overload } from '../functions/declaration.ts';
import { equals } from '../values/compare.ts';
import { fitsType, typeOf } from '../values/type-of.ts';
import {
  CelError,
  CelList,
  CelOptional,
  CelUint,
  type CelValue,
  isCelError,
  noSuchOverload,
} from '../values/value.ts';
import { type CallCost, callCost, resultCost } from './call-costs.ts';
import type { Evaluate, Frame } from './frame.ts';
import { constantStep, PlanError, type Step } from './step.ts';

/** Plans a call of a function whose arguments are planned. Mirrors cel-go interpreter/planner.go and decorators.go. */
export function planCall(
  declaration: FunctionDeclaration,
  overloads: readonly string[],
  args: readonly Step[],
): Step {
  const special = specialCalls[declaration.name]?.(args, overloads);
  if (special !== undefined) return special;
  const overload = overloads.length === 1 ? overloads[0] : undefined;
  const isPattern =
    /^(?:matches|find|findAll)$/.test(declaration.name) && typeof args[1]?.constant === 'string';
  if (isPattern) checkPattern(String(args[1]?.constant));
  const call = isPattern
    ? forTexts(implementationOf(declaration, overload))
    : implementationOf(declaration, overload);
  if (args.length === 1 && args[0]?.constant !== undefined && conversionNames.has(declaration.name)) {
    return converted(call(args[0].constant));
  }
  const chosenLate = declaration.call === undefined && overload === undefined;
  // Calls that cel-go makes with a list of arguments end at the first that is an error; others look at both.
  const stopsEarly = args.length > 2 || isPattern || (chosenLate && declaration.overloads.length > 1);
  return {
    evaluate: calling(
      declaration.name,
      overload,
      args.map(({ evaluate }) => evaluate),
      call,
      stopsEarly,
    ),
  };
}

const conversionNames = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
]);

function converted(value: CelValue): Step {
  if (isCelError(value)) throw new PlanError(value.message);
  return constantStep(value);
}

function checkPattern(pattern: string): void {
  try {
    compileRegexp(pattern);
  } catch (error) {
    if (error instanceof InvalidValueError) throw new PlanError(error.message);
    throw error;
  }
}

/** Calls with a pattern that is compiled already say less of what is no text. */
function forTexts(call: Implementation): Implementation {
  return (...args) => {
    const [text = null, , limit = 0n] = args;
    return typeof text === 'string' && typeof limit === 'bigint' ? call(...args) : noSuchOverload(text);
  };
}

function implementationOf(declaration: FunctionDeclaration, id: string | undefined): Implementation {
  const { name, call, unguarded = false } = declaration;
  if (call !== undefined) return call;
  const candidates = declaration.overloads.filter((overload) => id === undefined || overload.id === id);
  return (...args) => {
    const overload = candidates.find(
      (candidate) => candidate.call !== undefined && fits(candidate, args, unguarded),
    );
    return overload?.call?.(...args) ?? noOverload(name, args);
  };
}

function fits({ args: types }: Overload, args: readonly CelValue[], unguarded: boolean): boolean {
  if (types.length !== args.length) return false;
  return unguarded || types.every((type, index) => fitsType(type, args[index] ?? null));
}

function noOverload(name: string, args: readonly CelValue[]): CelError {
  const error = args.find(isCelError);
  return (
    error ?? new CelError(`no such overload: ${name}(${args.map((arg) => typeOf(arg).name).join(', ')})`)
  );
}

function calling(
  name: string,
  overload: string | undefined,
  args: readonly Evaluate[],
  call: Implementation,
  stopsEarly: boolean,
): Evaluate {
  const cost = callCost(name, overload);
  const made = resultCost(name, overload);
  return (frame) => {
    const values: CelValue[] = [];
    for (const arg of args) {
      const value = arg(frame);
      values.push(value);
      if (stopsEarly && isCelError(value)) {
        if (values.length < args.length) return value;
        break;
      }
    }
    frame.charge(costOf(cost, values));
    const result = values.find(isCelError) ?? call(...values);
    if (made !== undefined) frame.charge(made(result));
    return result;
  };
}

function costOf(cost: CallCost | number, values: readonly CelValue[]): number {
  return typeof cost === 'number' ? cost : cost(values);
}

type SpecialCall = (args: readonly Step[], overloads: readonly string[]) => Step | undefined;

/** Operators that do not look at all of their operands, or at errors, too. */
const specialCalls: Readonly<Record<string, SpecialCall>> = {
  '_&&_': (args) => ({ evaluate: logical(args, false) }),
  '_||_': (args) => ({ evaluate: logical(args, true) }),
  '@not_strictly_false': ([arg]) =>
    arg === undefined ? undefined : { evaluate: notStrictlyFalse(arg.evaluate) },
  '@in': ([value, list], overloads) =>
    overloads.join() === 'in_list' ? inConstantList(value, list) : undefined,
  or: (args, overloads) =>
    overloads.join() === 'optional_or_optional' ? { evaluate: optionalOr(args, false) } : undefined,
  orValue: (args, overloads) =>
    overloads.join() === 'optional_orValue_value' ? { evaluate: optionalOr(args, true) } : undefined,
};

/** `decides` is the value that makes it what it is, whatever errors are among the others. */
function logical(args: readonly Step[], decides: boolean): Evaluate {
  const terms = args.map(({ evaluate }) => evaluate);
  return (frame) => {
    let error: CelError | undefined;
    for (const term of terms) {
      const value = term(frame);
      if (value === decides) return decides;
      if (typeof value !== 'boolean') error ??= noSuchOverload(value);
    }
    return error ?? !decides;
  };
}

function notStrictlyFalse(arg: Evaluate): Evaluate {
  return (frame) => {
    const value = arg(frame);
    frame.charge(1);
    return typeof value === 'boolean' ? value : true;
  };
}

function optionalOr([left, right]: readonly Step[], unwrap: boolean): Evaluate {
  return (frame: Frame) => {
    const optional = left?.evaluate(frame) ?? null;
    if (!(optional instanceof CelOptional)) return optional;
    if (optional.value === undefined) return right?.evaluate(frame) ?? null;
    return unwrap ? optional.value : optional;
  };
}

/** Whether something is among constants costs nothing. */
function inConstantList(value: Step | undefined, list: Step | undefined): Step | undefined {
  const constant = list?.constant;
  if (value === undefined || !(constant instanceof CelList)) return undefined;
  if (constant.size === 0) return constantStep(false);
  const items = [...constant];
  if (!items.every(isPrimitive)) return undefined;
  const texts = new Set(items.filter((item) => typeof item === 'string'));
  const others = items.filter((item) => typeof item !== 'string');
  return {
    evaluate(frame) {
      const found = value.evaluate(frame);
      if (typeof found === 'string') return texts.has(found);
      return isCelError(found) ? found : others.some((item) => equals(item, found) === true);
    },
  };
}

function isPrimitive(value: CelValue): boolean {
  return ['boolean', 'number', 'bigint', 'string'].includes(typeof value) || value instanceof CelUint;
}
