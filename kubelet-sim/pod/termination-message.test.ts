import { expect, test } from 'vitest';
import type { DeclaredExit } from '../behaviours/behaviours.ts';
import { terminationMessage } from './termination-message.ts';

const fallback = { name: 'c', terminationMessagePolicy: 'FallbackToLogsOnError' };
const exit = (rest: Partial<DeclaredExit>): DeclaredExit => ({ code: 1, afterMs: 0, ...rest });

test('what a container leaves is told, and its log only where it failed and its policy says so', () => {
  expect(terminationMessage(fallback, exit({ message: 'm', log: 'l' }), 1)).toBe('m');
  expect(terminationMessage(fallback, exit({ log: 'l' }), 1)).toBe('l');
  expect(terminationMessage(fallback, exit({ log: 'l', code: 0 }), 1)).toBeUndefined();
  expect(terminationMessage({ name: 'c' }, exit({ log: 'l' }), 1)).toBeUndefined();
  expect(terminationMessage(fallback, undefined, 1)).toBeUndefined();
});

test('of long texts the end is told, and of many containers less of each', () => {
  const text = `${'a'.repeat(4096)}${'b'.repeat(96)}`;
  expect(terminationMessage(fallback, exit({ message: text }), 1)).toBe(text.slice(96));
  expect(terminationMessage(fallback, exit({ message: text }), 12)).toBe('a'.repeat(1024));
  expect(terminationMessage(fallback, exit({ log: text }), 1)).toBe(text.slice(-2048));
  const lines = Array.from({ length: 90 }, (_, at) => `line ${at}\n`);
  expect(terminationMessage(fallback, exit({ log: lines.join('') }), 1)).toBe(lines.slice(10).join(''));
});
