import { resolve } from 'node:path';
import { isObject, parseDuration } from '../../apimachinery/index.ts';
import type { SchedulerConfiguration } from '../../cluster/index.ts';
import { readDocuments, readText } from '../documents.ts';
import { readScheduler, schedulerOf } from '../read-scheduler.ts';
import type { Write } from '../resource-of.ts';
import { type ObjectReference, ScenarioError, type ScenarioObject } from '../scenario.ts';
import { type ObjectCheck, observeProblem, writeProblem } from './object-problems.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What an argument is read from. */
interface ArgumentSource {
  /** Where a path stands, for complaints: `file:line:column`. */
  place(path: string): string;
  /** Where files that an argument names are looked for. */
  readonly directory: string;
}

/** Reads a step's argument field by field; every complaint names the field. */
export class ArgumentReader {
  /** `spec.steps[0].kill`; '' for a whole document. */
  readonly path: string;
  readonly #source: ArgumentSource;
  readonly #value: unknown;

  constructor(source: ArgumentSource, path: string, value: unknown) {
    this.path = path;
    this.#source = source;
    this.#value = value;
  }

  is(value: unknown): boolean {
    return this.#value === value;
  }

  /** An object, or nothing, which is as good as an empty one. */
  isObject(): boolean {
    return isObject(this.#value ?? {});
  }

  /** The argument as an object with no other fields than these. */
  fields(...known: readonly string[]): Fields {
    const value = this.#value ?? {};
    if (!isObject(value)) throw this.error('must be an object');
    for (const field of Object.keys(value)) {
      if (!known.includes(field)) {
        const problem = `unknown field "${field}"${known.length === 0 ? '; it takes none' : `; known are: ${known.join(', ')}`}`;
        throw this.complaint(this.#below(field), `${this.path === '' ? '' : `${this.path}: `}${problem}`);
      }
    }
    return value;
  }

  child(field: string): ArgumentReader {
    return this.#at(this.#below(field), this.#field(field));
  }

  /** The items of a list, which is not empty. */
  items(what: string): readonly ArgumentReader[] {
    const value = this.#value;
    if (!Array.isArray(value) || value.length === 0)
      throw this.error(`must be a list with at least one ${what}`);
    return value.map((item, at) => this.#at(`${this.path}[${at}]`, item));
  }

  /** A reader of the same place that sees only these fields. */
  pick(fields: Fields): ArgumentReader {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    return this.#at(this.path, Object.fromEntries(given));
  }

  /** A text that is not empty. YAML takes some words for other things: `y`, `on` and `1` are no texts. */
  string(field: string): string {
    const value = this.#field(field);
    if (typeof value === 'string' && value !== '') return value;
    throw this.child(field).error(
      value === undefined || value === null || value === ''
        ? 'is required'
        : `must be a text, not ${JSON.stringify(value)}; perhaps it needs quotes`,
    );
  }

  /** A text, which may be absent. */
  optionalString(field: string): string | undefined {
    return this.#field(field) === undefined ? undefined : this.string(field);
  }

  /** A whole number of at least `min`. */
  integer(field: string, min: number): number {
    const value = this.#field(field);
    if (!Number.isInteger(value) || Number(value) < min) {
      throw this.child(field).error(
        value === undefined ? 'is required' : `must be a whole number of at least ${min}`,
      );
    }
    return value as number;
  }

  /** A duration as Go writes it (`90s`, `1h30m`), in milliseconds. */
  durationMs(field: string, defaultMs?: number): number {
    const value = this.#field(field);
    if (value === undefined && defaultMs !== undefined) return defaultMs;
    if (typeof value !== 'string')
      throw this.child(field).error(
        `${value === undefined || value === null ? 'is required:' : 'must be'} a duration such as 30s, 5m or 1h30m`,
      );
    const durationMs = durationMsOf(value);
    if (durationMs === undefined || durationMs < 0)
      throw this.child(field).error(`"${value}" is no duration; write it as 30s, 5m or 1h30m`);
    return durationMs;
  }

  /** True or false, which may be absent. */
  flag(field: string): boolean {
    const value = this.#field(field) ?? false;
    if (typeof value !== 'boolean') throw this.child(field).error('must be true or false');
    return value;
  }

  /** Objects given as `resource`, `resources` or `file`, each with a name; with `generateName` where that will do. */
  objects(write: Write): readonly ScenarioObject[] {
    const { resource, resources, file } = this.#value as Fields;
    const given = [resource, resources, file].filter((value) => value !== undefined);
    if (given.length !== 1) throw this.error('needs exactly one of resource, resources, file');
    const found = this.#given(resource, file).flatMap((reader) => reader.#members());
    if (found.length === 0) throw this.error('there are no objects in it');
    return found.map((reader) => {
      const object = reader.#object(writeProblem(write));
      reader.#mustHaveName(write.verb === 'create' && write.subresource === undefined);
      return object;
    });
  }

  /** One object, with or without a name, of a kind that can be waited for. */
  observable(): ScenarioObject {
    return this.#object(observeProblem);
  }

  /** The name of an object of a kind that is served. */
  reference(check: ObjectCheck<ObjectReference>): ObjectReference {
    this.fields('apiVersion', 'kind', 'name', 'namespace');
    const namespace = this.optionalString('namespace');
    const reference = {
      apiVersion: this.string('apiVersion'),
      kind: this.string('kind'),
      name: this.string('name'),
      ...(namespace === undefined ? {} : { namespace }),
    };
    this.#check(check, reference);
    return reference;
  }

  /** Schedulers: each a KubeSchedulerConfiguration, or the file of one. */
  schedulers(): readonly { readonly configuration: SchedulerConfiguration }[] {
    return this.items('KubeSchedulerConfiguration').map((reader) => ({ configuration: reader.#scheduler() }));
  }

  #scheduler(): SchedulerConfiguration {
    const value = this.#value;
    if (isObject(value) && 'file' in value) {
      this.fields('file');
      return readScheduler(resolve(this.#source.directory, this.string('file')));
    }
    const place = (path: string) => this.#source.place(path === '' ? this.path : this.#below(path));
    return schedulerOf({ value, place });
  }

  /** What is wrong with what is read here. */
  error(problem: string): ScenarioError {
    return this.complaint(this.path, this.path === '' ? problem : `${this.path}: ${problem}`);
  }

  /** A message about any path of the same document. */
  complaint(path: string, message: string): ScenarioError {
    return new ScenarioError(`${this.#source.place(path)}: ${message}`);
  }

  #at(path: string, value: unknown): ArgumentReader {
    return new ArgumentReader(this.#source, path, value);
  }

  #below(field: string): string {
    return this.path === '' ? field : `${this.path}.${field}`;
  }

  #field(field: string): unknown {
    return isObject(this.#value) ? this.#value[field] : undefined;
  }

  #given(resource: unknown, file: unknown): readonly ArgumentReader[] {
    if (file !== undefined) return this.#documents(this.string('file'));
    return resource === undefined ? this.child('resources').items('object') : [this.child('resource')];
  }

  #objectFields(): Fields {
    const value = this.#value;
    if (!isObject(value)) throw this.error('must be an object with apiVersion and kind');
    this.string('apiVersion');
    this.string('kind');
    return value;
  }

  /** A List is what it holds, as for kubectl. */
  #members(): readonly ArgumentReader[] {
    const { kind, items } = this.#objectFields();
    if (!String(kind).endsWith('List') || !Array.isArray(items)) return [this];
    return items.flatMap((item, at) => this.#at(`${this.path}.items[${at}]`, item).#members());
  }

  #mustHaveName(generated: boolean): void {
    const meta = this.child('metadata');
    if (generated && typeof meta.#field('generateName') === 'string') return;
    meta.string('name');
  }

  #object(check: ObjectCheck<ScenarioObject>): ScenarioObject {
    const { metadata } = this.#objectFields();
    if (metadata !== undefined && !isObject(metadata))
      throw this.child('metadata').error('must be an object');
    const meta = this.child('metadata');
    meta.optionalString('name');
    meta.optionalString('namespace');
    const labels = meta.#field('labels');
    if (labels !== undefined && !isObject(labels)) throw meta.child('labels').error('must be an object');
    const object = this.#value as ScenarioObject;
    this.#check(check, object);
    return object;
  }

  #check<T>(check: ObjectCheck<T>, value: T): void {
    let wrong: ReturnType<typeof check>;
    try {
      wrong = check(value);
    } catch (error) {
      throw error instanceof ScenarioError ? this.error(error.message) : error;
    }
    if (wrong === undefined) return;
    const path = this.#below(wrong.path);
    throw this.complaint(path, `${path}: ${wrong.problem}`);
  }

  #documents(name: string): readonly ArgumentReader[] {
    const path = resolve(this.#source.directory, name);
    const text = readText(path, (why) => this.child('file').error(`cannot read ${path}${why}`));
    const documents = readDocuments(text, path);
    if (documents.length === 0) throw this.child('file').error(`there are no objects in ${path}`);
    const { directory } = this.#source;
    return documents.map(({ value, place }) => new ArgumentReader({ place, directory }, '', value));
  }
}

function durationMsOf(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch {
    return undefined;
  }
}
