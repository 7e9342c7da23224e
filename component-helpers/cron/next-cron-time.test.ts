import { describe, expect, it, test } from 'vitest';
import { formatTime } from '../../apimachinery/index.ts';
import { parseCronSchedule } from './cron-schedule.ts';
import { nextCronTime } from './next-cron-time.ts';

function times(text: string, after: string, count = 3): readonly string[] {
  const schedule = parseCronSchedule(text);
  const found: string[] = [];
  for (let atMs: number | undefined = Date.parse(after); found.length < count; ) {
    atMs = nextCronTime(schedule, atMs);
    if (atMs === undefined) break;
    found.push(formatTime(atMs));
  }
  return found;
}

test.each([
  ['*/20 * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:20:00Z'],
  ['*/20 * * * *', '2026-01-01T00:19:59.999Z', '2026-01-01T00:20:00Z'],
  ['5,35 9-17/4 * * mon-fri', '2026-01-02T17:40:00Z', '2026-01-05T09:05:00Z'],
  ['0 0 13 * FRI', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
  ['0 0 */5 * 2', '2026-01-01T00:00:00Z', '2026-01-06T00:00:00Z'],
  ['0 0 ? feb *', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'],
  ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
  ['50/5 * * * *', '2026-01-01T00:51:00Z', '2026-01-01T00:55:00Z'],
  ['@yearly', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ['@weekly', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z'],
  ['@every 1h30m', '2026-01-01T00:00:10.5Z', '2026-01-01T01:30:10Z'],
  ['@every 10ms', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z'],
  ['TZ=Asia/Tokyo @daily', '2026-01-01T00:00:00Z', '2026-01-01T15:00:00Z'],
  ['CRON_TZ=Local 0 1 * * *', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'],
])('%s after %s comes at %s', (text, after, at) => {
  expect(times(text, after, 1)).toEqual([at]);
});

test.each(['59 23 31 2 *', ', * * * *', '0 0 30 feb *'])('%s never comes', (text) => {
  expect(times(text, '2026-01-01T00:00:00Z')).toEqual([]);
});

describe('where clocks are changed', () => {
  it('a time that is left out does not come that day', () => {
    expect(times('TZ=America/New_York 30 2 * * *', '2026-03-07T00:00:00Z')).toEqual([
      '2026-03-07T07:30:00Z',
      '2026-03-09T06:30:00Z',
      '2026-03-10T06:30:00Z',
    ]);
  });

  it('a time that comes twice comes twice', () => {
    expect(times('TZ=America/New_York 30 1 * * *', '2026-11-01T00:00:00Z')).toEqual([
      '2026-11-01T05:30:00Z',
      '2026-11-01T06:30:00Z',
      '2026-11-02T06:30:00Z',
    ]);
  });

  it('a day may have no midnight', () => {
    expect(times('TZ=America/Sao_Paulo 0 0 * * *', '2018-11-03T00:00:00Z', 2)).toEqual([
      '2018-11-03T03:00:00Z',
      '2018-11-05T02:00:00Z',
    ]);
  });
});

test.each([
  ['', 'empty spec string'],
  ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
  ['@reboot', 'unrecognized descriptor: @reboot'],
  ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"'],
  ['TZ=UTC', 'invalid schedule format: runtime error: slice bounds out of range [:-1]'],
  ['TZ=Mars/Base * * * * *', 'provided bad location Mars/Base: unknown time zone Mars/Base'],
  ['TZ=../etc * * * * *', 'provided bad location ../etc: time: invalid location name'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['* * * dec-jan *', 'beginning of range (12) beyond end of range (1): dec-jan'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
  ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
  ['-1 * * * *', 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'],
  [
    '99999999999999999999 * * * *',
    'failed to parse int from 99999999999999999999: strconv.Atoi: parsing "99999999999999999999": value out of range',
  ],
])('%j is refused: %s', (text, message) => {
  expect(() => parseCronSchedule(text)).toThrow(message);
});
