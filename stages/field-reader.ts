import { isObject } from '../apimachinery/index.ts';
import { StageError } from './stage-error.ts';

/** Reads an object of a document: what it has is asked for field by field, and what nobody asks for is refused. */
export class FieldReader {
  readonly path: string;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #known: readonly string[];

  /** Throws StageError for what is no object, and for fields that are not `known`. */
  constructor(data: unknown, path: string, known: readonly string[]) {
    if (!isObject(data)) throw new StageError(path, `must be an object, is ${shown(data)}`);
    this.path = path;
    this.#fields = data;
    this.#known = known;
    for (const name of Object.keys(data))
      if (!known.includes(name))
        throw new StageError(this.at(name), `unknown field; there are ${known.join(', ')}`);
  }

  at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  /** Null is as good as nothing. */
  value(name: string): unknown {
    if (!this.#known.includes(name)) throw new Error(`${name} is no field of ${this.path}`);
    return this.#fields[name] ?? undefined;
  }

  text(name: string): string | undefined {
    return this.#typed(name, 'a text', (value) => typeof value === 'string');
  }

  flag(name: string): boolean {
    return this.#typed<boolean>(name, 'true or false', (value) => typeof value === 'boolean') ?? false;
  }

  /** A whole number of at least 0. */
  count(name: string): number | undefined {
    const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
    return this.#typed(name, 'a whole number of at least 0', isCount);
  }

  oneOf<T extends string>(name: string, words: readonly T[]): T | undefined {
    return this.#typed(name, `one of ${words.join(', ')}`, (value) => words.some((word) => word === value));
  }

  texts(name: string): Readonly<Record<string, string>> {
    const isTexts = (value: unknown) =>
      isObject(value) && Object.values(value).every((text) => typeof text === 'string');
    return this.#typed(name, 'an object of texts', isTexts) ?? {};
  }

  textList(name: string): readonly string[] {
    const isList = (value: unknown) =>
      Array.isArray(value) && value.every((item) => typeof item === 'string');
    return this.#typed(name, 'a list of texts', isList) ?? [];
  }

  /** What `read` makes of each item. */
  list<T>(name: string, read: (item: unknown, path: string) => T): readonly T[] {
    const items = this.#typed<readonly unknown[]>(name, 'a list', Array.isArray) ?? [];
    return items.map((item, at) => read(item, `${this.at(name)}[${at}]`));
  }

  /** What `read` makes of it, if it is there. */
  part<T>(name: string, read: (value: unknown, path: string) => T): T | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : read(value, this.at(name));
  }

  #typed<T>(name: string, says: string, fits: (value: unknown) => boolean): T | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!fits(value)) throw new StageError(this.at(name), `must be ${says}, is ${shown(value)}`);
    return value as T;
  }
}

export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 100 ? `${json.slice(0, 97)}...` : json;
}
