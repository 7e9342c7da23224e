import { zoneOffset } from '../values/time-zone.ts';
import { nanosOfSecond, nanosPerSecond, secondsOf } from '../values/times.ts';
import type { CelTimestamp, CelValue } from '../values/value.ts';
import { declare, type FunctionDeclaration, member, type Overload, taking } from './declaration.ts';

/** What calendars and clocks show. Mirrors cel-go common/stdlib/standard.go. */

interface Moment {
  /** Shows local time where JavaScript shows UTC. */
  readonly date: Date;
  readonly millis: number;
}

const dayMs = 86_400_000;

function ofTimestamp(id: string, show: (moment: Moment) => number): Overload[] {
  const at = (timestamp: CelTimestamp, zone: string): CelValue => {
    const seconds = Number(secondsOf(timestamp));
    const offset = zoneOffset(zone, seconds);
    if (typeof offset !== 'number') return offset;
    const millis = Number(nanosOfSecond(timestamp) / 1_000_000n);
    return BigInt(show({ date: new Date(seconds * 1_000 + offset * 60_000), millis }));
  };
  const withZone = id === 'seconds' ? 'timestamp_to_seconds_tz' : `timestamp_to_${id}_with_tz`;
  return [
    member(
      `timestamp_to_${id}`,
      '(timestamp) -> int',
      taking(['timestamp'], (timestamp) => at(timestamp, 'UTC')),
    ),
    member(withZone, '(timestamp, string) -> int', taking(['timestamp', 'string'], at)),
  ];
}

function ofDuration(unit: string, nanos: bigint): Overload {
  return member(
    `duration_to_${unit}`,
    '(duration) -> int',
    taking(['duration'], (duration) => duration.nanos / nanos),
  );
}

function dayOfYear(date: Date): number {
  const first = new Date(date);
  first.setUTCMonth(0, 1);
  return Math.round((date.getTime() - first.getTime()) / dayMs);
}

export const timeFunctions: readonly FunctionDeclaration[] = [
  declare('getFullYear', ...ofTimestamp('year', ({ date }) => date.getUTCFullYear())),
  declare('getMonth', ...ofTimestamp('month', ({ date }) => date.getUTCMonth())),
  declare('getDayOfYear', ...ofTimestamp('day_of_year', ({ date }) => dayOfYear(date))),
  declare('getDayOfMonth', ...ofTimestamp('day_of_month', ({ date }) => date.getUTCDate() - 1)),
  declare('getDate', ...ofTimestamp('day_of_month_1_based', ({ date }) => date.getUTCDate())),
  declare('getDayOfWeek', ...ofTimestamp('day_of_week', ({ date }) => date.getUTCDay())),
  declare(
    'getHours',
    ...ofTimestamp('hours', ({ date }) => date.getUTCHours()),
    ofDuration('hours', 3_600n * nanosPerSecond),
  ),
  declare(
    'getMinutes',
    ...ofTimestamp('minutes', ({ date }) => date.getUTCMinutes()),
    ofDuration('minutes', 60n * nanosPerSecond),
  ),
  declare(
    'getSeconds',
    ...ofTimestamp('seconds', ({ date }) => date.getUTCSeconds()),
    ofDuration('seconds', nanosPerSecond),
  ),
  declare(
    'getMilliseconds',
    ...ofTimestamp('milliseconds', ({ millis }) => millis),
    ofDuration('milliseconds', 1_000_000n),
  ),
];
