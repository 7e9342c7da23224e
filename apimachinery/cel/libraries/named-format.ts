import { parseGoUrl, UrlError } from '../../values/go-url.ts';
import {
  nameIsDns1035Label,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
  validateLabelValue,
  validateQualifiedName,
} from '../../values/names.ts';
import { declare, type FunctionDeclaration, member, overload, taking } from '../functions/declaration.ts';
import { formattedValue } from '../schema/formatted-value.ts';
import { type CelType, structType } from '../types/cel-type.ts';
import { ArrayList } from '../values/lists.ts';
import {
  CelObject,
  type CelValue,
  celOptionalNone,
  celOptionalOf,
  isCelError,
  noSuchOverload,
} from '../values/value.ts';

/** Formats by name. Mirrors k8s.io/apiserver pkg/cel/library/format.go. */

export const namedFormatType = structType('kubernetes.NamedFormat');
const named = { Format: namedFormatType };

export class CelNamedFormat extends CelObject {
  override readonly type: CelType = namedFormatType;
  readonly name: string;
  /** For the cost: how long the pattern is at most. */
  readonly regexSizeMax: number;
  readonly validate: (text: string) => readonly string[];

  constructor(name: string, regexSizeMax: number, validate: (text: string) => readonly string[]) {
    super();
    this.name = name;
    this.regexSizeMax = regexSizeMax;
    this.validate = validate;
  }

  override equals(other: CelValue): CelValue {
    return other instanceof CelNamedFormat ? this.name === other.name : noSuchOverload(other);
  }
}

function uriProblems(text: string): readonly string[] {
  try {
    parseGoUrl(text, true);
    return [];
  } catch (error) {
    if (error instanceof UrlError) return [error.message];
    throw error;
  }
}

function said(valid: (text: string) => boolean, problem: string): (text: string) => readonly string[] {
  return (text) => (valid(text) ? [] : [problem]);
}

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const clock = /[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:.[0-9]+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

function isDate(text: string): boolean {
  return !isCelError(formattedValue(text, 'date'));
}

function isDateTime(text: string): boolean {
  return clock.test(text) && isDate(text.split(/[Tt]/)[0] ?? '');
}

const dateTimePatternLength = 71;

/** By the names that `format.named()` knows, with the names in messages. */
const formats: ReadonlyMap<string, CelNamedFormat> = new Map(
  [
    new CelNamedFormat('DNS1123Label', 30, (text) => nameIsDnsLabel(text, false)),
    new CelNamedFormat('DNS1123Subdomain', 60, (text) => nameIsDnsSubdomain(text, false)),
    new CelNamedFormat('DNS1035Label', 30, (text) => nameIsDns1035Label(text, false)),
    new CelNamedFormat('QualifiedName', 60, validateQualifiedName),
    new CelNamedFormat('DNS1123LabelPrefix', 30, (text) => nameIsDnsLabel(text, true)),
    new CelNamedFormat('DNS1123SubdomainPrefix', 60, (text) => nameIsDnsSubdomain(text, true)),
    new CelNamedFormat('DNS1035LabelPrefix', 30, (text) => nameIsDns1035Label(text, true)),
    new CelNamedFormat('LabelValue', 40, validateLabelValue),
    new CelNamedFormat('URI', 1103, uriProblems),
    new CelNamedFormat(
      'uuid',
      70,
      said((text) => uuid.test(text), 'does not match the UUID format'),
    ),
    new CelNamedFormat(
      'byte',
      84,
      said((text) => base64.test(text), 'invalid base64'),
    ),
    new CelNamedFormat('date', dateTimePatternLength, said(isDate, 'invalid date')),
    new CelNamedFormat('datetime', dateTimePatternLength, said(isDateTime, 'invalid datetime')),
  ].map((format) => [keyOf(format.name), format]),
);

/** `DNS1123Label` is asked for as `dns1123Label`. */
function keyOf(name: string): string {
  if (name === 'URI') return 'uri';
  return name.startsWith('DNS') ? `dns${name.slice(3)}` : `${name[0]?.toLowerCase()}${name.slice(1)}`;
}

function validate(format: CelNamedFormat, text: string): CelValue {
  const problems = format.validate(text);
  return problems.length === 0 ? celOptionalNone : celOptionalOf(new ArrayList(problems));
}

function byName(name: string): CelValue {
  const format = formats.get(name);
  return format === undefined ? celOptionalNone : celOptionalOf(format);
}

export const namedFormatFunctions: readonly FunctionDeclaration[] = [
  declare(
    'validate',
    member(
      'format-validate',
      '(Format, string) -> optional(list(string))',
      taking([CelNamedFormat, 'string'], validate),
      named,
    ),
  ),
  declare(
    'format.named',
    overload('format-named', '(string) -> optional(Format)', taking(['string'], byName), named),
  ),
  ...[...formats].map(([key, format]) =>
    declare(
      `format.${key}`,
      overload(`format.${key}`, '() -> Format', () => format, named),
    ),
  ),
];
