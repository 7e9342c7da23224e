import { resolve } from 'node:path';
import { readText } from './documents.ts';
import { ScenarioError } from './scenario.ts';

/** Where behaviours have texts that may be long. */
const places = ['logs', 'exec', 'http'];

/** The same data, with its text in the place of each `{file: access.log}`. Throws ScenarioError. */
export function withTextFiles(data: unknown, directory: string, within = false): unknown {
  if (Array.isArray(data)) return data.map((item) => withTextFiles(item, directory, within));
  if (typeof data !== 'object' || data === null) return data;
  const { file, ...others } = data as Readonly<Record<string, unknown>>;
  if (within && typeof file === 'string' && Object.keys(others).length === 0)
    return textOf(resolve(directory, file));
  const entries = Object.entries(data).map(([name, value]) => [
    name,
    withTextFiles(value, directory, within || places.includes(name)),
  ]);
  return Object.fromEntries(entries);
}

function textOf(path: string): string {
  return readText(path, (why) => new ScenarioError(`${path}: cannot be read${why}`));
}
