import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pluralOf } from '../custom-resources/index.ts';

/** What an operator is called, and its kind. */
export interface OperatorNames {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** By path, the files of a new operator: the example `examples/website-operator`, with other names. */
export function operatorFiles({ name, group, version, kind }: OperatorNames): ReadonlyMap<string, string> {
  // Longer ones first: where one begins with another, both are found.
  const renamed: Readonly<Record<string, string>> = {
    'website-operator': name,
    websites: pluralOf(kind),
    Website: kind,
    website: kind.toLowerCase(),
    'example.com': group,
    'example-com': group.replaceAll('.', '-'),
    v1alpha1: version,
  };
  const names = new RegExp(Object.keys(renamed).join('|').replaceAll('.', '\\.'), 'g');
  const rename = (text: string) => text.replace(names, (found) => renamed[found] ?? found);
  const folder = exampleFolder();
  const files = filesIn(folder).map(
    (path) => [rename(path), rename(readFileSync(join(folder, path), 'utf8'))] as const,
  );
  // npm would not pack a file of this name.
  return new Map([...files, ['.gitignore', 'node_modules\ndist\n']]);
}

/** Names that stand for something else in the sources of the project: no kind can be called so, in whatever case. */
export function takenNames(): ReadonlySet<string> {
  const folder = join(exampleFolder(), 'src');
  const code = filesIn(folder).map((path) => readFileSync(join(folder, path), 'utf8'));
  // Comments and texts are no names.
  const bare = code.map((text) => text.replace(/'[^'\n]*'|\/\*.*\*\/|\/\/.*$/gm, ''));
  const words = bare.flatMap((text) => text.match(/\b[A-Za-z]+\b/g) ?? []).map((word) => word.toLowerCase());
  return new Set([...words.filter((word) => word !== 'website' && word !== 'websites'), ...reserved]);
}

/** The words of TypeScript. */
const reserved =
  'any as async await boolean break case catch class const continue debugger default delete do else enum export extends false finally for from function if implements import in instanceof interface let new null number object of package private protected public return satisfies static string super switch symbol this throw true try type typeof undefined unknown var void while with yield'.split(
    ' ',
  );

/** Makes the folders that are needed. */
export function writeFiles(directory: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

/** It lies in the package, one folder further up from the compiled command. */
function exampleFolder(): string {
  const folders = ['../examples', '../../examples'].map((up) => fileURLToPath(new URL(up, import.meta.url)));
  const found = folders.find((folder) => {
    try {
      return readdirSync(folder).includes('website-operator');
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error(`there are no examples in ${folders.join(' or ')}`);
  return join(found, 'website-operator');
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted();
}
