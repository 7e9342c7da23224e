import type { Schema } from '../schema.ts';
import { invalidSomewhere, Result } from './problems.ts';
import type { SchemaValidator } from './schema-validator.ts';

/**
 * allOf, anyOf, oneOf and not. What they ask is asked of the whole value again after an update.
 * Mirrors kube-openapi's schemaPropsValidator.
 */
export class Combinations {
  readonly #allOf: readonly SchemaValidator[];
  readonly #anyOf: readonly SchemaValidator[];
  readonly #oneOf: readonly SchemaValidator[];
  readonly #not: SchemaValidator | undefined;

  private constructor(schema: Schema, compile: (schema: Schema) => SchemaValidator) {
    this.#allOf = (schema.allOf ?? []).map(compile);
    this.#anyOf = (schema.anyOf ?? []).map(compile);
    this.#oneOf = (schema.oneOf ?? []).map(compile);
    this.#not = schema.not && compile(schema.not);
  }

  /** Undefined for a schema that has none of them. */
  static of(schema: Schema, compile: (schema: Schema) => SchemaValidator): Combinations | undefined {
    const { allOf, anyOf, oneOf, not } = schema;
    const hasAny = (allOf ?? anyOf ?? oneOf ?? not) !== undefined;
    return hasAny ? new Combinations(schema, compile) : undefined;
  }

  accepts(value: unknown): boolean {
    const accepts = (validator: SchemaValidator): boolean => validator.accepts(value);
    if (this.#anyOf.length > 0 && !this.#anyOf.some(accepts)) return false;
    if (this.#oneOf.length > 0 && this.#oneOf.filter(accepts).length !== 1) return false;
    return this.#allOf.every(accepts) && this.#not?.accepts(value) !== true;
  }

  check(value: unknown, path: string): Result {
    const result = new Result();
    this.#checkAnyOf(value, path, result);
    this.#checkOneOf(value, path, result);
    this.#checkAllOf(value, path, result);
    if (this.#not?.accepts(value) === true) {
      result.add(invalidSomewhere(`"${path}" must not validate the schema (not)`));
    }
    return result;
  }

  #checkAnyOf(value: unknown, path: string, result: Result): void {
    if (this.#anyOf.length === 0) return;
    const results: Result[] = [];
    for (const validator of this.#anyOf) {
      const one = validator.check(value, path);
      if (one.isValid) {
        result.merge(one);
        return;
      }
      results.push(one);
    }
    result.add(invalidSomewhere(`"${path}" must validate at least one schema (anyOf)`));
    result.merge(best(results));
  }

  #checkOneOf(value: unknown, path: string, result: Result): void {
    if (this.#oneOf.length === 0) return;
    const results = this.#oneOf.map((validator) => validator.check(value, path));
    const valid = results.filter(({ isValid }) => isValid);
    const [first] = valid;
    if (first !== undefined && valid.length === 1) {
      result.merge(first);
      return;
    }
    const found = first === undefined ? 'Found none valid' : `Found ${valid.length} valid alternatives`;
    result.add(invalidSomewhere(`"${path}" must validate one and only one schema (oneOf). ${found}`));
    if (first === undefined) result.merge(best(results));
  }

  #checkAllOf(value: unknown, path: string, result: Result): void {
    let failed = 0;
    for (const validator of this.#allOf) {
      const one = validator.check(value, path);
      if (!one.isValid) failed++;
      result.merge(one);
    }
    if (failed === 0) return;
    const none = failed === this.#allOf.length ? '. None validated' : '';
    result.add(invalidSomewhere(`"${path}" must validate all the schemas (allOf)${none}`));
  }
}

/** The first of those that came closest. */
function best(results: readonly Result[]): Result {
  return results.reduce((closest, one) => (one.matches > closest.matches ? one : closest));
}
