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
