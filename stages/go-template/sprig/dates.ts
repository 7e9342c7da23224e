import {
  formatDurationNanos,
  InvalidValueError,
  parseDurationNanos,
  zoneOffsetMs,
} from '../../../apimachinery/index.ts';
import {
  FunctionError,
  type FunctionTable,
  type RenderContext,
  templateFunction,
  text,
} from '../functions.ts';
import { formatLayout, parseLayout } from '../layout.ts';
import { GoTime, type GoValue } from '../values.ts';

/** Mirrors sprig (date.go); the local zone is UTC. */
export const dateFunctions: FunctionTable = {
  now: templateFunction('', (_, { nowMs }) => new GoTime(nowMs)),
  date: templateFunction('string any', ([layout, value], context) =>
    inZone(text(layout), value, 'UTC', context),
  ),
  dateInZone: templateFunction('string any string', ([layout, value, zone], context) =>
    inZone(text(layout), value, text(zone), context),
  ),
  date_in_zone: templateFunction('string any string', ([layout, value, zone], context) =>
    inZone(text(layout), value, text(zone), context),
  ),
  htmlDate: templateFunction('any', ([value], context) => inZone('2006-01-02', value, 'UTC', context)),
  htmlDateInZone: templateFunction('any string', ([value, zone], context) =>
    inZone('2006-01-02', value, text(zone), context),
  ),
  dateModify: templateFunction('string time', ([by, time]) => modified(text(by), time) ?? time),
  date_modify: templateFunction('string time', ([by, time]) => modified(text(by), time) ?? time),
  mustDateModify: templateFunction('string time', ([by, time]) => modified(text(by), time) ?? fail(text(by))),
  must_date_modify: templateFunction(
    'string time',
    ([by, time]) => modified(text(by), time) ?? fail(text(by)),
  ),
  toDate: templateFunction(
    'string string',
    ([layout, value]) => new GoTime(parseLayout(text(layout), text(value)) ?? zeroMs),
  ),
  mustToDate: templateFunction('string string', ([layout, value]) => {
    const ms = parseLayout(text(layout), text(value));
    return ms === undefined ? fail(text(value)) : new GoTime(ms);
  }),
  unixEpoch: templateFunction('time', ([time]) =>
    time instanceof GoTime ? String(Math.floor(time.ms / 1000)) : '',
  ),
  ago: templateFunction('any', ([value], context) =>
    formatDurationNanos(
      BigInt(Math.round((context.nowMs - momentOf(value, context)) / 1000)) * 1_000_000_000n,
    ),
  ),
  duration: templateFunction('any', ([seconds]) => {
    const isCount = typeof seconds === 'string' && /^[+-]?\d+$/.test(seconds);
    return formatDurationNanos(isCount ? BigInt(seconds.replace('+', '')) * 1_000_000_000n : 0n);
  }),
  durationRound: templateFunction('any', ([value], context) => rounded(value, context)),
};

/** The year 1. */
const zeroMs = Date.UTC(1, 0, 1) - Date.UTC(1901, 0, 1) + Date.parse('0001-01-01T00:00:00Z');

function fail(value: string): never {
  throw new FunctionError(`cannot parse "${value}"`);
}

function momentOf(value: GoValue, { nowMs }: RenderContext): number {
  if (value instanceof GoTime) return value.ms;
  return typeof value === 'bigint' ? Number(value) * 1000 : nowMs;
}

function inZone(layout: string, value: GoValue, zone: string, context: RenderContext): string {
  const ms = momentOf(value, context);
  const isPlain = zone === 'UTC' || zone === '' || zone === 'Local';
  const offsetMs = isPlain ? 0 : (offsetOf(zone, ms) ?? 0);
  return formatLayout(layout, ms, offsetMs);
}

function offsetOf(zone: string, ms: number): number | undefined {
  try {
    return zoneOffsetMs(zone, ms);
  } catch (error) {
    if (error instanceof RangeError || error instanceof InvalidValueError) return undefined;
    throw error;
  }
}

function modified(by: string, time: GoValue): GoTime | undefined {
  const nanos = nanosOf(by);
  return nanos === undefined || !(time instanceof GoTime)
    ? undefined
    : new GoTime(time.ms + Number(nanos) / 1e6);
}

function nanosOf(value: string): bigint | undefined {
  try {
    return parseDurationNanos(value);
  } catch (error) {
    if (error instanceof InvalidValueError) return undefined;
    throw error;
  }
}

const second = 1_000_000_000n;
const units: readonly (readonly [string, bigint])[] = [
  ['y', 365n * 86_400n * second],
  ['mo', 30n * 86_400n * second],
  ['d', 86_400n * second],
  ['h', 3_600n * second],
  ['m', 60n * second],
  ['s', second],
];

function rounded(value: GoValue, context: RenderContext): string {
  const nanos =
    value instanceof GoTime
      ? BigInt(Math.round(context.nowMs - value.ms)) * 1_000_000n
      : typeof value === 'string'
        ? (nanosOf(value) ?? 0n)
        : 0n;
  const size = nanos < 0n ? -nanos : nanos;
  for (const [unit, length] of units) if (size > length) return `${size / length}${unit}`;
  return '0s';
}
