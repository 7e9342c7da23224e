import type { GoField, Presence, SchemaOr } from '../../apimachinery/index.ts';
import { goTypes } from './generated-table.ts';

export interface FieldFact {
  readonly number: number;
  /** As JSON has it. Of an inlined field, the type that holds the fields. */
  readonly name: string;
  readonly presence: Presence;
  readonly isNullable: boolean;
  /** The name of its Go type where no schema tells it. */
  readonly type: string | undefined;
  /** A message of its own in protobuf, whose fields JSON has among those of its parent. */
  readonly isInline: boolean;
  /** A list within a message of its own in protobuf. */
  readonly isListMessage: boolean;
  /** It holds a JSON schema or that. */
  readonly schemaOr: SchemaOr['other'] | undefined;
}

const known = new Map<string, readonly FieldFact[]>();

/**
 * The fields of a type, `io.k8s.api.apps.v1.DeploymentSpec`, or undefined where the table has no such type.
 * A word of its line is a field, numbered one more than the one before it; a number says what comes next.
 * `*` marks what is `given`, `!` what is there `always`, `?` what is `hidden`, `^` what is null where there is none, `~` what is inlined,
 * `=` what its type is, `:` what the alternative to a schema is, or that it is a list within a message (`List`).
 */
export function fieldFacts(type: string): readonly FieldFact[] | undefined {
  const before = known.get(type);
  if (before !== undefined) return before;
  const dot = type.lastIndexOf('.');
  const packageName = type.slice(0, dot);
  const line = linesOf(packageName).get(type.slice(dot + 1));
  if (line === undefined) return undefined;
  const facts = factsOf(line, packageName);
  known.set(type, facts);
  return facts;
}

/** The same as JSON has it: the fields of inlined types are among those of the type. */
export function goFieldsOf(definition: string): ReadonlyMap<string, GoField> | undefined {
  const facts = fieldFacts(definition);
  if (facts === undefined) return undefined;
  const fields = new Map<string, GoField>();
  for (const { name, presence, isNullable, type, isInline, schemaOr } of facts) {
    if (!isInline) fields.set(name, { presence, isNullable, type, embeddedIn: [], schemaOr });
    const embedding = name.slice(name.lastIndexOf('.') + 1);
    for (const [inner, field] of (isInline && goFieldsOf(name)) || []) {
      fields.set(inner, { ...field, embeddedIn: [embedding, ...field.embeddedIn] });
    }
  }
  return fields;
}

const lines = new Map<string, ReadonlyMap<string, string>>();

/** Of a package, by the names of its types. */
function linesOf(packageName: string): ReadonlyMap<string, string> {
  const before = lines.get(packageName);
  if (before !== undefined) return before;
  const types = new Map<string, string>();
  for (const line of (goTypes[packageName] ?? '').trim().split('\n')) {
    const [name = ''] = line.split(' ', 1);
    types.set(name, line.slice(name.length + 1));
  }
  lines.set(packageName, types);
  return types;
}

function factsOf(line: string, packageName: string): readonly FieldFact[] {
  const facts: FieldFact[] = [];
  let next = 1;
  for (const word of line.split(' ')) {
    if (word === '') continue;
    if (/^\d+$/.test(word)) next = Number(word);
    else facts.push(factOf(word, next++, packageName));
  }
  return facts;
}

const wordForm = /^(~?)([^=:*!?^]+)(?:=([^:*!?^]+))?(?::(\w+))?([*!?]?)(\^?)$/;

const marks: Readonly<Record<string, Presence>> = { '*': 'given', '!': 'always', '?': 'hidden' };

function factOf(word: string, number: number, packageName: string): FieldFact {
  const [, inline, name = '', type, alternative, mark = '', nullable] = wordForm.exec(word) ?? [];
  return {
    number,
    name: inline === '~' ? `${packageName}.${name}` : name,
    presence: marks[mark] ?? 'nonzero',
    isNullable: nullable === '^',
    type: type === undefined ? undefined : withPackage(type, packageName),
    isInline: inline === '~',
    isListMessage: alternative === 'List',
    schemaOr: alternatives.find((other) => other === alternative),
  };
}

const alternatives = ['Array', 'Bool', 'StringArray'] as const;

/** `[]Capability` -> `[]v1.Capability`: types of the same package stand without its name. */
function withPackage(type: string, packageName: string): string {
  const name = packageName.slice(packageName.lastIndexOf('.') + 1);
  return type.replace(/(^|[[\]])(?=[A-Z])/g, `$1${name}.`);
}
