import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDuration, parseYaml, YamlSyntaxError } from '../../apimachinery/index.ts';
import { type ObjectReference, ScenarioError, type ScenarioObject } from '../scenario.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads a step's argument field by field; every complaint names the field. */
export class ArgumentReader {
  readonly #path: string;
  readonly #value: unknown;
  readonly #directory: string;

  constructor(path: string, value: unknown, directory: string) {
    this.#path = path;
    this.#value = value;
    this.#directory = directory;
  }

  /** The argument as an object with no other fields than these. */
  fields(...known: readonly string[]): Fields {
    const value = this.#value ?? {};
    if (typeof value !== 'object' || Array.isArray(value)) throw this.error('must be an object');
    for (const field of Object.keys(value)) {
      if (!known.includes(field))
        throw this.error(`unknown field "${field}"; known are: ${known.join(', ')}`);
    }
    return value as Fields;
  }

  child(field: string): ArgumentReader {
    const value = (this.#value as Fields | undefined)?.[field];
    return new ArgumentReader(`${this.#path}.${field}`, value, this.#directory);
  }

  /** A reader of one item of a list. */
  item(at: number, value: unknown): ArgumentReader {
    return new ArgumentReader(`${this.#path}[${at}]`, value, this.#directory);
  }

  /** A reader of the same place that sees only these fields. */
  pick(fields: Fields): ArgumentReader {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    return new ArgumentReader(this.#path, Object.fromEntries(given), this.#directory);
  }

  string(field: string): string {
    const value = (this.#value as Fields | undefined)?.[field];
    if (typeof value !== 'string' || value === '')
      throw this.child(field).error('is required and must be a text');
    return value;
  }

  integer(field: string): number {
    const value = (this.#value as Fields | undefined)?.[field];
    if (!Number.isInteger(value)) throw this.child(field).error('is required and must be a whole number');
    return value as number;
  }

  /** A duration as Go writes it (`90s`, `1h30m`), in milliseconds. */
  durationMs(field: string, defaultMs?: number): number {
    const value = (this.#value as Fields | undefined)?.[field];
    if (value === undefined && defaultMs !== undefined) return defaultMs;
    if (typeof value !== 'string')
      throw this.child(field).error('must be a duration such as 30s, 5m or 1h30m');
    try {
      return parseDuration(value);
    } catch {
      throw this.child(field).error(`"${value}" is no duration; write it as 30s, 5m or 1h30m`);
    }
  }

  /** Objects given as `resource`, `resources` or `file`. */
  objects(): readonly ScenarioObject[] {
    const { resource, resources, file } = this.fields('resource', 'resources', 'file');
    const given = [resource, resources, file].filter((value) => value !== undefined);
    if (given.length !== 1) throw this.error('needs exactly one of resource, resources, file');
    if (file !== undefined) return this.#file(this.string('file'));
    if (resource !== undefined) return [this.child('resource').object()];
    if (!Array.isArray(resources)) throw this.child('resources').error('must be a list of objects');
    return resources.map((value, at) => this.#objectAt(`${this.#path}.resources[${at}]`, value));
  }

  /** One object, with at least apiVersion and kind. */
  object(): ScenarioObject {
    return this.#objectAt(this.#path, this.#value);
  }

  reference(): ObjectReference {
    this.fields('apiVersion', 'kind', 'name', 'namespace');
    const { namespace } = this.#value as { readonly namespace?: string };
    return {
      apiVersion: this.string('apiVersion'),
      kind: this.string('kind'),
      name: this.string('name'),
      ...(namespace === undefined ? {} : { namespace }),
    };
  }

  error(message: string): ScenarioError {
    return new ScenarioError(`${this.#path}: ${message}`);
  }

  #objectAt(path: string, value: unknown): ScenarioObject {
    const object = value as Partial<ScenarioObject> | undefined | null;
    if (typeof object !== 'object' || object === null || Array.isArray(object)) {
      throw new ScenarioError(`${path}: must be an object with apiVersion and kind`);
    }
    for (const field of ['apiVersion', 'kind'] as const) {
      if (typeof object[field] !== 'string') throw new ScenarioError(`${path}.${field}: is required`);
    }
    return object as ScenarioObject;
  }

  #file(name: string): readonly ScenarioObject[] {
    const path = resolve(this.#directory, name);
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      throw new ScenarioError(`${this.#path}.file: cannot read ${path}`);
    }
    try {
      return parseYaml(text)
        .filter(({ value }) => value !== undefined && value !== null)
        .map(({ value }, at) => this.#objectAt(`${name}[${at}]`, value));
    } catch (error) {
      if (error instanceof YamlSyntaxError) throw new ScenarioError(`${name}: ${error.message}`);
      throw error;
    }
  }
}
