import { expect, test } from 'vitest';
import { warningHeaders } from './warning-headers.ts';

const lengths = (texts: readonly string[]) =>
  warningHeaders(texts).map((header) => [...header].length - '299 - ""'.length);

test('each text is said once, quoted; what has control characters is not', () => {
  expect(warningHeaders(['a "b" \\', 'a "b" \\', '', 'c\nd', 'e\u0085', 'ü'])).toEqual([
    '299 - "a \\"b\\" \\\\"',
    '299 - "ü"',
  ]);
});

test('4096 characters are said whole', () => {
  expect(lengths(['a'.repeat(4000), '😀'.repeat(96)])).toEqual([4000, 96]);
});

test('when they are more, each is cut, and what comes past 4096 characters is left out', () => {
  expect(lengths(['a'.repeat(4096), 'b', '😀'.repeat(300)])).toEqual([256, 1, 256]);
  const many = Array.from({ length: 100 }, (_, at) => `${at}`.padEnd(300, 'x'));
  expect(lengths(many)).toEqual(new Array(16).fill(256));
});

test('up to the one that was too much all are said', () => {
  const full = Array.from({ length: 16 }, (_, at) => `${at}`.padEnd(256, 'x'));
  expect(lengths([...full, 'y', 'z'])).toEqual([...new Array(16).fill(256), 1]);
});
