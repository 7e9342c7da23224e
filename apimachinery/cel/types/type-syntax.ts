import {
  anyType,
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  optionalType,
  parameterType,
  stringType,
  timestampType,
  typeOfType,
  typeType,
  uintType,
} from './cel-type.ts';

/** What a function takes and gives, as it is written in a table: `(list(T), int) -> T`. */
export interface Signature {
  readonly args: readonly CelType[];
  readonly result: CelType;
}

/** Types beyond the language's own, by the names that signatures use. */
export type NamedTypes = Readonly<Record<string, CelType>>;

/** Reads a signature of a table. A capital letter alone is a parameter. Throws for a name that stands for nothing. */
export function parseSignature(text: string, named: NamedTypes = {}): Signature {
  const reader = new TypeReader(text, named);
  const signature = reader.signature();
  reader.end();
  return signature;
}

const simpleTypes: NamedTypes = {
  any: anyType,
  bool: boolType,
  bytes: bytesType,
  double: doubleType,
  duration: durationType,
  dyn: dynType,
  int: intType,
  null: nullType,
  string: stringType,
  timestamp: timestampType,
  type: typeType,
  uint: uintType,
};

class TypeReader {
  readonly #tokens: readonly string[];
  readonly #named: NamedTypes;
  #at = 0;

  constructor(text: string, named: NamedTypes) {
    this.#tokens = text.match(/->|[A-Za-z]+|[(),]/g) ?? [];
    this.#named = named;
  }

  signature(): Signature {
    this.#take('(');
    const args = this.#list(')');
    this.#take('->');
    return { args, result: this.#type() };
  }

  end(): void {
    if (this.#at !== this.#tokens.length) throw new Error(`${this.#tokens.join(' ')} goes on after its end`);
  }

  #list(close: string): CelType[] {
    const types: CelType[] = [];
    while (this.#tokens[this.#at] !== close) {
      types.push(this.#type());
      if (this.#tokens[this.#at] === ',') this.#at++;
    }
    this.#take(close);
    return types;
  }

  #type(): CelType {
    const name = this.#tokens[this.#at++] ?? '';
    if (/^[A-Z]$/.test(name)) return parameterType(name);
    const known = this.#named[name] ?? simpleTypes[name];
    if (this.#tokens[this.#at] !== '(' && known !== undefined) return known;
    this.#take('(');
    const [first = dynType, second = dynType] = this.#list(')');
    if (name === 'list') return listType(first);
    if (name === 'map') return mapType(first, second);
    if (name === 'optional') return optionalType(first);
    if (name === 'type') return typeOfType(first);
    throw new Error(`there is no type ${name}`);
  }

  #take(token: string): void {
    if (this.#tokens[this.#at] !== token) throw new Error(`${token} is missing in ${this.#tokens.join(' ')}`);
    this.#at++;
  }
}
