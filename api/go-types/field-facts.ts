import { goTypes } from './generated-table.ts';

/**
 * When JSON has the field, by how Go declares it: a pointer wherever it was `given`; a value left out when empty only
 * where it is not `zero`; any other value `always`, even if the bytes do not say it. A time and raw JSON that are no
 * pointers are `hidden` until they are given: bytes have them always.
 */
export type Presence = 'given' | 'nonzero' | 'always' | 'hidden';

export interface FieldFact {
  readonly number: number;
  /** As JSON has it. Of an inlined field, the type that holds the fields. */
  readonly name: string;
  readonly presence: Presence;
  /** A message of its own in protobuf, whose fields JSON has among those of its parent. */
  readonly isInline: boolean;
  /** `Array`, `Bool`, `StringArray`: a JSON schema or that. `List`: a list within a message. '' for all else. */
  readonly alternative: string;
}

const parsed = new Map<string, ReadonlyMap<string, string>>();

/**
 * The fields of a type, `io.k8s.api.apps.v1` and `DeploymentSpec`, or undefined where the table has no such type.
 * A word of its line is a field, numbered one more than the one before it; a number says what comes next.
 * `*` marks what is `given`, `!` what is there `always`, `?` what is `hidden`, `~` what is inlined, `:` what the alternative to a schema is.
 */
export function fieldFacts(packageName: string, typeName: string): readonly FieldFact[] | undefined {
  const types = typesOf(packageName);
  const line = types.get(typeName);
  if (line === undefined) return undefined;
  const facts: FieldFact[] = [];
  let next = 1;
  for (const word of line.split(' ')) {
    if (word === '') continue;
    if (/^\d+$/.test(word)) next = Number(word);
    else facts.push(factOf(word, next++));
  }
  return facts;
}

function typesOf(packageName: string): ReadonlyMap<string, string> {
  const known = parsed.get(packageName);
  if (known !== undefined) return known;
  const types = new Map<string, string>();
  for (const line of (goTypes[packageName] ?? '').trim().split('\n')) {
    const [name = ''] = line.split(' ', 1);
    types.set(name, line.slice(name.length + 1));
  }
  parsed.set(packageName, types);
  return types;
}

const marks: Readonly<Record<string, Presence>> = { '*': 'given', '!': 'always', '?': 'hidden' };

function factOf(word: string, number: number): FieldFact {
  const isInline = word.startsWith('~');
  const presence = marks[word.at(-1) ?? ''] ?? 'nonzero';
  const [name = '', alternative = ''] = word.replace(/^~|[*!?]$/g, '').split(':', 2);
  return { number, name, presence, isInline, alternative };
}
