import type { Alias, CST, Node, Pair, YAMLParseError } from 'yaml';
import { yaml } from './yaml-library.ts';
import { yamlOffset } from './yaml-offset.ts';
import { goScalarTags } from './yaml-scalars.ts';

export interface ParsedYaml {
  /** JSON as far as YAML can say it; undefined for an empty document. */
  readonly value: unknown;
  /** Paths of keys that were given again in the same mapping; the last one counts. */
  readonly duplicates: readonly string[];
  /** Where a path such as `spec.steps[0].kill` stands, or as much of it as is there. Both count from 1. */
  locate(path: string): { readonly line: number; readonly column: number };
}

/** A text that is not YAML, or more than JSON can say. The message starts as Go's, `yaml: line 3: `. */
export class YamlSyntaxError extends Error {
  override readonly name = 'YamlSyntaxError';
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;

  constructor(reason: string, line: number, column: number) {
    super(`yaml: line ${line}: ${reason} (column ${column})`);
    this.line = line;
    this.column = column;
  }
}

/** How deep values may be nested: several times what the deepest CustomResourceDefinitions need. Go allows 10,000. */
const yamlDepthMax = 200;

/** How many nodes aliases may add; a few lines of YAML could otherwise say gigabytes. */
const aliasCountMax = 100;

/**
 * Parses every document of a text, with scalars as Kubernetes reads them: yes, no, on, off, y and n are booleans, 0o17
 * and 017 are octal, 1_000 is a number, times stay strings, keys become strings. Documents with nothing in them are
 * left out. Throws YamlSyntaxError.
 * Mirrors sigs.k8s.io/yaml over go.yaml.in/yaml/v2.
 */
export function parseYaml(text: string | Uint8Array): ParsedYaml[] {
  const source = typeof text === 'string' ? text : new TextDecoder().decode(text);
  const lines = lineStarts(source);
  const { Composer, Parser } = yaml();
  const tokens = [...new Parser().parse(source)];
  for (const token of tokens) checkDepth(token, lines);
  const results: ParsedYaml[] = [];
  for (const document of new Composer(options).compose(tokens)) {
    const error = document.errors[0];
    if (error !== undefined) throw describe(error, lines);
    if (document.contents === null || isEmptyScalar(document.contents)) continue;
    const inspection = new Inspection(lines);
    inspection.look(document.contents, '');
    const { duplicates } = inspection;
    const start = document.contents.range?.[0] ?? 0;
    const { contents } = document;
    results.push({
      value: toJson(document, lines, start),
      duplicates,
      locate: (path) => position(lines, yamlOffset(contents, path)),
    });
  }
  return results;
}

const options = {
  schema: 'failsafe',
  customTags: goScalarTags,
  version: '1.1',
  merge: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** The composer recurses, and a stack that runs out within it can take the whole process with it: so look first. */
function checkDepth(token: CST.Token, lines: readonly number[]): void {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { depth } = next;
    if (depth > yamlDepthMax) {
      const { line, column } = position(lines, next.token.offset);
      throw new YamlSyntaxError(`exceeded max depth of ${yamlDepthMax}`, line, column);
    }
    if ('value' in next.token && next.token.value !== undefined) {
      open.push({ token: next.token.value as CST.Token, depth: depth + 1 });
    }
    for (const item of 'items' in next.token ? next.token.items : []) {
      if (item.key) open.push({ token: item.key, depth: depth + 1 });
      if (item.value) open.push({ token: item.value, depth: depth + 1 });
    }
  }
}

function isEmptyScalar(node: Node): boolean {
  return yaml().isScalar(node) && node.value === null && (node.source ?? '') === '';
}

function toJson(
  document: { toJS(options: { maxAliasCount: number }): unknown },
  lines: readonly number[],
  start: number,
): unknown {
  try {
    return document.toJS({ maxAliasCount: aliasCountMax });
  } catch (error) {
    const { line, column } = position(lines, start);
    throw new YamlSyntaxError(error instanceof Error ? error.message : String(error), line, column);
  }
}

function describe(error: YAMLParseError, lines: readonly number[]): YamlSyntaxError {
  const { line, column } = position(lines, error.pos[0]);
  return new YamlSyntaxError(error.message, line, column);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function position(lines: readonly number[], offset: number): { line: number; column: number } {
  let line = lines.length;
  while (line > 1 && (lines[line - 1] ?? 0) > offset) line--;
  return { line, column: offset - (lines[line - 1] ?? 0) + 1 };
}

/** Finds keys given again, and refuses a value that contains itself, which JSON cannot say. */
class Inspection {
  readonly duplicates: string[] = [];
  readonly #lines: readonly number[];
  readonly #openAnchors = new Set<string>();

  constructor(lines: readonly number[]) {
    this.#lines = lines;
  }

  look(node: unknown, path: string): void {
    const { isAlias, isMap, isSeq } = yaml();
    if (isAlias(node)) this.#checkAlias(node);
    if (!isSeq(node) && !isMap(node)) return;
    const { anchor } = node;
    if (anchor !== undefined) this.#openAnchors.add(anchor);
    if (isMap(node)) this.#lookAtPairs(node.items as Pair[], path);
    else node.items.forEach((item, index) => void this.look(item, `${path}[${index}]`));
    if (anchor !== undefined) this.#openAnchors.delete(anchor);
  }

  #checkAlias(alias: Alias): void {
    if (!this.#openAnchors.has(alias.source)) return;
    const { line, column } = position(this.#lines, alias.range?.[0] ?? 0);
    throw new YamlSyntaxError(`anchor '${alias.source}' value contains itself`, line, column);
  }

  #lookAtPairs(pairs: readonly Pair[], path: string): void {
    const { isScalar } = yaml();
    const seen = new Set<string>();
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.value) : '';
      const member = path === '' ? name : `${path}.${name}`;
      if (seen.has(name) && name !== '<<') this.duplicates.push(member);
      seen.add(name);
      this.look(value, member);
    }
  }
}
