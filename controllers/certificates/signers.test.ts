import { expect, test } from 'vitest';
import { validityOf } from './signers.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const hourMs = 3_600_000;
const [minute, hour, year] = [60, 3600, 365 * 24 * 3600];

// Seconds after now.
test.each([
  ['a year where nothing is said', undefined, year - 5 * minute],
  ['what is asked for', 24 * hour, 24 * hour - 5 * minute],
  ['all of a short time', 8 * hour - 1, 8 * hour - 1],
  ['of eight hours all but what lies before', 8 * hour, 8 * hour - 5 * minute],
  ['ten minutes at least', 1, 10 * minute],
  ['a year at most', 2 * year, year - 5 * minute],
])('a certificate is valid for %s', (_, asked, until) => {
  const validity = validityOf(asked, nowMs, nowMs + 10 * year * 1000);
  expect(validity).toEqual({ notBeforeMs: nowMs - 5 * minute * 1000, notAfterMs: nowMs + until * 1000 });
});

test('a certificate ends with its authority, and after that there is none', () => {
  expect(validityOf(undefined, nowMs, nowMs + hourMs).notAfterMs).toBe(nowMs + hourMs);
  expect(() => validityOf(undefined, nowMs, nowMs)).toThrow('expired in the past');
});
