import type { Schema } from '../schema/schema.ts';
import { compareStrings, goNumber, goQuote } from '../values/go-format.ts';
import { GoValue } from '../values/go-value.ts';
import { isList, isObject } from '../values/plain-json.ts';
import { elementText, fieldElement, itemElement, PathElementError } from './path-element.ts';
import { anyValue, memberSchema, shapeOf } from './shape.ts';

/**
 * What is wrong with an applied configuration before it can be merged: values of other types than the schema says,
 * fields it does not know, items of lists that cannot be told apart, and what is no JSON (a GoValue). Each as `.spec.replicas: expected numeric (int or
 * float), got string`. Mirrors sigs.k8s.io/structured-merge-diff typed (TypedValue.Validate).
 */
export function appliedProblems(schema: Schema, value: unknown): string[] {
  const walk = new Validation();
  walk.check(schema, value);
  return walk.problems;
}

/** The text of several problems as one error. */
export function problemsText(problems: readonly string[]): string {
  return problems.length === 1
    ? (problems[0] ?? '')
    : ['errors:', ...problems.map((says) => `  ${says}`)].join('\n');
}

class Validation {
  readonly problems: string[] = [];
  readonly #path: string[] = [];

  check(schema: Schema, value: unknown): void {
    if (value === null) return;
    if (schema.type === 'object') this.#checkMap(schema, value);
    else if (schema.type === 'array') this.#checkList(schema, value);
    else if (schema.type !== undefined) this.#checkScalar(schema, value);
    else if (value instanceof GoValue) this.#report(`expected JSON, got ${value.type}`);
    else if (isObject(value)) this.#checkMap(schema, value);
    else if (isList(value)) this.#checkList(schema, value);
  }

  #checkMap(schema: Schema, value: unknown): void {
    if (!isObject(value) || value instanceof GoValue) {
      this.#report(`expected map, got &{${goText(value)}}`);
      return;
    }
    for (const name in value) {
      const within = memberSchema(schema, name);
      this.#path.push(fieldElement(name));
      if (within === undefined) this.#report('field not declared in schema');
      else this.check(within, value[name]);
      this.#path.pop();
      if (within === undefined) return;
    }
  }

  #checkList(schema: Schema, value: unknown): void {
    if (!isList(value)) {
      this.#report(`expected list, got &{${goText(value)}}`);
      return;
    }
    const isKeyed = shapeOf(schema, value) === 'list';
    const seen = new Set<string>();
    for (const [index, item] of value.entries()) {
      const element = isKeyed ? this.#element(schema, item, index) : `i:${index}`;
      if (element === undefined) return;
      if (seen.has(element)) this.#report(`duplicate entries for key ${elementText(element)}`);
      seen.add(element);
      this.#path.push(element);
      this.check(schema.items ?? anyValue, item);
      this.#path.pop();
    }
  }

  #element(schema: Schema, item: unknown, index: number): string | undefined {
    try {
      return itemElement(schema, item);
    } catch (error) {
      if (!(error instanceof PathElementError)) throw error;
      this.#report(`element ${index}: ${error.message}`);
      return undefined;
    }
  }

  #checkScalar({ type, format }: Schema, value: unknown): void {
    const isScalar = typeof value !== 'object';
    if (type === 'integer' || type === 'number') {
      if (typeof value !== 'number' && typeof value !== 'bigint')
        this.#report(`expected numeric (int or float), got ${goType(value)}`);
    } else if (type === 'string' && format !== 'date-time') {
      if (typeof value !== 'string')
        this.#report(`expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
    } else if (type === 'boolean') {
      if (typeof value !== 'boolean') this.#report(`expected boolean, got &{${goText(value)}}`);
    } else if (!isScalar) this.#report(`expected any scalar, got &{${goText(value)}}`);
  }

  #report(says: string): void {
    const path = this.#path.map(elementText).join('');
    this.problems.push(path === '' ? says : `${path}: ${says}`);
  }
}

function goType(value: unknown): string {
  if (value instanceof GoValue) return value.type;
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (isList(value)) return '[]interface {}';
  return isObject(value) ? 'map[string]interface {}' : 'int64';
}

/** As Go's `%#v` prints JSON values. */
function goSyntax(value: unknown, isWithin = false): string {
  if (value instanceof GoValue) return value.syntax;
  if (isList(value)) return `[]interface {}{${value.map((item) => goSyntax(item, true)).join(', ')}}`;
  if (isObject(value)) {
    const names = Object.keys(value).sort(compareStrings);
    const members = names.map((name) => `${goQuote(name)}:${goSyntax(value[name], true)}`);
    return `map[string]interface {}{${members.join(', ')}}`;
  }
  if (typeof value === 'string') return goQuote(value);
  return value === null && isWithin ? 'interface {}(nil)' : goText(value);
}

/** As Go's `%v` prints JSON values. */
function goText(value: unknown): string {
  if (value instanceof GoValue) return value.text;
  if (typeof value === 'number') return goNumber(value);
  if (isList(value)) return `[${value.map(goText).join(' ')}]`;
  if (isObject(value)) {
    const names = Object.keys(value).sort(compareStrings);
    return `map[${names.map((name) => `${name}:${goText(value[name])}`).join(' ')}]`;
  }
  return value === null ? '<nil>' : String(value);
}
