import { parseYaml, YamlSyntaxError } from '../apimachinery/index.ts';
import { ScenarioError } from './scenario.ts';

export interface SourceDocument {
  readonly value: unknown;
  /** `web.yaml`, or `web.yaml:12` (the line it starts at) if the file has several documents. */
  readonly place: string;
}

/** The documents of a YAML file that hold something. Throws ScenarioError. */
export function readDocuments(text: string, file: string): readonly SourceDocument[] {
  const documents = parse(text, file).filter(({ value }) => value !== undefined && value !== null);
  return documents.map(({ value, line, duplicates }) => {
    const place = documents.length === 1 ? file : `${file}:${line}`;
    const [twice] = duplicates;
    // The last one would count, and nobody would see why the first has no effect.
    if (twice !== undefined) throw new ScenarioError(`${place}: ${twice} is given twice`);
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
