/**
 * Milliseconds that a zone's clocks are ahead of UTC at a time, by the zone's name in the IANA database; undefined for a zone
 * that there is not. The table of zones is the same for everybody; neither this machine's zone nor its language is asked for.
 */
export function zoneOffsetMs(zone: string, atMs: number): number | undefined {
  if (timeless.has(zone)) return 0;
  const format = formatOf(zone);
  if (format === undefined) return undefined;
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const local = new Date(0);
  local.setUTCFullYear(part('year'), part('month') - 1, part('day'));
  local.setUTCHours(part('hour') % 24, part('minute'), part('second'));
  return local.getTime() - Math.floor(atMs / 1000) * 1000;
}

/** Zones that are never off; JavaScript does not know all of them. */
const timeless: ReadonlySet<string> = new Set(['', 'UTC', 'Factory']);

/** There are some six hundred zones; to make one ready takes a hundred times as long as to ask it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = newFormat(zone);
  if (format !== undefined) formats.set(zone, format);
  return format;
}

function newFormat(zone: string): Intl.DateTimeFormat | undefined {
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
