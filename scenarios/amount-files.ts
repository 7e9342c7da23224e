import { resolve } from 'node:path';
import { readText } from './documents.ts';
import { withFiles } from './named-files.ts';
import { ScenarioError } from './scenario.ts';

/** Where declared data has amounts over time. */
const places = ['usage', 'value'];

/**
 * The same data, with the points of the file in the place of each amount `{file: load.csv}`: a line a point, seconds and an amount with a
 * comma between, below one of names if one likes. Throws ScenarioError with the line that is wrong.
 */
export function withAmountFiles(data: unknown, directory: string): unknown {
  return withFiles(data, places, ({ file, others }) => ({
    points: pointsOf(resolve(directory, file)),
    ...others,
  }));
}

function pointsOf(path: string): readonly (readonly [number, string])[] {
  const text = readText(path, (why) => new ScenarioError(`${path}: cannot be read${why}`));
  const lines = text.split(/\r?\n/).map((line) => line.split(',').map((cell) => cell.trim()));
  return lines.flatMap((cells, at) => {
    const [time = '', amount] = cells;
    if (time === '' && amount === undefined) return [];
    const seconds = Number(time);
    if (time !== '' && amount !== undefined && cells.length === 2 && Number.isFinite(seconds))
      return [[Math.round(seconds * 1000), amount] as const];
    if (at === 0 && cells.length === 2) return [];
    throw new ScenarioError(`${path}:${at + 1}: must be seconds and an amount, such as 30,250m`);
  });
}
