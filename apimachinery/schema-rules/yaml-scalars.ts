import type { ScalarTag, Tags } from 'yaml';

/**
 * Plain scalars as go.yaml.in/yaml/v2 resolves them, which is neither YAML 1.1 nor 1.2: no base 60, no times, octal with
 * 0 and 0o, underscores anywhere in numbers. The first tag whose test matches wins.
 */
export const goScalarTags: Tags = [
  tag('null', /^(?:~|null|Null|NULL)?$/, () => null),
  tag('bool', /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/, () => true),
  tag('bool', /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/, () => false),
  tag('float', /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/, notInJson),
  tag('int', /^[-+.0-9]/, (text) => goNumber(text) ?? text),
  // Only where the tag is written out.
  { tag: 'tag:yaml.org,2002:float', resolve: (text: string) => goNumber(text) ?? text },
];

function tag(name: string, test: RegExp, resolve: ScalarTag['resolve']): ScalarTag {
  return { tag: `tag:yaml.org,2002:${name}`, default: true, test, resolve };
}

function notInJson(text: string, onError: (message: string) => void): string {
  onError(`unsupported value: ${text}`);
  return text;
}

/** Undefined for a text that is no number after all. */
function goNumber(text: string): number | undefined {
  if (text.startsWith('.')) return finite(/^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/, text);
  const plain = text.replaceAll('_', '');
  return goInteger(plain) ?? finite(/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/, plain);
}

/** As strconv.ParseInt reads it with base 0. */
function goInteger(text: string): number | undefined {
  const match = /^([-+]?)(?:0[bB]([01]+)|0[oO]?([0-7]+)|0[xX]([0-9a-fA-F]+)|(0|[1-9][0-9]*))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, binary, octal, hex, decimal] = match;
  const value =
    binary !== undefined
      ? Number.parseInt(binary, 2)
      : octal !== undefined
        ? Number.parseInt(octal, 8)
        : hex !== undefined
          ? Number.parseInt(hex, 16)
          : Number(decimal);
  return sign === '-' && value !== 0 ? -value : value;
}

function finite(pattern: RegExp, text: string): number | undefined {
  const value = pattern.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
