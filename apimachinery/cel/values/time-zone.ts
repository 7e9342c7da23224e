import { zoneOffsetMs } from '../../values/time-zone.ts';
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

function namedOffset(zone: string, seconds: number): number | CelError {
  const offsetMs = zoneOffsetMs(zone, seconds * 1000);
  return offsetMs === undefined ? new CelError(`unknown time zone ${zone}`) : Math.round(offsetMs / 60_000);
}
