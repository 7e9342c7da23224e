import { CelError } from './value.ts';

/** Minutes east of UTC that a zone has at a time, by its IANA name or as `+hh:mm`. Mirrors cel-go (timeZone). */
export function zoneOffset(zone: string, seconds: number): number | CelError {
  const colon = zone.indexOf(':');
  if (colon < 0) return namedOffset(zone, seconds);
  const [hours, minutes] = [zone.slice(0, colon), zone.slice(colon + 1)].map(atoi);
  if (typeof hours !== 'number') return hours ?? new CelError('');
  if (typeof minutes !== 'number') return minutes ?? new CelError('');
  return zone.startsWith('-') ? hours * 60 - minutes : hours * 60 + minutes;
}

function atoi(text: string): number | CelError {
  if (/^[+-]?\d{1,9}$/.test(text)) return Number(text);
  return new CelError(`strconv.Atoi: parsing "${text}": invalid syntax`);
}

/** The table of zones is the same for everybody; neither this machine's zone nor its language is asked for. */
function namedOffset(zone: string, seconds: number): number | CelError {
  if (zone === '' || zone === 'UTC') return 0;
  const format = formatOf(zone);
  if (format === undefined) return new CelError(`unknown time zone ${zone}`);
  const parts = new Map(
    format.formatToParts(new Date(seconds * 1_000)).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const local = new Date(0);
  local.setUTCFullYear(part('year'), part('month') - 1, part('day'));
  local.setUTCHours(part('hour') % 24, part('minute'), part('second'));
  return Math.round(local.getTime() / 60_000 - seconds / 60);
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  // Zones are named so; others JavaScript takes are none to Go.
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}
