import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatMicroTime, formatTime, parseTime, parseTimeOrUndefined } from './time.ts';

it('reads what it writes', () => {
  const nearTimes = fc.integer({ min: 0, max: 4e12 });
  fc.assert(
    fc.property(nearTimes, (ms) => {
      expect(parseTime(formatTime(ms))).toBe(Math.floor(ms / 1000) * 1000);
      expect(parseTime(formatMicroTime(ms))).toBe(ms);
    }),
  );
});

it('keeps microseconds', () => {
  const text = '2026-01-02T15:04:05.123456Z';
  expect(formatMicroTime(parseTime(text))).toBe(text);
  expect(formatTime(parseTime(text))).toBe('2026-01-02T15:04:05Z');
});

it('reads offsets, and answers nothing for what is no time', () => {
  expect(formatTime(parseTime('2026-01-02T01:30:00+02:00'))).toBe('2026-01-01T23:30:00Z');
  expect(parseTimeOrUndefined('yesterday')).toBeUndefined();
  expect(parseTimeOrUndefined(undefined)).toBeUndefined();
});
