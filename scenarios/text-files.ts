import { resolve } from 'node:path';
import { readText } from './documents.ts';
import { withFiles } from './named-files.ts';
import { ScenarioError } from './scenario.ts';

/** Where behaviours have texts that may be long. */
const places = ['logs', 'exec', 'http'];

/** The same data, with its text in the place of each `{file: access.log}`. Throws ScenarioError. */
export function withTextFiles(data: unknown, directory: string): unknown {
  return withFiles(data, places, ({ file, others }) =>
    Object.keys(others).length === 0 ? textOf(resolve(directory, file)) : undefined,
  );
}

function textOf(path: string): string {
  return readText(path, (why) => new ScenarioError(`${path}: cannot be read${why}`));
}
