import { isMap, isScalar, isSeq, type Node, type Pair, parseAllDocuments, type YAMLParseError } from 'yaml';
import { goScalarTags } from './yaml-scalars.ts';

export interface ParsedYaml {
  /** JSON as far as YAML can say it; undefined for an empty document. */
  readonly value: unknown;
  /** Paths of keys that were given again in the same mapping; the last one counts. */
  readonly duplicates: readonly string[];
  /** The line the document starts at, from 1. */
  readonly line: number;
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
  const documents = parseAllDocuments(source, {
    schema: 'failsafe',
    customTags: goScalarTags,
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    stringKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const results: ParsedYaml[] = [];
  for (const document of documents) {
    const error = document.errors[0];
    if (error !== undefined) throw describe(error, lines);
    if (document.contents === null || isEmptyScalar(document.contents)) continue;
    const duplicates: string[] = [];
    collectDuplicates(document.contents, '', duplicates);
    const start = document.contents.range?.[0] ?? 0;
    results.push({ value: toJson(document, lines, start), duplicates, line: position(lines, start).line });
  }
  return results;
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? '') === '';
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

function collectDuplicates(node: unknown, path: string, duplicates: string[]): void {
  if (isSeq(node)) {
    node.items.forEach((item, index) => {
      collectDuplicates(item, `${path}[${index}]`, duplicates);
    });
  } else if (isMap(node)) {
    const seen = new Set<string>();
    for (const pair of node.items as Pair[]) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const member = path === '' ? key : `${path}.${key}`;
      if (seen.has(key) && key !== '<<') duplicates.push(member);
      seen.add(key);
      collectDuplicates(pair.value, member, duplicates);
    }
  }
}
