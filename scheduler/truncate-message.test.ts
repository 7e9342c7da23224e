import { expect, test } from 'vitest';
import { truncateMessage } from './truncate-message.ts';

test('a note is cut where events end', () => {
  const long = 'x'.repeat(1024);
  expect(truncateMessage(long)).toBe(long);
  expect(truncateMessage(`${long}x`)).toBe(`${'x'.repeat(1020)} ...`);
});
