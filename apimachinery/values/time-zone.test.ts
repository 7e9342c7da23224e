import { expect, test } from 'vitest';
import { zoneOffsetMs } from './time-zone.ts';

const winterMs = Date.parse('2026-01-15T12:00:00.250Z');
const summerMs = Date.parse('2026-07-15T12:00:00Z');

test.each([
  ['', 0, 0],
  ['UTC', 0, 0],
  ['Factory', 0, 0],
  ['Europe/Berlin', 60, 120],
  ['America/St_Johns', -210, -150],
  ['Asia/Kathmandu', 345, 345],
  ['Pacific/Kiritimati', 840, 840],
])('%s is %i minutes ahead in winter, %i in summer', (zone, winter, summer) => {
  expect(zoneOffsetMs(zone, winterMs)).toBe(winter * 60_000);
  expect(zoneOffsetMs(zone, summerMs)).toBe(summer * 60_000);
});

test.each(['Mars/Base', 'europe/berlin', '+01:00', 'Local'])('%s is no zone', (zone) => {
  expect(zoneOffsetMs(zone, winterMs)).toBeUndefined();
});
