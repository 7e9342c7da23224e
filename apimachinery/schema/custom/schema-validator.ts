import { isList, isObject } from '../../values/plain-json.ts';
import { compileOnce } from '../compile-once.ts';
import type { Schema } from '../schema.ts';
import { Combinations } from './combinations.ts';
import type { Correlation } from './correlation.ts';
import { enumProblem } from './enum-problem.ts';
import { ListRules } from './list-rules.ts';
import { type NumberRule, numberRules } from './number-problems.ts';
import { ObjectRules } from './object-rules.ts';
import { type Problem, Result } from './problems.ts';
import { formatRule, type StringRule, stringRule } from './string-problems.ts';
import { formatOf, typeProblem, typesOf } from './value-type.ts';

type Rule = (value: unknown, path: string) => Problem | undefined;

/**
 * All that a schema asks of values, in Kubernetes' words and order. `accepts` is what nearly always answers; only what it
 * refuses is looked at again for what to tell. Mirrors k8s.io/kube-openapi pkg/validation/validate (SchemaValidator).
 */
export class SchemaValidator {
  readonly #hasType: boolean;
  readonly #type: Rule;
  readonly #enum: Rule | undefined;
  readonly #string: StringRule | undefined;
  readonly #format: StringRule | undefined;
  readonly #numbers: readonly NumberRule[];
  readonly #list: ListRules;
  readonly #object: ObjectRules;
  readonly #combinations: Combinations | undefined;

  constructor(schema: Schema) {
    this.#hasType = typesOf(schema).length > 0 || formatOf(schema) !== '';
    this.#type = typeProblem(schema);
    this.#enum = enumProblem(schema);
    this.#string = stringRule(schema);
    this.#format = formatRule(schema);
    this.#numbers = numberRules(schema);
    this.#list = new ListRules(schema, validatorOf);
    this.#object = new ObjectRules(schema, validatorOf);
    this.#combinations = Combinations.of(schema, validatorOf);
  }

  accepts(value: unknown): boolean {
    if ((this.#hasType || value === null) && this.#type(value, '') !== undefined) return false;
    if (this.#enum?.(value, '') !== undefined) return false;
    if (value === null) return true;
    if (this.#combinations?.accepts(value) === false) return false;
    switch (typeof value) {
      case 'string':
        return this.#string?.(value, '') === undefined && this.#format?.(value, '') === undefined;
      case 'number':
      case 'bigint':
        return this.#numbers.every((rule) => rule(value, '') === undefined);
      default:
        return isList(value) ? this.#list.accepts(value) : !isObject(value) || this.#object.accepts(value);
    }
  }

  /** `correlation` is with what stood there before an update: what has not changed is not told. */
  check(value: unknown, path: string, correlation?: Correlation): Result {
    const result = value === null ? this.#checkNull(path) : this.#checkValue(value, path, correlation);
    return result.isValid || correlation?.isEqual !== true ? result : withoutProblems(result);
  }

  #checkNull(path: string): Result {
    const result = new Result();
    const problem = this.#type(null, path);
    if (problem === undefined) result.matches++;
    result.add(problem);
    result.add(this.#enum?.(null, path));
    return result;
  }

  #checkValue(value: unknown, path: string, correlation: Correlation | undefined): Result {
    const result = new Result();
    if (this.#hasType) {
      const problem = this.#type(value, path);
      result.matches += problem === undefined ? 2 : 1;
      result.add(problem);
    }
    this.#checkCombinations(value, path, result);
    if (typeof value === 'string') this.#checkString(value, path, result);
    else if (typeof value === 'number' || typeof value === 'bigint') this.#checkNumber(value, path, result);
    else if (isList(value)) result.merge(this.#list.check(value, path, correlation));
    result.add(this.#enum?.(value, path));
    if (isObject(value)) result.merge(this.#object.check(value, path, correlation));
    // One for the enum, one for all.
    result.matches += 2;
    return result;
  }

  #checkCombinations(value: unknown, path: string, result: Result): void {
    result.matches += 2;
    if (this.#combinations !== undefined) result.merge(this.#combinations.check(value, path));
  }

  #checkString(value: string, path: string, result: Result): void {
    result.matches += this.#format === undefined ? 1 : 2;
    result.add(this.#string?.(value, path));
    result.add(this.#format?.(value, path));
  }

  #checkNumber(value: number | bigint, path: string, result: Result): void {
    result.matches += 2;
    for (const rule of this.#numbers) result.add(rule(value, path));
  }
}

/** Compiled at the first use of a schema, which may contain itself. */
export const validatorOf: (schema: Schema) => SchemaValidator = compileOnce(
  (schema) => new SchemaValidator(schema),
);

function withoutProblems({ matches }: Result): Result {
  const result = new Result();
  result.matches = matches;
  return result;
}
