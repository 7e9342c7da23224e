import { compareStrings, goJson, parseQuantity, RenderedValue } from '../../apimachinery/index.ts';
import { internalTypes } from './internal-types.ts';

/**
 * A value as Kubernetes' messages show it: as JSON of the type that it has inside of Kubernetes, with names of Go and
 * all that is missing. The code is a type (`PodSpec`), or `[]` and one, as in the table; `indent` breaks it into lines, as Go's MarshalIndent does.
 */
export function internalJson(code: string, value: unknown, indent = ''): string {
  return written(shownValue(code, value, {}), indent, '\n');
}

/** The same as the value of a field error. */
export function internalValue(code: string, value: unknown): RenderedValue {
  return new RenderedValue(internalJson(code, value));
}

/**
 * Two values are the same to Kubernetes: what is missing is as a zero value, an empty list or map as none, and amounts are
 * compared. Mirrors apimachinery pkg/api/equality (Semantic.DeepEqual).
 */
export function internalEqual(code: string, a: unknown, b: unknown): boolean {
  return isEqual(code, a, b, {}, {});
}

type Fields = Readonly<Record<string, unknown>>;

/** One field of an internal type. */
interface InternalField {
  readonly shownAs: string;
  /** What clients call it. */
  readonly name: string;
  /** Clients have it in the object that holds this one. */
  readonly isOwners: boolean;
  /** It is left out where it is empty. */
  readonly omits: boolean;
  /** Clients have it in `metadata`. */
  readonly isMetadata: boolean;
  readonly code: string;
}

const parsed = new Map<string, readonly InternalField[]>();

/**
 * A word of a line is `Shown=name:code`; the name is left out where it is the same with a small first letter. `^` before
 * the name: it is the owner's; `?` after it: it is left out where it is empty. A code is `*` (null where it is missing), `[]`,
 * `{}` and what these hold: a type, or `s` (text), `n` (number), `b` (boolean), `q` (quantity), `i` (number or text), `t` (time).
 * `@Type` is metadata, whose fields are among those of the type.
 */
function fieldsOf(type: string): readonly InternalField[] {
  if (parsed.size === 0) {
    for (const line of internalTypes.trim().split('\n')) {
      const [name = '', ...words] = line.split(' ');
      parsed.set(name, words.map(fieldOf));
    }
    for (const [name, fields] of [...parsed]) parsed.set(name, fields.flatMap(unfolded));
  }
  const fields = parsed.get(type);
  if (fields === undefined) throw new Error(`no internal type ${type}`);
  return fields;
}

function unfolded(field: InternalField): readonly InternalField[] {
  if (field.shownAs !== metadata) return [field];
  return (parsed.get(field.code) ?? []).map((one) => ({ ...one, isMetadata: true }));
}

/** Stands for the fields of a type that are among those of another. */
const metadata = '@';

function fieldOf(word: string): InternalField {
  if (word.startsWith(metadata)) {
    const code = word.slice(1);
    return { shownAs: metadata, name: '', isOwners: false, omits: false, isMetadata: true, code };
  }
  const [, shownAs = '', name, omits, code = ''] = /^(\w+)(?:=([\w^]+))?(\?)?:(.+)$/.exec(word) ?? [];
  return {
    shownAs,
    name: name?.replace('^', '') ?? shownAs.charAt(0).toLowerCase() + shownAs.slice(1),
    isOwners: name?.startsWith('^') === true,
    omits: omits !== undefined,
    isMetadata: false,
    code,
  };
}

/** A struct, as a map, since objects order names that are numbers otherwise. */
function structOf(type: string, value: Fields, owner: Fields): ReadonlyMap<string, unknown> {
  const members = new Map<string, unknown>();
  for (const field of fieldsOf(type)) {
    const member = memberOf(field, value, owner);
    if (field.omits && isEmpty(member)) continue;
    members.set(field.shownAs, shownValue(field.code, member, value));
  }
  return members;
}

function memberOf({ name, isOwners, isMetadata }: InternalField, value: Fields, owner: Fields): unknown {
  if (isMetadata) return (value.metadata as Fields | undefined)?.[name];
  return (isOwners ? owner : value)[name];
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === '' || value === 0) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function shownValue(code: string, value: unknown, owner: Fields): unknown {
  if (code.startsWith('*'))
    return (value ?? undefined) === undefined ? null : shownValue(code.slice(1), value, owner);
  if (code.startsWith('[]')) {
    return (
      (value as readonly unknown[] | undefined)?.map((item) => shownValue(code.slice(2), item, owner)) ?? null
    );
  }
  if (code.startsWith('{}')) {
    if (value === undefined) return null;
    const entries = Object.entries(value as Fields).sort(([a], [b]) => compareStrings(a, b));
    return new Map(entries.map(([key, item]) => [key, shownValue(code.slice(2), item, owner)]));
  }
  if (code.length > 1) return structOf(code, (value ?? {}) as Fields, owner);
  return value ?? zeros[code] ?? null;
}

function isEqual(code: string, a: unknown, b: unknown, ownerA: Fields, ownerB: Fields): boolean {
  if (code.startsWith('*')) {
    if (a === undefined || b === undefined) return a === b;
    return isEqual(code.slice(1), a, b, ownerA, ownerB);
  }
  if (code.startsWith('[]')) {
    const [listA, listB] = [a ?? [], b ?? []] as [readonly unknown[], readonly unknown[]];
    const within = code.slice(2);
    return (
      listA.length === listB.length &&
      listA.every((item, at) => isEqual(within, item, listB[at], ownerA, ownerB))
    );
  }
  if (code.startsWith('{}')) return areEqualMaps(code.slice(2), (a ?? {}) as Fields, (b ?? {}) as Fields);
  if (code.length > 1) return areEqualStructs(code, (a ?? {}) as Fields, (b ?? {}) as Fields, ownerA, ownerB);
  const [scalarA, scalarB] = [a ?? zeros[code], b ?? zeros[code]];
  if (scalarA === scalarB || code !== 'q') return scalarA === scalarB;
  return parseQuantity(scalarA as string).compare(parseQuantity(scalarB as string)) === 0;
}

function areEqualMaps(code: string, a: Fields, b: Fields): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isEqual(code, a[key], b[key], a, b));
}

function areEqualStructs(type: string, a: Fields, b: Fields, ownerA: Fields, ownerB: Fields): boolean {
  if (a === b && ownerA === ownerB) return true;
  return fieldsOf(type).every((field) =>
    isEqual(field.code, memberOf(field, a, ownerA), memberOf(field, b, ownerB), a, b),
  );
}

const zeros: Readonly<Record<string, unknown>> = { s: '', n: 0, b: false, q: '0', i: 0 };

function written(value: unknown, indent: string, line: string): string {
  const within = line + indent;
  const [start, end] = indent === '' ? ['', ''] : [within, line];
  const separator = indent === '' ? ',' : `,${within}`;
  const colon = indent === '' ? ':' : ': ';
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${start}${value.map((item) => written(item, indent, within)).join(separator)}${end}]`;
  }
  if (!(value instanceof Map)) return goJson(value);
  if (value.size === 0) return '{}';
  const members = [...value].map(
    ([name, member]) => `${goJson(name)}${colon}${written(member, indent, within)}`,
  );
  return `{${start}${members.join(separator)}${end}}`;
}
