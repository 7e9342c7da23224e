import { utf8Length } from './go-format.ts';

/**
 * The forms names may have. Each rule answers what is wrong, in Kubernetes' words; nothing when the name is well.
 * Mirrors k8s.io/apimachinery pkg/util/validation and pkg/api/validate/content.
 */

/** A kind's rule for its names. With `prefix`, the text will have characters appended and may end in a dash. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

export const DNS_1123_LABEL_MAX = 63;
export const DNS_1123_SUBDOMAIN_MAX = 253;
export const LABEL_VALUE_MAX = 63;

/** A DNS label (RFC 1123): `my-name`, `123-abc`. */
export function validateDns1123Label(value: string): readonly string[] {
  if (value.length <= DNS_1123_LABEL_MAX && DNS_1123_LABEL.test(value)) return NONE;
  return [...tooLong(value, DNS_1123_LABEL_MAX), ...dns1123LabelForm(value)];
}

/** A DNS subdomain (RFC 1123): `example.com`. The form of most objects' names. */
export function validateDns1123Subdomain(value: string): readonly string[] {
  return subdomainErrors(value, 'characters');
}

/** A DNS subdomain that may hold underscores, as headless endpoints' hostnames do. */
export function validateDns1123SubdomainWithUnderscore(value: string): readonly string[] {
  const form = wrong(DNS_1123_UNDERSCORE, value, UNDERSCORE_SAYS, DNS_1123_UNDERSCORE_FORM, 'example.com');
  return [...tooLong(value, DNS_1123_SUBDOMAIN_MAX), ...form];
}

/** A DNS label (RFC 1035), which starts with a letter: the form of Services' names. */
export function validateDns1035Label(value: string): readonly string[] {
  const form = wrong(DNS_1035_LABEL, value, DNS_1035_SAYS, DNS_1035_LABEL_FORM, 'my-name', 'abc-123');
  return [...tooLong(value, DNS_1123_LABEL_MAX), ...form];
}

/** `*.` and a subdomain. */
export function validateWildcardDns1123Subdomain(value: string): readonly string[] {
  const form = wrong(WILDCARD, value, WILDCARD_SAYS, WILDCARD_FORM, '*.example.com');
  return [...tooLong(value, DNS_1123_SUBDOMAIN_MAX), ...form];
}

/** The key of a label, an annotation (in lower case) or a taint, and the name of a finalizer: `example.com/MyName`. */
export function validateQualifiedName(value: string): readonly string[] {
  const slash = value.indexOf('/');
  if (slash < 0) return qualifiedNamePart(value);
  if (value.indexOf('/', slash + 1) >= 0) {
    const says = regexError(`a valid label key ${QUALIFIED_SAYS}`, QUALIFIED_FORM, ...QUALIFIED_EXAMPLES);
    return [`${says} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const prefix = value.slice(0, slash);
  const prefixErrors = prefix === '' ? [MUST_BE_NON_EMPTY] : subdomainErrors(prefix, 'bytes');
  const nameErrors = qualifiedNamePart(value.slice(slash + 1));
  if (prefixErrors.length === 0) return nameErrors;
  return [...prefixErrors.map((error) => `prefix part ${error}`), ...nameErrors];
}

/** The value of a label: up to 63 characters, or nothing. */
export function validateLabelValue(value: string): readonly string[] {
  if (value.length <= LABEL_VALUE_MAX && LABEL_VALUE.test(value)) return NONE;
  const form = wrong(LABEL_VALUE, value, LABEL_SAYS, LABEL_VALUE_FORM, 'MyValue', 'my_value', '12345');
  return [...tooLong(value, LABEL_VALUE_MAX, 'bytes'), ...form];
}

/** A name that can stand in a URL's path. */
export function validatePathSegmentName(name: string): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return validatePathSegmentPrefix(name);
}

/** The start of a name that can stand in a URL's path. */
export function validatePathSegmentPrefix(name: string): readonly string[] {
  if (!name.includes('/') && !name.includes('%')) return NONE;
  return ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
}

/** The name of a port (IANA_SVC_NAME): `http`. */
export function validatePortName(value: string): readonly string[] {
  const errors = [...tooLong(value, PORT_NAME_MAX)];
  if (!/^[-a-z0-9]+$/.test(value)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)');
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

/** `1%`, `93%`. */
export function validatePercent(value: string): readonly string[] {
  return wrong(PERCENT, value, PERCENT_SAYS, '[0-9]+%', '1%', '93%');
}

/** An environment variable: printable ASCII without `=`. */
export function validateEnvVarName(value: string): readonly string[] {
  const errors = value === '' ? [`environment variable name ${MUST_BE_NON_EMPTY}`] : [];
  return /^[ -<>-~]*$/.test(value) ? errors : [...errors, ENV_SAYS];
}

/** A key in the data of a ConfigMap or Secret. */
export function validateConfigMapKey(value: string): readonly string[] {
  const form = wrong(CONFIG_KEY, value, CONFIG_KEY_SAYS, CONFIG_KEY_FORM, 'key.name', 'KEY_NAME', 'key-name');
  return [...tooLong(value, DNS_1123_SUBDOMAIN_MAX), ...form, ...leavesDirectory(value)];
}

/** A number from `min` to `max`. */
export function validateInRange(value: number, min: number, max: number): readonly string[] {
  return value >= min && value <= max ? NONE : [`must be between ${min} and ${max}, inclusive`];
}

/** 1 to 65535. */
export function validatePortNumber(port: number): readonly string[] {
  return validateInRange(port, 1, 65_535);
}

export const nameIsDnsSubdomain: NameRule = (name, prefix) =>
  validateDns1123Subdomain(prefix ? maskTrailingDash(name) : name);

export const nameIsDnsLabel: NameRule = (name, prefix) =>
  validateDns1123Label(prefix ? maskTrailingDash(name) : name);

export const nameIsDns1035Label: NameRule = (name, prefix) =>
  validateDns1035Label(prefix ? maskTrailingDash(name) : name);

/** The rule of kinds whose names need only fit into a path: RBAC, custom metrics. */
export const nameIsPathSegment: NameRule = (name, prefix) =>
  prefix ? validatePathSegmentPrefix(name) : validatePathSegmentName(name);

const NONE: readonly string[] = Object.freeze([]);
const MUST_BE_NON_EMPTY = 'must be non-empty';
const PORT_NAME_MAX = 15;
const QUALIFIED_NAME_MAX = 63;

const DNS_1123_LABEL_FORM = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_1123_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1123_SUBDOMAIN_FORM = `${DNS_1123_LABEL_FORM}(\\.${DNS_1123_LABEL_FORM})*`;
const DNS_1123_SUBDOMAIN = new RegExp(`^${DNS_1123_SUBDOMAIN_FORM}$`);
const UNDERSCORE_LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const DNS_1123_UNDERSCORE_FORM = `${UNDERSCORE_LABEL}(\\.${UNDERSCORE_LABEL})*`;
const DNS_1123_UNDERSCORE = new RegExp(`^${DNS_1123_UNDERSCORE_FORM}$`);
const DNS_1035_LABEL_FORM = '[a-z]([-a-z0-9]*[a-z0-9])?';
const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const WILDCARD_FORM = `\\*\\.${DNS_1123_SUBDOMAIN_FORM}`;
const WILDCARD = new RegExp(`^${WILDCARD_FORM}$`);
const QUALIFIED_FORM = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const QUALIFIED_EXAMPLES = ['MyName', 'my.name', '123-abc'] as const;
const LABEL_VALUE_FORM = `(${QUALIFIED_FORM})?`;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const PERCENT = /^[0-9]+%$/;
const CONFIG_KEY_FORM = '[-._a-zA-Z0-9]+';
const CONFIG_KEY = /^[-._a-zA-Z0-9]+$/;

const ENDS_SAY = 'and must start and end with an alphanumeric character';
const LABEL_FORM_SAYS = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${ENDS_SAY}`;
const SUBDOMAIN_SAYS = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${ENDS_SAY}`;
const UNDERSCORE_SAYS = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', ${ENDS_SAY}`;
const DNS_1035_SAYS =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const WILDCARD_SAYS =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
const QUALIFIED_SAYS = `must consist of alphanumeric characters, '-', '_' or '.', ${ENDS_SAY}`;
const LABEL_SAYS = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${ENDS_SAY}`;
const PERCENT_SAYS = "a valid percent string must be a numeric string followed by an ending '%'";
const CONFIG_KEY_SAYS = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
const ENV_SAYS =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";

/** Kubernetes counts bytes everywhere, and calls them so in its newer rules, those of labels. */
function tooLong(value: string, max: number, unit: 'characters' | 'bytes' = 'characters'): readonly string[] {
  return utf8Length(value) > max ? [`must be no more than ${max} ${unit}`] : NONE;
}

function wrong(
  pattern: RegExp,
  value: string,
  says: string,
  form: string,
  ...examples: string[]
): readonly string[] {
  return pattern.test(value) ? NONE : [regexError(says, form, ...examples)];
}

function regexError(says: string, form: string, ...examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${says} (e.g. ${shown}regex used for validation is '${form}')`;
}

function subdomainErrors(value: string, unit: 'characters' | 'bytes'): readonly string[] {
  if (value.length <= DNS_1123_SUBDOMAIN_MAX && DNS_1123_SUBDOMAIN.test(value)) return NONE;
  const form = wrong(DNS_1123_SUBDOMAIN, value, SUBDOMAIN_SAYS, DNS_1123_SUBDOMAIN_FORM, 'example.com');
  return [...tooLong(value, DNS_1123_SUBDOMAIN_MAX, unit), ...form];
}

function dns1123LabelForm(value: string): readonly string[] {
  if (DNS_1123_LABEL.test(value)) return NONE;
  if (DNS_1123_SUBDOMAIN.test(value)) return ['must not contain dots'];
  return [regexError(LABEL_FORM_SAYS, DNS_1123_LABEL_FORM, 'my-name', '123-abc')];
}

function qualifiedNamePart(name: string): readonly string[] {
  const matches = QUALIFIED.test(name);
  if (matches && name.length <= QUALIFIED_NAME_MAX) return NONE;
  const length = name === '' ? [MUST_BE_NON_EMPTY] : tooLong(name, QUALIFIED_NAME_MAX, 'bytes');
  const form = matches ? NONE : [regexError(QUALIFIED_SAYS, QUALIFIED_FORM, ...QUALIFIED_EXAMPLES)];
  return [...length, ...form].map((error) => `name part ${error}`);
}

function leavesDirectory(value: string): readonly string[] {
  if (value === '.' || value === '..') return [`must not be '${value}'`];
  return value.startsWith('..') ? ["must not start with '..'"] : NONE;
}

/** Like Kubernetes, takes off one byte more than the dash; only the form matters, as the name is not used. */
function maskTrailingDash(name: string): string {
  if (name.length < 2 || !name.endsWith('-')) return name;
  // A byte less of a character outside of ASCII leaves something that is as wrong as the character.
  return name.charCodeAt(name.length - 2) > 0x7f ? name.slice(0, -1) : `${name.slice(0, -2)}a`;
}
