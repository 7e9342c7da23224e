import fs from 'node:fs';
import type { StandIns } from './tripwires.ts';

/** What has a form that waits for nothing, whose result is the same. */
export const fileFunctions = [
  'access',
  'appendFile',
  'copyFile',
  'lstat',
  'mkdir',
  'mkdtemp',
  'readFile',
  'readdir',
  'realpath',
  'rename',
  'rm',
  'stat',
  'unlink',
  'writeFile',
] as const;

/**
 * Files for foreign code: a disk takes real time, in which virtual time would go on by as much as it likes. So nobody waits for it:
 * each function does at once what it does, and tells it as ever, by a promise or a callback.
 */
export function foreignFiles(): StandIns {
  return Object.fromEntries(
    fileFunctions.flatMap((name) => {
      const now = fs[`${name}Sync`] as (...args: unknown[]) => unknown;
      return [
        [`fs/promises.${name}`, async (...args: unknown[]) => now(...args)],
        [`fs.${name}`, (...args: unknown[]) => callBack(now, args)],
      ] as const;
    }),
  );
}

type CallBack = (error: unknown, result?: unknown) => void;

/** The callback is the last argument. */
function callBack(now: (...args: unknown[]) => unknown, args: readonly unknown[]): void {
  const told = args.at(-1);
  if (typeof told !== 'function') throw new TypeError('The "cb" argument must be of type function.');
  const tell = told as CallBack;
  try {
    process.nextTick(tell, null, now(...args.slice(0, -1)));
  } catch (error) {
    process.nextTick(tell, error);
  }
}
