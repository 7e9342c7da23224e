import { fieldRequired, fieldTooFew, fieldTooMany } from '../errors/field-errors.ts';
import { isList, isObject, type PlainObject } from '../values/plain-json.ts';
import type { Findings } from './findings.ts';
import { itemKey } from './item-key.ts';
import type { Schema } from './schema.ts';
import { wrongType } from './validation-texts.ts';
import type { Validator } from './validator.ts';

/** Items one by one, then the list as a whole. */
export class ListValidator implements Validator {
  readonly #schema: Schema;
  readonly #compile: (schema: Schema) => Validator;
  #items: Validator | undefined;

  constructor(schema: Schema, compile: (schema: Schema) => Validator) {
    this.#schema = schema;
    this.#compile = compile;
  }

  readonly quick = (): boolean => false;

  check(value: unknown, old: unknown, findings: Findings): void {
    if (!isList(value)) {
      findings.errors.push(wrongType(findings.path, 'array', value));
      return;
    }
    this.#checkItems(value, isList(old) ? old : undefined, findings);
    this.#checkSize(value, findings);
  }

  #checkItems(list: readonly unknown[], old: readonly unknown[] | undefined, findings: Findings): void {
    const { items } = this.#schema;
    if (items === undefined) return;
    this.#items ??= this.#compile(items);
    const validator = this.#items;
    const nullable = items.nullable === true;
    const before = old === undefined || old.length === 0 ? undefined : new OldItems(this.#schema, old);
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      if (validator.quick(item) || (item === null && nullable)) continue;
      const oldItem = before?.match(item);
      if (oldItem !== undefined && oldItem === item) continue;
      findings.enter(i);
      validator.check(item, oldItem, findings);
      findings.leave();
      if (findings.isFull) return;
    }
  }

  #checkSize(list: readonly unknown[], findings: Findings): void {
    const { minItems, maxItems } = this.#schema;
    const { length } = list;
    if (minItems !== undefined && length < minItems) {
      const { path } = findings;
      // To Kubernetes' own validation an empty list is one that is missing.
      findings.errors.push(length === 0 ? fieldRequired(path) : fieldTooFew(path, length, minItems));
    }
    if (maxItems !== undefined && length > maxItems) {
      findings.errors.push(fieldTooMany(findings.path, length, maxItems));
    }
  }
}

/** The items before an update, found by reference, and in lists of maps by key. */
class OldItems {
  readonly #references: ReadonlySet<unknown>;
  readonly #byKey: ReadonlyMap<string, unknown> | undefined;
  readonly #keys: readonly string[];

  constructor(schema: Schema, items: readonly unknown[]) {
    this.#references = new Set(items.filter((item) => typeof item === 'object'));
    this.#keys = schema.listType === 'map' ? (schema.listMapKeys ?? []) : [];
    if (this.#keys.length === 0) return;
    this.#byKey = new Map(
      items.filter(isObject).map((item: PlainObject) => [itemKey(item, this.#keys), item] as const),
    );
  }

  match(item: unknown): unknown {
    if (this.#references.has(item)) return item;
    return isObject(item) ? this.#byKey?.get(itemKey(item, this.#keys)) : undefined;
  }
}
