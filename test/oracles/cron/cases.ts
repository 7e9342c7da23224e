import fc from 'fast-check';
import type { RuleCases } from '../kit/rule-cases.ts';

/** A schedule, and the time after which it is asked for. */
export interface CronCase {
  readonly schedule: string;
  readonly afterMs: number;
}

/** Zones that change their clocks in each of the ways there are, and some that do not. */
const zones = [
  ...['America/New_York', 'America/Sao_Paulo', 'America/St_Johns', 'America/Havana', 'America/Caracas'],
  ...['Europe/Berlin', 'Europe/London', 'Europe/Dublin', 'Asia/Tokyo', 'Asia/Kathmandu', 'Asia/Beirut'],
  ...['Australia/Lord_Howe', 'Pacific/Chatham', 'Pacific/Apia', 'Pacific/Kiritimati', 'Africa/Casablanca'],
  ...['Africa/Cairo', 'America/Nuuk', 'Antarctica/Troll', 'Etc/GMT+12', 'America/Asuncion', 'UTC', 'EST5EDT'],
];

const years = { min: Date.parse('2001-01-01T00:00:00Z'), max: Date.parse('2036-01-01T00:00:00Z') };
const afterMs = fc.integer(years);

const part = (min: number, max: number, names: readonly string[] = []) => {
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min, max }).map(String) },
    { weight: names.length === 0 ? 0 : 2, arbitrary: fc.constantFrom(...names, '0') },
  );
  const range = fc.oneof(
    value,
    fc.tuple(value, value).map((ends) => ends.join('-')),
    fc.constantFrom('*', '?'),
  );
  const stepped = fc.tuple(range, fc.integer({ min: 1, max: 12 })).map((both) => both.join('/'));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    { weight: 3, arbitrary: value },
    { weight: 2, arbitrary: range },
    { weight: 2, arbitrary: stepped },
    {
      weight: 1,
      arbitrary: fc.array(fc.oneof(range, stepped), { maxLength: 3 }).map((all) => all.join(',')),
    },
  );
};

const days = ['sun', 'Mon', 'TUE', 'wed', 'thu', 'fri', 'sat'];
const fields = fc
  .tuple(part(0, 59), part(0, 23), part(1, 31), part(1, 12, ['jan', 'Feb', 'DEC', 'jun']), part(0, 6, days))
  .map((all) => all.join(' '));
const descriptor = fc.constantFrom(
  ...['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'],
  ...['@every 1h30m', '@every 90s', '@every 1.5s', '@every 100ms', '@every -5m', '@every 0', '@every 36h'],
);
const zone = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...zones).map((name) => `TZ=${name} `) },
  { weight: 1, arbitrary: fc.constantFrom('', 'CRON_TZ=Asia/Tokyo ', 'TZ= ', 'TZ=Local ') },
);

const broken = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123459*?/-,@ amonTZ=:+'), maxLength: 24 }),
  fc
    .tuple(part(0, 70), part(0, 30), part(0, 40), part(0, 14, ['jan', 'mars']), part(0, 8, ['sun', 'tues']))
    .map((all) => all.join(' ')),
  fc.constantFrom(
    ...[
      '',
      ' ',
      '* * * *',
      '* * * * * *',
      'TZ=UTC',
      'CRON_TZ=',
      'TZ=Mars/Base * * * * *',
      'TZ=../x * * * * *',
    ],
    ...['@every', '@every ', '@every x', '@every 1', '@every 5y', '@reboot', '1--2 * * * *', '1/2/3 * * * *'],
    ...[
      '*/0 * * * *',
      '-1 * * * *',
      '+1 * * * *',
      '99999999999999999999 * * * *',
      '5-1 * * * *',
      '* * * * 7',
    ],
    ...[
      'TZ=Asia/Tokyo @daily',
      'tz=UTC * * * * *',
      '\t0\t0 * * *\n',
      '*-5-7 * * * *',
      ', * * * *',
      'a"b * * * *',
    ],
  ),
);

/** Texts that are odd are picked; that no clock shows a time, or shows it twice, is in the zones. */
const picked: readonly CronCase[] = [
  { schedule: '59 23 31 2 *', afterMs: years.min },
  { schedule: '0 0 29 2 *', afterMs: Date.parse('2023-03-01T00:00:00Z') },
  { schedule: '30 2 * * *', afterMs: years.min },
  { schedule: 'TZ=America/New_York 30 2 * * *', afterMs: Date.parse('2026-03-07T12:00:00Z') },
  { schedule: 'TZ=America/New_York 30 1 * * *', afterMs: Date.parse('2026-10-31T12:00:00Z') },
  { schedule: 'TZ=America/Sao_Paulo 0 0 * * *', afterMs: Date.parse('2018-11-02T12:00:00Z') },
  { schedule: 'TZ=Australia/Lord_Howe */20 * * * *', afterMs: Date.parse('2026-04-04T14:00:00Z') },
  { schedule: 'TZ=Pacific/Apia 0 12 * * *', afterMs: Date.parse('2011-12-28T00:00:00Z') },
  { schedule: '0 0 13 * fri', afterMs: years.min },
  { schedule: '*/15 * */2 * mon', afterMs: years.min + 123 },
  { schedule: '@every 1h30m', afterMs: years.min + 999 },
];

export const casesByRule: Readonly<Record<string, RuleCases>> = {
  next: {
    picked,
    random: fc
      .tuple(zone, fc.oneof({ weight: 8, arbitrary: fields }, descriptor), afterMs)
      .map(([prefix, text, ms]): CronCase => ({ schedule: `${prefix}${text}`, afterMs: ms })),
    vectors: 400,
  },
  broken: {
    picked: [],
    random: broken.map((schedule): CronCase => ({ schedule, afterMs: years.min })),
    vectors: 300,
  },
};
