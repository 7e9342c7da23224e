import { publishedTable } from './published-table.ts';

/** What OpenAPI says of a field besides its type. */
export interface PublishedWords {
  readonly default?: unknown;
  /** Its default is the zero of its type. */
  readonly zero?: true;
  /** A reference, and nothing besides. */
  readonly bare?: true;
  readonly enum?: readonly string[];
  readonly listType?: string;
  readonly mapType?: string;
  readonly unions?: unknown;
  /** The definition of a value that may be anything. */
  readonly of?: string;
}

export interface PublishedDefinition {
  readonly required: readonly string[] | undefined;
  /** Of itself: ''. Of its fields: `name`, of the items of a list `name[]`, of the values of a map `name{}`. */
  readonly words: ReadonlyMap<string, PublishedWords>;
}

let texts: ReadonlyMap<string, string> | undefined;

/**
 * What Kubernetes publishes of the definition of a built-in kind, which is other than what it checks: limits are left out, and defaults
 * that are not declared. Undefined for any other definition.
 */
export function publishedDefinition(name: string): PublishedDefinition | undefined {
  texts ??= byName();
  const text = texts.get(name);
  return text === undefined ? undefined : parsed(text);
}

function byName(): ReadonlyMap<string, string> {
  const definitions = publishedTable.trim().split(/\n(?! )/);
  return new Map(definitions.map((text) => [text.split(/[ \n]/, 1)[0] ?? '', text]));
}

function parsed(text: string): PublishedDefinition {
  const [head = '', ...lines] = text.split('\n');
  const [, ...ofItself] = head.split(' ');
  const required = ofItself.find((word) => word.startsWith('required='))?.slice('required='.length);
  const words = new Map([['', wordsOf(ofItself)]]);
  for (const line of lines) {
    const [place = '', ...said] = line.trim().split(' ');
    words.set(place, wordsOf(said));
  }
  return { required: required?.split(','), words };
}

const readers: Readonly<Record<string, (value: string) => PublishedWords>> = {
  zero: () => ({ zero: true }),
  bare: () => ({ bare: true }),
  default: (value) => ({ default: JSON.parse(value) }),
  enum: (value) => ({ enum: JSON.parse(value) }),
  list: (listType) => ({ listType }),
  map: (mapType) => ({ mapType }),
  unions: (value) => ({ unions: JSON.parse(value) }),
  of: (of) => ({ of }),
  required: () => ({}),
};

function wordsOf(said: readonly string[]): PublishedWords {
  return Object.assign(
    {},
    ...said.map((word) => {
      const [, name = '', value = ''] = /^(\w+)=?(.*)$/s.exec(word) ?? [];
      return readers[name]?.(value);
    }),
  );
}
