import { isList, isObject } from '../values/plain-json.ts';

/**
 * JSON.stringify, which throws for bigints, and what it would have written had it known them. Costs nothing where
 * there are none, which is nearly always. `indent`: spaces for each level; all in one line without.
 */
export function writeJson(value: unknown, indent = 0): string {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    const text = written(value, indent === 0 ? '' : '\n', ' '.repeat(indent));
    if (text === undefined) throw error;
    return text;
  }
}

function written(value: unknown, line: string, step: string): string | undefined {
  if (typeof value === 'bigint') return String(value);
  const inner = line + step;
  if (isList(value)) {
    return enclosed(
      '[]',
      value.map((item) => written(item, inner, step) ?? 'null'),
      line,
      inner,
    );
  }
  if (!isObject(value)) return JSON.stringify(value);
  const colon = line === '' ? ':' : ': ';
  const members: string[] = [];
  for (const name of Object.keys(value)) {
    const member = written(value[name], inner, step);
    if (member !== undefined) members.push(`${JSON.stringify(name)}${colon}${member}`);
  }
  return enclosed('{}', members, line, inner);
}

function enclosed(brackets: string, parts: readonly string[], line: string, inner: string): string {
  const [open, close] = brackets;
  return parts.length === 0 ? brackets : `${open}${inner}${parts.join(`,${inner}`)}${line}${close}`;
}
