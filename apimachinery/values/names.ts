import { utf8Length } from './go-format.ts';

/**
 * The forms names may have. Each rule answers what is wrong, in Kubernetes' words; nothing when the name is well.
 * Mirrors k8s.io/apimachinery pkg/util/validation and pkg/api/validate/content.
 */

/** A kind's rule for its names. With `prefix`, the text will have characters appended and may end in a dash. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

export const dns1123LabelMax = 63;
export const dns1123SubdomainMax = 253;
export const labelValueMax = 63;

/** A DNS label (RFC 1123): `my-name`, `123-abc`. */
export function validateDns1123Label(value: string): readonly string[] {
  if (value.length <= dns1123LabelMax && dns1123Label.test(value)) return none;
  return [...tooLong(value, dns1123LabelMax), ...dns1123LabelForm(value)];
}

/** A DNS subdomain (RFC 1123): `example.com`. The form of most objects' names. */
export function validateDns1123Subdomain(value: string): readonly string[] {
  return subdomainErrors(value, 'characters');
}

/** A DNS subdomain that may hold underscores, as headless endpoints' hostnames do. */
export function validateDns1123SubdomainWithUnderscore(value: string): readonly string[] {
  const form = wrong(dns1123Underscore, value, underscoreSays, dns1123UnderscoreForm, 'example.com');
  return [...tooLong(value, dns1123SubdomainMax), ...form];
}

/** A DNS label (RFC 1035), which starts with a letter: the form of Services' names. */
export function validateDns1035Label(value: string): readonly string[] {
  const form = wrong(dns1035Label, value, dns1035Says, dns1035LabelForm, 'my-name', 'abc-123');
  return [...tooLong(value, dns1123LabelMax), ...form];
}

/** `*.` and a subdomain. */
export function validateWildcardDns1123Subdomain(value: string): readonly string[] {
  const form = wrong(wildcard, value, wildcardSays, wildcardForm, '*.example.com');
  return [...tooLong(value, dns1123SubdomainMax), ...form];
}

/** The key of a label, an annotation (in lower case) or a taint, and the name of a finalizer: `example.com/MyName`. */
export function validateQualifiedName(value: string): readonly string[] {
  const slash = value.indexOf('/');
  if (slash < 0) return qualifiedNamePart(value);
  if (value.indexOf('/', slash + 1) >= 0) {
    const says = regexError(`a valid label key ${qualifiedSays}`, qualifiedForm, ...qualifiedExamples);
    return [`${says} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const prefix = value.slice(0, slash);
  const prefixErrors = prefix === '' ? [mustBeNonEmpty] : subdomainErrors(prefix, 'bytes');
  const nameErrors = qualifiedNamePart(value.slice(slash + 1));
  if (prefixErrors.length === 0) return nameErrors;
  return [...prefixErrors.map((error) => `prefix part ${error}`), ...nameErrors];
}

/** The value of a label: up to 63 characters, or nothing. */
export function validateLabelValue(value: string): readonly string[] {
  if (value.length <= labelValueMax && labelValue.test(value)) return none;
  const form = wrong(labelValue, value, labelSays, labelValueForm, 'MyValue', 'my_value', '12345');
  return [...tooLong(value, labelValueMax, 'bytes'), ...form];
}

/** A name that can stand in a URL's path. */
export function validatePathSegmentName(name: string): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return validatePathSegmentPrefix(name);
}

/** The start of a name that can stand in a URL's path. */
export function validatePathSegmentPrefix(name: string): readonly string[] {
  if (!name.includes('/') && !name.includes('%')) return none;
  return ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
}

/** The name of a port (IANA_SVC_NAME): `http`. */
export function validatePortName(value: string): readonly string[] {
  const errors = [...tooLong(value, portNameMax)];
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
  return wrong(percent, value, percentSays, '[0-9]+%', '1%', '93%');
}

/** An environment variable: printable ASCII without `=`. */
export function validateEnvVarName(value: string): readonly string[] {
  const errors = value === '' ? [`environment variable name ${mustBeNonEmpty}`] : [];
  return /^[ -<>-~]*$/.test(value) ? errors : [...errors, envSays];
}

/** A key in the data of a ConfigMap or Secret. */
export function validateConfigMapKey(value: string): readonly string[] {
  const form = wrong(configKey, value, configKeySays, configKeyForm, 'key.name', 'KEY_NAME', 'key-name');
  return [...tooLong(value, dns1123SubdomainMax), ...form, ...leavesDirectory(value)];
}

/** A number from `min` to `max`. */
export function validateInRange(value: number | bigint, min: number, max: number): readonly string[] {
  return value >= min && value <= max ? none : [`must be between ${min} and ${max}, inclusive`];
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

const none: readonly string[] = Object.freeze([]);
const mustBeNonEmpty = 'must be non-empty';
const portNameMax = 15;
const qualifiedNameMax = 63;

const dns1123LabelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dns1123Label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dns1123SubdomainForm = `${dns1123LabelPattern}(\\.${dns1123LabelPattern})*`;
const dns1123Subdomain = new RegExp(`^${dns1123SubdomainForm}$`);
const underscoreLabel = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const dns1123UnderscoreForm = `${underscoreLabel}(\\.${underscoreLabel})*`;
const dns1123Underscore = new RegExp(`^${dns1123UnderscoreForm}$`);
const dns1035LabelForm = '[a-z]([-a-z0-9]*[a-z0-9])?';
const dns1035Label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const wildcardForm = `\\*\\.${dns1123SubdomainForm}`;
const wildcard = new RegExp(`^${wildcardForm}$`);
const qualifiedForm = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const qualified = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const qualifiedExamples = ['MyName', 'my.name', '123-abc'] as const;
const labelValueForm = `(${qualifiedForm})?`;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const percent = /^[0-9]+%$/;
const configKeyForm = '[-._a-zA-Z0-9]+';
const configKey = /^[-._a-zA-Z0-9]+$/;

const endsSay = 'and must start and end with an alphanumeric character';
const labelFormSays = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${endsSay}`;
const subdomainSays = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${endsSay}`;
const underscoreSays = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', ${endsSay}`;
const dns1035Says =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const wildcardSays =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
const qualifiedSays = `must consist of alphanumeric characters, '-', '_' or '.', ${endsSay}`;
const labelSays = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${endsSay}`;
const percentSays = "a valid percent string must be a numeric string followed by an ending '%'";
const configKeySays = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
const envSays =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";

/** Kubernetes counts bytes everywhere, and calls them so in its newer rules, those of labels. */
function tooLong(value: string, max: number, unit: 'characters' | 'bytes' = 'characters'): readonly string[] {
  return utf8Length(value) > max ? [`must be no more than ${max} ${unit}`] : none;
}

function wrong(
  pattern: RegExp,
  value: string,
  says: string,
  form: string,
  ...examples: string[]
): readonly string[] {
  return pattern.test(value) ? none : [regexError(says, form, ...examples)];
}

function regexError(says: string, form: string, ...examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${says} (e.g. ${shown}regex used for validation is '${form}')`;
}

function subdomainErrors(value: string, unit: 'characters' | 'bytes'): readonly string[] {
  if (value.length <= dns1123SubdomainMax && dns1123Subdomain.test(value)) return none;
  const form = wrong(dns1123Subdomain, value, subdomainSays, dns1123SubdomainForm, 'example.com');
  return [...tooLong(value, dns1123SubdomainMax, unit), ...form];
}

function dns1123LabelForm(value: string): readonly string[] {
  if (dns1123Label.test(value)) return none;
  if (dns1123Subdomain.test(value)) return ['must not contain dots'];
  return [regexError(labelFormSays, dns1123LabelPattern, 'my-name', '123-abc')];
}

function qualifiedNamePart(name: string): readonly string[] {
  const matches = qualified.test(name);
  if (matches && name.length <= qualifiedNameMax) return none;
  const length = name === '' ? [mustBeNonEmpty] : tooLong(name, qualifiedNameMax, 'bytes');
  const form = matches ? none : [regexError(qualifiedSays, qualifiedForm, ...qualifiedExamples)];
  return [...length, ...form].map((error) => `name part ${error}`);
}

function leavesDirectory(value: string): readonly string[] {
  if (value === '.' || value === '..') return [`must not be '${value}'`];
  return value.startsWith('..') ? ["must not start with '..'"] : none;
}

/** Like Kubernetes, takes off one byte more than the dash; only the form matters, as the name is not used. */
function maskTrailingDash(name: string): string {
  if (name.length < 2 || !name.endsWith('-')) return name;
  // A byte less of a character outside of ASCII leaves something that is as wrong as the character.
  return name.charCodeAt(name.length - 2) > 0x7f ? name.slice(0, -1) : `${name.slice(0, -2)}a`;
}
