import type { ScalarTag, Tags } from 'yaml';

/**
 * Plain scalars as go.yaml.in/yaml/v2 resolves them, which is neither YAML 1.1 nor 1.2: no base 60, no times, octal with
 * 0 and 0o, underscores in numbers. The first tag whose test matches wins.
 */
export const goScalarTags: Tags = [
  tag('tag:yaml.org,2002:null', /^(?:~|null|Null|NULL)?$/, () => null),
  tag('tag:yaml.org,2002:bool', /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/, () => true),
  tag('tag:yaml.org,2002:bool', /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/, () => false),
  tag('tag:yaml.org,2002:int', /^[-+]?0[bB][01_]+$/, (text) => integer(text, /^0[bB]/, 2)),
  tag('tag:yaml.org,2002:int', /^[-+]?0[xX][0-9a-fA-F_]+$/, (text) => integer(text, /^0[xX]/, 16)),
  tag('tag:yaml.org,2002:int', /^[-+]?0[oO]?[0-7_]+$/, (text) => integer(text, /^0[oO]?/, 8)),
  tag('tag:yaml.org,2002:int', /^[-+]?(?:0|[1-9][0-9_]*)$/, (text) => integer(text, /^/, 10)),
  tag(
    'tag:yaml.org,2002:float',
    /^[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/,
    (text) => Number(text.replaceAll('_', '')),
  ),
];

function tag(name: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag {
  return { tag: name, default: true, test, resolve };
}

function integer(text: string, prefix: RegExp, base: number): number {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '').replace(prefix, '').replaceAll('_', '');
  const value = base === 10 ? Number(digits) : Number.parseInt(digits, base);
  return negative ? -value : value;
}
