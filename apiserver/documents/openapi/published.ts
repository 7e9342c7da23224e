import { publishedTable } from './published-table.ts';

/** What OpenAPI says of a place in a definition besides its type. */
export interface PublishedWords {
  /** As they stand in a document. */
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly default?: unknown;
  /** Its default is the zero of its type. */
  readonly zero?: boolean;
  /** A reference, and nothing besides. */
  readonly bare?: boolean;
  /** The definition of a value that may be anything. */
  readonly of?: string;
}

/** The definition itself is at ``, a field at `name`, the items of a list at `name[]`, the values of a map at `name{}`. */
export type PublishedDefinition = ReadonlyMap<string, PublishedWords>;

let texts: ReadonlyMap<string, string> | undefined;

/**
 * What Kubernetes publishes of the definition of a built-in kind, which is other than what it checks: limits are left out, and defaults
 * that are not declared.
 */
export function publishedDefinition(name: string): PublishedDefinition {
  texts ??= byName();
  const [head = '', ...lines] = (texts.get(name) ?? '').split('\n');
  const places = lines.map((line) => {
    const [place = '', ...said] = line.trim().split(' ');
    return [place, wordsOf(said)] as const;
  });
  return new Map([['', wordsOf(head.split(' ').slice(1))], ...places]);
}

function byName(): ReadonlyMap<string, string> {
  const definitions = publishedTable.trim().split(/\n(?! )/);
  return new Map(definitions.map((text) => [text.split(/[ \n]/, 1)[0] ?? '', text]));
}

/** Words that are keywords of a document, and how their values are read. */
const keywords: Readonly<Record<string, readonly [keyword: string, read: (value: string) => unknown]>> = {
  enum: ['enum', JSON.parse],
  list: ['x-kubernetes-list-type', String],
  map: ['x-kubernetes-map-type', String],
  required: ['required', (value) => value.split(',')],
  unions: ['x-kubernetes-unions', JSON.parse],
};

function wordsOf(said: readonly string[]): PublishedWords {
  const pairs = said.map((word) => {
    const [, name = '', value = ''] = /^(\w+)=?(.*)$/s.exec(word) ?? [];
    return [name, value] as const;
  });
  const words = new Map(pairs);
  const [text, of] = [words.get('default'), words.get('of')];
  return {
    keywords: Object.fromEntries(
      pairs.flatMap(([name, value]) => {
        const row = keywords[name];
        return row === undefined ? [] : [[row[0], row[1](value)]];
      }),
    ),
    zero: words.has('zero'),
    bare: words.has('bare'),
    ...(text !== undefined && { default: JSON.parse(text) }),
    ...(of !== undefined && { of }),
  };
}
