import { expect, test } from 'vitest';
import { formatTest } from './formats.ts';

/** Which text is of which format is in test/oracles/structural. */

test('no text takes long, whatever its format', () => {
  const long = 100_000;
  const texts = ['1', ' ', '"\\', '(', '.', ':', '=', '@', 'a.', '1 ', '%41', '<'].map((part) =>
    part.repeat(long),
  );
  const formats = ['duration', 'email', 'hostname', 'uri', 'mac', 'byte', 'rgbcolor', 'creditcard', 'ipv6'];
  for (const format of formats) for (const text of texts) formatTest(format)?.(`a${text}`);
});

test('dashes in the name of a format do not count, and other names are none', () => {
  expect(formatTest('date-time')).toBe(formatTest('datetime'));
  expect(formatTest('colour')).toBeUndefined();
  expect(formatTest('constructor')).toBeUndefined();
});
