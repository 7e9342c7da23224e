/**
 * Names of fields as expressions may write them: `a-b` is `a__dash__b`, `namespace` is `__namespace__`.
 * Mirrors k8s.io/apiserver pkg/cel/escaping.go.
 */

const reserved = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);

/** Whether a name of a field is a word that the language keeps for itself. */
export function isReservedName(name: string): boolean {
  return reserved.has(name);
}

const escapes: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

const unescapes: Readonly<Record<string, string>> = { underscores: '__', dot: '.', dash: '-', slash: '/' };

/** Undefined for a name that no expression can write. */
export function escapeCelName(name: string): string | undefined {
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return undefined;
  if (reserved.has(name)) return `__${name}__`;
  return name.replace(/__|[-./]/g, (part) => escapes[part] ?? part);
}

/** Undefined for a text that is no escaped name. */
export function unescapeCelName(escaped: string): string | undefined {
  if (!escaped.includes('__')) return escaped;
  let valid = true;
  const name = escaped.replace(/__[^_]+__/g, (whole) => {
    const inner = whole.slice(2, -2);
    const known = unescapes[inner];
    if (known !== undefined) return known;
    if (!reserved.has(inner) || whole !== escaped) valid = false;
    return inner;
  });
  return valid ? name : undefined;
}
