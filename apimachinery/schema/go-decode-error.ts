import { InvalidValueError } from '../values/invalid-value.ts';
import { isObject, type PlainObject } from '../values/plain-json.ts';
import { isWhole } from '../values/whole-number.ts';
import { isFree } from './compile-once.ts';
import { elementTypeName, goKind, goTypeName, structName } from './go-type-names.ts';
import { base64Problem, quantityProblem, timeProblem } from './go-values.ts';
import type { Schema, SchemaOr } from './schema.ts';

/** A number of a body that its place cannot hold, as it was written, and the way to it. */
export interface OddNumber {
  readonly text: string;
  readonly path: readonly (string | number)[];
}

export interface GoDecoding {
  /** Members come in the order of their names, as in a body of YAML. */
  readonly isSorted?: boolean;
  readonly oddNumber?: OddNumber | undefined;
}

/**
 * Why Go cannot decode a value into the type of a schema, in its words: `json: cannot unmarshal string into Go struct
 * field DeploymentSpec.spec.replicas of type int32`. Undefined when it can. Of several reasons it is the first in the
 * order of the body; but types that decode themselves (times, quantities, numbers or texts) end the decoding at once.
 * Mirrors sigs.k8s.io/json (decodeState).
 */
export function goDecodeError(schema: Schema, value: unknown, decoding: GoDecoding = {}): string | undefined {
  const decoder = new GoDecoder(decoding);
  try {
    decoder.value(schema, value, goTypeName(schema));
    return decoder.saved;
  } catch (error) {
    if (error instanceof InvalidValueError) return error.message;
    throw error;
  }
}

class GoDecoder {
  /** The first reason that did not end the decoding. */
  saved: string | undefined;
  readonly #decoding: GoDecoding;
  /** The innermost struct, and the names of fields on the way to what is decoded. */
  #struct = '';
  /** The struct that has the field which a decoder of its own reads. */
  #readIn: string | undefined;
  readonly #fields: string[] = [];
  readonly #path: (string | number)[] = [];

  constructor(decoding: GoDecoding) {
    this.#decoding = decoding;
  }

  value(schema: Schema, value: unknown, type: string): void {
    if (schema.schemaOr !== undefined) this.#schemaOr(schema.schemaOr, value);
    if (value === null || value === undefined || isFree(schema)) return;
    if (schema.type === 'array') this.#list(schema, value, type);
    else if (schema.type === 'object' || schema.type === undefined) this.#object(schema, value, type);
    else if (schema.type === 'quantity') end(quantityProblem(value));
    else if (schema.type === 'int-or-string') {
      if (typeof value !== 'string' && !this.#isInteger(value, 'int32')) this.#end(value, 'int32');
    } else if (schema.type === 'string') this.#text(schema, value, type);
    else if (!this.#fits(schema, value))
      this.#save(schema.type === 'boolean' ? goKind(value) : this.#shown(value), type);
  }

  /** It is read by a decoder of its own: what that says ends this one. */
  #schemaOr({ schema, other }: SchemaOr, value: unknown): void {
    const [saved, readIn] = [this.saved, this.#readIn];
    this.saved = undefined;
    this.#readIn ??= this.#struct;
    if (Array.isArray(value) && other !== 'Bool') {
      const items: Schema = other === 'Array' ? schema : { type: 'string' };
      this.#list({ type: 'array', items }, value, `[]${goTypeName(items)}`);
    } else if (isObject(value)) this.#object(schema, value, goTypeName(schema));
    else if (other === 'Bool' && typeof value !== 'boolean') end('boolean or JSON schema expected');
    end(this.saved);
    this.saved = saved;
    this.#readIn = readIn;
  }

  #list(schema: Schema, value: unknown, type: string): void {
    if (!Array.isArray(value)) {
      this.#save(goKind(value), type);
      return;
    }
    const { items = {} } = schema;
    const itemType = elementTypeName(type) ?? goTypeName(items);
    value.forEach((item, index) => {
      this.#within(index, () => this.value(items, item, itemType));
    });
  }

  #object(schema: Schema, value: unknown, type: string): void {
    if (typeof value !== 'object' || Array.isArray(value)) {
      this.#save(goKind(value), type);
      return;
    }
    const object = value as PlainObject;
    const names = Object.keys(object);
    if (this.#decoding.isSorted === true) names.sort();
    for (const name of names) this.#within(name, () => this.#member(schema, name, object[name], type));
  }

  #member(schema: Schema, name: string, value: unknown, type: string): void {
    const { properties, additionalProperties, goFields } = schema;
    if (properties === undefined) {
      const others = additionalProperties ?? {};
      this.value(others, value, elementTypeName(type) ?? goTypeName(others));
      return;
    }
    const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (member === undefined) return;
    const { type: declared, embeddedIn } = goFields?.get(name) ?? typeMeta;
    const [struct, depth] = [this.#struct, this.#fields.length];
    this.#struct = structName(schema);
    this.#fields.push(...(goFields === undefined ? [] : embeddedIn), name);
    this.value(member, value, declared ?? goTypeName(member));
    this.#struct = struct;
    this.#fields.length = depth;
  }

  #text(schema: Schema, value: unknown, type: string): void {
    const { format = '' } = schema;
    if (format === 'byte') this.#bytes(value);
    else if (format.startsWith('date-time')) {
      if (typeof value !== 'string') this.#end(value, 'string');
      end(timeProblem(value as string, format === 'date-time-micro'));
    } else if (typeof value !== 'string') this.#save(goKind(value), type);
  }

  #bytes(value: unknown): void {
    if (typeof value === 'string') this.saved ??= base64Problem(value);
    else if (Array.isArray(value)) this.#byteList(value);
    else this.#save(goKind(value), '[]uint8');
  }

  #byteList(list: readonly unknown[]): void {
    for (const item of list) {
      const isByte = Number.isInteger(item) && (item as number) >= 0 && (item as number) < 256;
      if (!isByte && item !== null) this.#save(this.#shown(item), 'uint8');
    }
  }

  #fits({ type, format }: Schema, value: unknown): boolean {
    if (type === 'boolean') return typeof value === 'boolean';
    if (type === 'number') return typeof value === 'number' || typeof value === 'bigint';
    return this.#isInteger(value, format === 'int32' ? 'int32' : 'int64');
  }

  #isInteger(value: unknown, type: 'int32' | 'int64'): boolean {
    if (!isWhole(value) || this.#oddText() !== undefined) return false;
    return type === 'int64' || (typeof value === 'number' && (value | 0) === value);
  }

  /** How a number stands in the body, if that is the odd one. */
  #oddText(): string | undefined {
    const { oddNumber } = this.#decoding;
    if (oddNumber?.path.length !== this.#path.length) return undefined;
    return oddNumber.path.every((step, at) => step === this.#path[at]) ? oddNumber.text : undefined;
  }

  #shown(value: unknown): string {
    const kind = goKind(value);
    return kind === 'number' ? `number ${this.#oddText() ?? String(value)}` : kind;
  }

  #within(step: string | number, decode: () => void): void {
    this.#path.push(step);
    decode();
    this.#path.pop();
  }

  #save(what: string, type: string): void {
    this.saved ??= this.#misfit(what, type);
  }

  #end(value: unknown, type: string): never {
    throw new InvalidValueError(this.#misfit(type === 'string' ? goKind(value) : this.#shown(value), type));
  }

  #misfit(what: string, type: string): string {
    const struct = this.#readIn ?? this.#struct;
    const into = struct === '' ? 'value' : `struct field ${struct}.${this.#fields.join('.')}`;
    return `json: cannot unmarshal ${what} into Go ${into} of type ${type}`;
  }
}

/** Ends the decoding, if there is a reason. */
function end(problem: string | undefined): void {
  if (problem !== undefined) throw new InvalidValueError(problem);
}

/** What objects have and structs within them do not: their kind and apiVersion. */
const typeMeta = { type: undefined, embeddedIn: ['TypeMeta'] };
