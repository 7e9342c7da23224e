import { fieldTooMany } from '../../errors/field-errors.ts';
import type { Schema } from '../schema.ts';
import type { Correlation } from './correlation.ts';
import { invalidAt, type Problem, Result } from './problems.ts';
import type { SchemaValidator } from './schema-validator.ts';

/** Items one by one, then their number. Mirrors kube-openapi's schemaSliceValidator. */
export class ListRules {
  readonly #schema: Schema;
  readonly #compile: (schema: Schema) => SchemaValidator;

  constructor(schema: Schema, compile: (schema: Schema) => SchemaValidator) {
    this.#schema = schema;
    this.#compile = compile;
  }

  accepts(list: readonly unknown[]): boolean {
    const { items, minItems = 0, maxItems = list.length } = this.#schema;
    if (list.length < minItems || list.length > maxItems) return false;
    if (items === undefined) return true;
    const validator = this.#compile(items);
    return list.every((item) => validator.accepts(item));
  }

  check(list: readonly unknown[], path: string, correlation: Correlation | undefined): Result {
    const result = new Result();
    result.matches = 2;
    const { items } = this.#schema;
    if (items !== undefined) {
      const validator = this.#compile(items);
      for (const [at, item] of list.entries()) {
        if (result.isFull) break;
        result.merge(validator.check(item, `${path}[${at}]`, correlation?.index(at)));
      }
    }
    for (const problem of this.#sizeProblems(list.length, path)) result.add(problem);
    return result;
  }

  #sizeProblems(size: number, path: string): Problem[] {
    const { minItems, maxItems } = this.#schema;
    const problems: Problem[] = [];
    if (minItems !== undefined && size < minItems) {
      problems.push(invalidAt(path, size, `${path} in body should have at least ${minItems} items`));
    }
    if (maxItems !== undefined && size > maxItems) {
      const text = `${path} in body should have at most ${maxItems} items`;
      problems.push({ path, text, tell: (field) => fieldTooMany(field, size, maxItems) });
    }
    return problems;
  }
}
