import { readFileSync, type Stats, statSync } from 'node:fs';
import { parseYaml, YamlSyntaxError } from '../apimachinery/index.ts';
import { ScenarioError } from './scenario.ts';

export interface SourceDocument {
  readonly value: unknown;
  /** Where a path such as `spec.steps[0]` stands, for complaints: `web.yaml:12:5`. */
  place(path: string): string;
}

/** Far more than anybody writes, and read in a moment. */
const fileBytesMax = 16 * 1024 * 1024;

/** The text of a file. Throws what `refusal` makes of the reason, which may be empty: `: it is no regular file`. */
export function readText(path: string, refusal: (why: string) => Error): string {
  const stat = statOf(path);
  if (stat?.isFile() === false) throw refusal(': it is no regular file');
  if ((stat?.size ?? 0) > fileBytesMax) throw refusal(`: it has more than ${fileBytesMax / 1024 / 1024} MiB`);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw refusal('');
  }
}

/** Undefined: nothing can be known of it, as where a file is named as a directory. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The one document of a file that holds `what`, and nothing else. Throws ScenarioError. */
export function readOneDocument(file: string, what: string): SourceDocument {
  const text = readText(file, (why) => new ScenarioError(`${file}: cannot be read${why}`));
  const [source, ...others] = readDocuments(text, file);
  if (source === undefined || others.length > 0) throw new ScenarioError(`${file}: must hold one ${what}`);
  return source;
}

/** The documents of a YAML file that hold something. Throws ScenarioError. */
export function readDocuments(text: string, file: string): readonly SourceDocument[] {
  const documents = parse(text, file).filter(({ value }) => value !== undefined && value !== null);
  return documents.map(({ value, locate, duplicates }) => {
    const place = (path: string) => {
      const { line, column } = locate(path);
      return `${file}:${line}:${column}`;
    };
    const [twice] = duplicates;
    // The last one would count, and nobody would see why the first has no effect.
    if (twice !== undefined) throw new ScenarioError(`${place(twice)}: ${twice} is given twice`);
    return { value, place };
  });
}

function parse(text: string, file: string) {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    const { line, column, message } = error;
    const reason = message.replace(/^yaml: line \d+: /, '').replace(/ \(column \d+\)$/, '');
    throw new ScenarioError(`${file}:${line}:${column}: ${reason}`);
  }
}
