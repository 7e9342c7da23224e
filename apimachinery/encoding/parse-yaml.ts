import { yaml } from './yaml-library.ts';
import { type YamlNode, yamlDepthMax, yamlNodes } from './yaml-nodes.ts';
import { yamlOffset } from './yaml-offset.ts';

export interface ParsedYaml {
  /** JSON as far as YAML can say it. */
  readonly value: unknown;
  /** Paths of keys that were given again in the same mapping; the last one counts. */
  readonly duplicates: readonly string[];
  /** The keys of the same, and where each was given again: the line counts from 1. */
  readonly repeats: readonly { readonly key: string; readonly line: number }[];
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

/**
 * Parses every document of a text, with scalars as Kubernetes reads them: yes, no, on, off, y and n are booleans, 0o17
 * and 017 are octal, 1_000 is a number, times stay strings, keys become strings. Documents with nothing in them are
 * left out; `firstOnly` reads on to the first that has something in it. Takes time in proportion to the text. Throws YamlSyntaxError.
 * Mirrors sigs.k8s.io/yaml over go.yaml.in/yaml/v2.
 */
export function parseYaml(text: string | Uint8Array, options: { firstOnly?: boolean } = {}): ParsedYaml[] {
  const source = typeof text === 'string' ? text : new TextDecoder().decode(text);
  const lines = lineStarts(source);
  const refuse = (reason: string, offset: number): never => {
    const { line, column } = position(lines, offset);
    throw new YamlSyntaxError(reason, line, column);
  };
  const roots = yamlNodes(source, eventsOf(source, refuse), refuse, options.firstOnly === true);
  return roots.map((root) => parsed(root, lines));
}

function eventsOf(source: string, refuse: (reason: string, offset: number) => never) {
  const { parseEvents, YAMLException } = yaml();
  try {
    return parseEvents(source, { maxDepth: yamlDepthMax });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { reason, mark } = error;
    const says = reason.startsWith('nesting exceeded') ? `exceeded max depth of ${yamlDepthMax}` : reason;
    return refuse(says, mark?.position ?? 0);
  }
}

function parsed(root: YamlNode, lines: readonly number[]): ParsedYaml {
  const found: Repeat[] = [];
  findDuplicates(root, '', found);
  return {
    value: root.value,
    duplicates: found.map(({ path }) => path),
    repeats: found.map(({ key, start }) => ({ key, line: position(lines, start).line })),
    locate: (path) => position(lines, yamlOffset(root, path)),
  };
}

interface Repeat {
  readonly path: string;
  readonly key: string;
  readonly start: number;
}

/** Looks into what aliases name each time: the time is that of writing it all out, which is bounded. */
function findDuplicates({ members = [], items = [] }: YamlNode, path: string, found: Repeat[]): void {
  for (const { name, start, node, isAgain } of members) {
    const member = path === '' ? name : `${path}.${name}`;
    if (isAgain) found.push({ path: member, key: name, start });
    if (node.depth > 0) findDuplicates(node, member, found);
  }
  items.forEach((node, index) => {
    if (node.depth > 0) findDuplicates(node, `${path}[${index}]`, found);
  });
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The last line that starts at or before the offset. */
function position(lines: readonly number[], offset: number): { line: number; column: number } {
  let [line, end] = [0, lines.length];
  while (end - line > 1) {
    const middle = (line + end) >> 1;
    if ((lines[middle] ?? 0) > offset) end = middle;
    else line = middle;
  }
  return { line: line + 1, column: offset - (lines[line] ?? 0) + 1 };
}
