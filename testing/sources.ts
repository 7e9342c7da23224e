import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { KubeObject } from '../apimachinery/index.ts';
import { readDocuments, readText } from '../scenarios/index.ts';

/** Something itself, or the path of a file of such, or of a folder of such files. */
export type Source<T extends KubeObject> = string | T;

const extensions = ['.yaml', '.yml', '.json'];

/**
 * All objects of some kinds that the sources have, in their order. What else is in the files is passed over, as are folders in
 * folders. Throws `file:line:column: ...` for what cannot be read. Mirrors controller-runtime pkg/envtest (ReadCRDFiles).
 */
export function readSources<T extends KubeObject>(
  sources: readonly Source<T>[],
  kinds: readonly string[],
): readonly T[] {
  return sources.flatMap((source) =>
    typeof source === 'string' ? filesOf(source).flatMap((path) => readFile<T>(path, kinds)) : [source],
  );
}

function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && extensions.includes(extname(entry.name)));
  return files.map(({ name }) => join(path, name)).toSorted();
}

function readFile<T extends KubeObject>(path: string, kinds: readonly string[]): readonly T[] {
  const text = readText(path, (why) => new Error(`${path}: cannot be read${why}`));
  return readDocuments(text, path)
    .map(({ value }) => value as T | null)
    .filter((value): value is T => kinds.includes(value?.kind ?? ''));
}
