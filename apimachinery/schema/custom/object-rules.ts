import { fieldRequired, fieldTooMany } from '../../errors/field-errors.ts';
import type { PlainObject } from '../../values/plain-json.ts';
import { noMember, type Schema } from '../schema.ts';
import type { Correlation } from './correlation.ts';
import { invalidAt, Result } from './problems.ts';
import type { SchemaValidator } from './schema-validator.ts';

/** The number of members, those that have no name in the schema, those that have, and those that must be there. Mirrors
 * kube-openapi's objectValidator.
 */
export class ObjectRules {
  readonly #schema: Schema;
  readonly #compile: (schema: Schema) => SchemaValidator;
  #members: ReadonlyMap<string, SchemaValidator> | undefined;

  constructor(schema: Schema, compile: (schema: Schema) => SchemaValidator) {
    this.#schema = schema;
    this.#compile = compile;
  }

  accepts(object: PlainObject): boolean {
    const { required = [], minProperties, maxProperties, additionalProperties } = this.#schema;
    for (const name of required) if (!Object.hasOwn(object, name)) return false;
    if (minProperties !== undefined || maxProperties !== undefined) {
      const size = Object.keys(object).length;
      if (size < (minProperties ?? 0) || size > (maxProperties ?? size)) return false;
    }
    const members = this.#compiled();
    const others = additionalProperties && this.#compile(additionalProperties);
    // Plain objects inherit nothing that is enumerable, so this sees own members, and makes no list of them.
    for (const name in object) {
      const validator = members.get(name) ?? others;
      if (validator === undefined) continue;
      if ((validator === others && additionalProperties === noMember) || !validator.accepts(object[name]))
        return false;
    }
    return true;
  }

  check(object: PlainObject, path: string, correlation: Correlation | undefined): Result {
    const result = new Result();
    result.matches = 1;
    this.#checkSize(object, path, result);
    this.#checkOthers(object, path, correlation, result);
    for (const [name, validator] of this.#compiled()) {
      if (!Object.hasOwn(object, name) || result.isFull) continue;
      const at = path === '' ? name : `${path}.${name}`;
      result.merge(validator.check(object[name], at, memberOf(correlation, name, path)));
    }
    for (const name of this.#schema.required ?? []) {
      if (Object.hasOwn(object, name)) continue;
      const at = `${path}.${name}`;
      result.add({ path: at, text: `${at} in body is required`, tell: (field) => fieldRequired(field) });
    }
    return result;
  }

  #checkSize(object: PlainObject, path: string, result: Result): void {
    const { minProperties, maxProperties } = this.#schema;
    if (minProperties === undefined && maxProperties === undefined) return;
    const size = Object.keys(object).length;
    if (minProperties !== undefined && size < minProperties) {
      result.add(invalidAt(path, size, `${path} in body should have at least ${minProperties} properties`));
    }
    if (maxProperties !== undefined && size > maxProperties) {
      const text = `${path} in body should have at most ${maxProperties} properties`;
      result.add({ path, text, tell: (field) => fieldTooMany(field, size, maxProperties) });
    }
  }

  #checkOthers(
    object: PlainObject,
    path: string,
    correlation: Correlation | undefined,
    result: Result,
  ): void {
    const { additionalProperties } = this.#schema;
    if (additionalProperties === undefined) return;
    const members = this.#compiled();
    const validator = this.#compile(additionalProperties);
    for (const name of Object.keys(object)) {
      if (members.has(name) || result.isFull) continue;
      if (additionalProperties === noMember) {
        result.add(invalidAt(path, name, `${path}.${name} in body is a forbidden property`));
      } else {
        const at = `${path}.${name}`;
        result.merge(validator.check(object[name], at, memberOf(correlation, name, path)));
      }
    }
  }

  #compiled(): ReadonlyMap<string, SchemaValidator> {
    this.#members ??= new Map(
      Object.entries(this.#schema.properties ?? {}).map(([name, schema]) => [name, this.#compile(schema)]),
    );
    return this.#members;
  }
}

/** What an object says it is, is never as before: both have been converted to the version of the request. */
function memberOf(correlation: Correlation | undefined, name: string, path: string): Correlation | undefined {
  return path === '' && (name === 'kind' || name === 'apiVersion') ? undefined : correlation?.key(name);
}
