import { posix } from 'node:path';
import { type FunctionTable, templateFunction, text } from '../functions.ts';

const functions: FunctionTable = {
  base: templateFunction('string', ([value]) => {
    const path = text(value);
    if (path === '') return '.';
    return /^\/+$/.test(path) ? '/' : posix.basename(path);
  }),
  dir: templateFunction('string', ([value]) => clean(text(value).slice(0, text(value).lastIndexOf('/') + 1))),
  clean: templateFunction('string', ([value]) => clean(text(value))),
  ext: templateFunction('string', ([value]) => /\.[^./]*$/.exec(text(value))?.[0] ?? ''),
  isAbs: templateFunction('string', ([value]) => text(value).startsWith('/')),
};

/** Mirrors sprig: path, and path/filepath of Linux. */
export const pathFunctions: FunctionTable = {
  ...functions,
  ...Object.fromEntries(
    Object.entries(functions).map(([name, made]) => [
      `os${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
      made,
    ]),
  ),
};

function clean(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 ? normal.replace(/\/$/, '') : normal;
}
