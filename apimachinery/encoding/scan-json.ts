import { isBuiltIn, isFree } from '../schema/compile-once.ts';
import type { Schema } from '../schema/schema.ts';
import { type BadNumber, memberSchema, oddNumber } from './json-numbers.ts';
import { markedName } from './repeated-members.ts';

/** A number that is another than JSON.parse makes of it. */
export interface ExactNumber {
  readonly path: readonly (string | number)[];
  readonly value: bigint | string;
}

export interface JsonScan {
  /** Paths of members given again in the same object, in the order met: `spec.replicas`, `items[0].a`. */
  readonly duplicates: readonly string[];
  /** Go's words for what is wrong; absent for JSON. */
  readonly error?: string;
  /** The first number that its place cannot hold. */
  readonly badNumber?: BadNumber;
  /** Where the names of members given again end, that Go reads into what was there; their names in `exactNumbers` are marked. */
  readonly repeats: readonly number[];
  /** Of members given again those of the last one. */
  readonly exactNumbers: readonly ExactNumber[];
  /** Where, in UTF-16 units. */
  readonly offset: number;
}

/**
 * Reads a text as JSON in one pass without building values: finds members given twice, and says what is wrong as Go
 * does: for that each character is to be a byte. With the schema of the value, numbers are judged by the types of their places. Mirrors the states of Go's
 * encoding/json scanner. Never recurses.
 */
export function scanJson(text: string, depthMax: number, schema?: Schema): JsonScan {
  const scanner = new Scanner(text, depthMax, schema);
  try {
    scanner.scan();
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    return { duplicates: [], repeats: [], exactNumbers: [], error: error.message, offset: scanner.at };
  }
  const { badNumber, duplicates, repeats, exactNumbers } = scanner;
  return {
    duplicates,
    repeats,
    exactNumbers,
    offset: scanner.at,
    ...(badNumber === undefined ? {} : { badNumber }),
  };
}

class Unexpected extends Error {}

interface Frame {
  /** Absent for an array. */
  readonly keys: Set<string> | undefined;
  key: string;
  /** The key, marked where it was given before. */
  step: string;
  index: number;
  /** What the container is, as far as the schema tells. */
  readonly schema: Schema | undefined;
}

class Scanner {
  readonly duplicates: string[] = [];
  readonly repeats: number[] = [];
  badNumber: BadNumber | undefined;
  exactNumbers: ExactNumber[] = [];
  at = 0;
  readonly #schema: Schema | undefined;
  readonly #isBuiltIn: boolean;
  readonly #text: string;
  readonly #depthMax: number;
  readonly #frames: Frame[] = [];

  constructor(text: string, depthMax: number, schema: Schema | undefined) {
    this.#text = text;
    this.#depthMax = depthMax;
    this.#schema = schema;
    this.#isBuiltIn = schema !== undefined && isBuiltIn(schema);
  }

  /** Bounded by the text: each step reads at least one character. */
  scan(): void {
    let more = this.#value();
    while (this.#frames.length > 0) more = more ? this.#value() : this.#afterValue();
    this.#space();
    if (this.at < this.#text.length) this.#fail('after top-level value');
  }

  /** Reads a scalar, or opens a container. Answers whether a value comes next. */
  #value(): boolean {
    this.#space();
    const char = this.#text[this.at];
    if (char === '{') return this.#openObject();
    if (char === '[') return this.#openArray();
    if (char === '"') this.#string();
    else if (char === '-' || isDigit(char)) this.#judgedNumber();
    else if (char === 't') this.#literal('true');
    else if (char === 'f') this.#literal('false');
    else if (char === 'n') this.#literal('null');
    else this.#fail('looking for beginning of value');
    return false;
  }

  #openObject(): boolean {
    this.#push({ keys: new Set(), key: '', step: '', index: 0, schema: this.#schemaHere() });
    this.#space();
    if (this.#text[this.at] !== '}') {
      this.#member();
      return true;
    }
    this.#pop();
    return false;
  }

  #openArray(): boolean {
    this.#push({ keys: undefined, key: '', step: '', index: 0, schema: this.#schemaHere() });
    this.#space();
    if (this.#text[this.at] !== ']') return true;
    this.#pop();
    return false;
  }

  #push(frame: Frame): void {
    if (this.#frames.length >= this.#depthMax) throw new Unexpected('exceeded max depth');
    this.#frames.push(frame);
    this.at++;
  }

  #pop(): void {
    this.#frames.pop();
    this.at++;
  }

  /** Reads what follows a value in the innermost container. */
  #afterValue(): boolean {
    const frame = this.#frames.at(-1) as Frame;
    this.#space();
    const char = this.#text[this.at];
    if (char === ',') {
      this.at++;
      frame.index++;
      if (frame.keys !== undefined) this.#member();
      return true;
    }
    if (char !== (frame.keys === undefined ? ']' : '}')) {
      this.#fail(frame.keys === undefined ? 'after array element' : 'after object key:value pair');
    }
    this.#pop();
    return false;
  }

  /** A key and the colon after it. */
  #member(): void {
    const frame = this.#frames.at(-1) as Frame;
    this.#space();
    if (this.#text[this.at] !== '"') this.#fail('looking for beginning of object key string');
    const start = this.at;
    const escaped = this.#string();
    const raw = this.#text.slice(start + 1, this.at - 1);
    frame.key = escaped ? (JSON.parse(`"${raw}"`) as string) : raw;
    frame.step = frame.key;
    if (frame.keys?.has(frame.key)) this.#again(frame);
    frame.keys?.add(frame.key);
    this.#space();
    if (this.#text[this.at] !== ':') this.#fail('after object key');
    this.at++;
  }

  #again(frame: Frame): void {
    const isRaw = this.#isRaw();
    if (!isRaw) this.duplicates.push(this.#path());
    if (this.#isBuiltIn && !isRaw) {
      frame.step = markedName(frame.key, this.repeats.length);
      this.repeats.push(this.at - 1);
      return;
    }
    const steps = this.#steps('step');
    this.exactNumbers = this.exactNumbers.filter(({ path }) => steps.some((step, at) => step !== path[at]));
  }

  /** What can be anything is kept as it is by Go's own types, and not looked into. */
  #isRaw(): boolean {
    return this.#isBuiltIn && this.#frames.some(({ schema }) => schema !== undefined && isFree(schema));
  }

  #path(): string {
    let path = '';
    for (const { keys, key, index } of this.#frames) {
      if (keys === undefined) path += `[${index}]`;
      else path += path === '' ? key : `.${key}`;
    }
    return path;
  }

  /** Answers whether the string has escapes. */
  #string(): boolean {
    let escaped = false;
    for (this.at++; ; this.at++) {
      const code = this.#text.charCodeAt(this.at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        escaped = true;
        this.#escape();
      } else if (!(code >= 0x20)) this.#fail('in string literal');
    }
    this.at++;
    return escaped;
  }

  #escape(): void {
    this.at++;
    const char = this.#text[this.at];
    if (char !== 'u') {
      if (char === undefined || !'"\\/bfnrt'.includes(char)) this.#fail('in string escape code');
      return;
    }
    for (let digit = 0; digit < 4; digit++) {
      this.at++;
      if (!/^[0-9a-fA-F]$/.test(this.#text[this.at] ?? '')) this.#fail('in \\u hexadecimal character escape');
    }
  }

  #judgedNumber(): void {
    const start = this.at;
    this.#number();
    const text = this.#text.slice(start, this.at);
    const odd = oddNumber(text, this.#schemaHere(), () => this.#steps(), this.#isBuiltIn);
    if (odd === undefined) return;
    if ('bad' in odd) this.badNumber ??= odd.bad;
    else this.exactNumbers.push({ path: this.#steps('step'), value: odd.exact });
  }

  #schemaHere(): Schema | undefined {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return this.#schema;
    return frame.keys === undefined ? frame.schema?.items : memberSchema(frame.schema, frame.key);
  }

  #steps(name: 'key' | 'step' = 'key'): readonly (string | number)[] {
    return this.#frames.map((frame) => (frame.keys === undefined ? frame.index : frame[name]));
  }

  #number(): void {
    if (this.#text[this.at] === '-') {
      this.at++;
      if (!isDigit(this.#text[this.at])) this.#fail('in numeric literal');
    }
    if (this.#text[this.at] === '0') this.at++;
    else this.#digits();
    if (this.#text[this.at] === '.') {
      this.at++;
      if (!isDigit(this.#text[this.at])) this.#fail('after decimal point in numeric literal');
      this.#digits();
    }
    if (this.#text[this.at] !== 'e' && this.#text[this.at] !== 'E') return;
    this.at++;
    if (this.#text[this.at] === '+' || this.#text[this.at] === '-') this.at++;
    if (!isDigit(this.#text[this.at])) this.#fail('in exponent of numeric literal');
    this.#digits();
  }

  #digits(): void {
    while (isDigit(this.#text[this.at])) this.at++;
  }

  #literal(word: string): void {
    for (const char of word) {
      if (this.#text[this.at] !== char) this.#fail(`in literal ${word} (expecting '${char}')`);
      this.at++;
    }
  }

  #space(): void {
    for (; ; this.at++) {
      const code = this.#text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  #fail(context: string): never {
    if (this.at >= this.#text.length) {
      // Go puts a space at the end of a text, and complains of that where none may stand.
      const isWithinToken = / literal|escape/.test(context) && context !== 'in string literal';
      throw new Unexpected(
        isWithinToken ? `invalid character ' ' ${context}` : 'unexpected end of JSON input',
      );
    }
    throw new Unexpected(`invalid character ${quoteByte(this.#text.charCodeAt(this.at))} ${context}`);
  }
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

/** A byte as Go shows it. */
function quoteByte(code: number): string {
  if (code === 0x27) return `'\\''`;
  if (code === 0x22) return `'"'`;
  if (code === 0x5c) return `'\\\\'`;
  if ((code >= 0x20 && code < 0x7f) || (code > 0xa0 && code !== softHyphen))
    return `'${String.fromCharCode(code)}'`;
  const hex = code.toString(16).padStart(2, '0');
  return `'${controlNames[code] ?? (code < 0x80 ? `\\x${hex}` : `\\u00${hex}`)}'`;
}

const softHyphen = 0xad;

const controlNames: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};
