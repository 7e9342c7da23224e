import { compareStrings, goQuote } from '../values/go-format.ts';
import { InvalidValueError } from '../values/invalid-value.ts';

/** One condition on one field. Mirrors k8s.io/apimachinery pkg/fields (Requirement). */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** A field selector made ready; immutable. Mirrors k8s.io/apimachinery pkg/fields (Selector). */
export interface FieldMatcher {
  /** Whether all requirements hold. A field that is not there is the empty text. */
  matches(fields: Readonly<Record<string, string>>): boolean;
  /** True for the one that restricts nothing. */
  readonly everything: boolean;
  /** In the order of the terms' texts. */
  readonly requirements: readonly FieldRequirement[];
  /** Fields every matching object has with just this value: what an index can look up. */
  readonly exact: readonly { readonly field: string; readonly value: string }[];
  /** The selector in the grammar's form, escaped: `a=b,c!=d`. */
  toString(): string;
}

/** How to read the selectable fields of a kind. An absent value is the empty text. */
export type FieldGetters<T> = Readonly<Record<string, (object: T) => string | undefined>>;

/** Reads `metadata.name=web,status.phase!=Running`; throws InvalidValueError. The empty text selects everything. */
export function parseFieldSelector(text: string): FieldMatcher {
  if (text === '') return allFields;
  const terms = splitTerms(text).filter((term) => term !== '');
  const requirements = terms.sort(compareStrings).map((term) => parseTerm(term, text));
  // `=` alone asks nothing.
  return fieldMatcher(requirements.filter(({ field, value }) => field !== '' || value !== ''));
}

/** Makes requirements ready. */
export function fieldMatcher(requirements: readonly FieldRequirement[]): FieldMatcher {
  return requirements.length === 0 ? allFields : new Requirements(requirements);
}

/**
 * The selector as a test of objects of a kind with these selectable fields. Throws InvalidValueError
 * (`field label not supported: spec.x`, or what `refusal` says) for another field.
 */
export function compileFieldSelector<T>(
  matcher: FieldMatcher,
  getters: FieldGetters<T>,
  refusal: (field: string) => string = fieldLabelNotSupported,
): (object: T) => boolean {
  const tests = matcher.requirements.map(({ field, operator, value }) => {
    const get = Object.hasOwn(getters, field) ? getters[field] : undefined;
    if (get === undefined) throw new InvalidValueError(refusal(field));
    return { get, value, equal: operator === '=' };
  });
  return (object) => {
    for (const { get, value, equal } of tests) if (((get(object) ?? '') === value) !== equal) return false;
    return true;
  };
}

/** What a kind with selectable fields of its own says of a field that is not among them. */
export function fieldLabelNotSupported(field: string): string {
  return `field label not supported: ${field}`;
}

/** What a kind without selectable fields of its own says. */
export function notAKnownFieldSelector(field: string): string {
  return `${goQuote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

/** A value as it stands in a selector: with a backslash before `\`, `,` and `=`. */
export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

class Requirements implements FieldMatcher {
  readonly everything = false;
  readonly requirements: readonly FieldRequirement[];
  readonly exact: readonly { readonly field: string; readonly value: string }[];

  constructor(requirements: readonly FieldRequirement[]) {
    this.requirements = requirements;
    this.exact = requirements.filter(({ operator }) => operator === '=');
  }

  matches(fields: Readonly<Record<string, string>>): boolean {
    for (const { field, operator, value } of this.requirements) {
      const actual = Object.hasOwn(fields, field) ? fields[field] : '';
      if ((actual === value) !== (operator === '=')) return false;
    }
    return true;
  }

  toString(): string {
    const terms = this.requirements.map(
      ({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`,
    );
    return terms.join(',');
  }
}

/** Selects every object. */
const allFields: FieldMatcher = Object.freeze({
  everything: true,
  requirements: [],
  exact: [],
  matches: () => true,
  toString: () => '',
});

/** At commas that no backslash precedes. Backslashes stay. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\\') i++;
    else if (char === ',') {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

/** At the first operator; what is before it is never escaped. */
function parseTerm(term: string, selector: string): FieldRequirement {
  const match = /!=|==|=/.exec(term);
  if (match === null) {
    throw new InvalidValueError(`invalid selector: '${selector}'; can't understand '${term}'`);
  }
  const value = unescapeValue(term.slice(match.index + match[0].length));
  return { field: term.slice(0, match.index), operator: match[0] === '!=' ? '!=' : '=', value };
}

function unescapeValue(text: string): string {
  if (!/[\\,=]/.test(text)) return text;
  let value = '';
  for (let chars = [...text], i = 0; i < chars.length; i++) {
    const char = chars[i] ?? '';
    if (char === ',' || char === '=') {
      const says = `invalid field selector: unescaped character in value: ${char.codePointAt(0)}`;
      throw new InvalidValueError(says);
    }
    value += char === '\\' ? unescapeChar(chars[++i] ?? '') : char;
  }
  return value;
}

function unescapeChar(char: string): string {
  if (char === '\\' || char === ',' || char === '=') return char;
  throw new InvalidValueError(`invalid field selector: invalid escape sequence: \\${char}`);
}
