/** Times in the layouts of Go's time package, in which 2006-01-02T15:04:05 stands for any. Mirrors time.Format and time.Parse. */

const parts =
  /January|Jan|Monday|Mon|MST|2006|06|01|02|_2|03|04|05|15|PM|pm|Z07:00|Z0700|-07:00|-0700|-07|[.,]0+|[.,]9+|1|2|3|4|5/g;

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/** `offsetMs` is how much later it is there than in UTC. */
export function formatLayout(layout: string, ms: number, offsetMs = 0): string {
  const date = new Date(Math.floor(ms) + offsetMs);
  return layout.replace(parts, (part) => written(part, date, offsetMs));
}

function written(part: string, date: Date, offsetMs: number): string {
  const hour = date.getUTCHours();
  switch (part) {
    case 'January':
      return months[date.getUTCMonth()] ?? '';
    case 'Jan':
      return (months[date.getUTCMonth()] ?? '').slice(0, 3);
    case 'Monday':
      return days[date.getUTCDay()] ?? '';
    case 'Mon':
      return (days[date.getUTCDay()] ?? '').slice(0, 3);
    case 'MST':
      return offsetMs === 0 ? 'UTC' : zone(offsetMs, '');
    case '2006':
      return pad(date.getUTCFullYear(), 4);
    case '06':
      return pad(date.getUTCFullYear() % 100);
    case '01':
      return pad(date.getUTCMonth() + 1);
    case '1':
      return String(date.getUTCMonth() + 1);
    case '02':
      return pad(date.getUTCDate());
    case '_2':
      return String(date.getUTCDate()).padStart(2, ' ');
    case '2':
      return String(date.getUTCDate());
    case '15':
      return pad(hour);
    case '03':
      return pad(hour % 12 || 12);
    case '3':
      return String(hour % 12 || 12);
    case '04':
      return pad(date.getUTCMinutes());
    case '4':
      return String(date.getUTCMinutes());
    case '05':
      return pad(date.getUTCSeconds());
    case '5':
      return String(date.getUTCSeconds());
    case 'PM':
      return hour < 12 ? 'AM' : 'PM';
    case 'pm':
      return hour < 12 ? 'am' : 'pm';
    case 'Z07:00':
      return offsetMs === 0 ? 'Z' : zone(offsetMs, ':');
    case 'Z0700':
      return offsetMs === 0 ? 'Z' : zone(offsetMs, '');
    case '-07:00':
      return zone(offsetMs, ':');
    case '-0700':
      return zone(offsetMs, '');
    case '-07':
      return zone(offsetMs, '').slice(0, 3);
    default:
      return fraction(part, date.getUTCMilliseconds());
  }
}

function zone(offsetMs: number, separator: string): string {
  const minutes = Math.abs(offsetMs) / 60_000;
  return `${offsetMs < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${separator}${pad(minutes % 60)}`;
}

/** `.000` has all its digits, `.999` only those that say something. */
function fraction(part: string, ms: number): string {
  const digits = pad(ms, 3)
    .padEnd(9, '0')
    .slice(0, part.length - 1);
  if (part[1] === '0') return `${part[0]}${digits}`;
  const short = digits.replace(/0+$/, '');
  return short === '' ? '' : `${part[0]}${short}`;
}

const readers: Readonly<Record<string, string>> = {
  '2006': '(?<year>\\d{4})',
  '01': '(?<month>\\d\\d)',
  '1': '(?<month>\\d{1,2})',
  '02': '(?<day>\\d\\d)',
  '2': '(?<day>\\d{1,2})',
  _2: ' ?(?<day>\\d{1,2})',
  '15': '(?<hour>\\d\\d)',
  '04': '(?<minute>\\d\\d)',
  '05': '(?<second>\\d\\d(?:\\.\\d+)?)',
  Jan: '(?<monthName>[A-Z][a-z]{2})',
  January: '(?<monthName>[A-Z][a-z]+)',
  Mon: '[A-Z][a-z]{2}',
  Monday: '[A-Z][a-z]+',
  MST: '[A-Z]{3,4}',
  'Z07:00': '(?<zone>Z|[+-]\\d\\d:\\d\\d)',
  '-07:00': '(?<zone>[+-]\\d\\d:\\d\\d)',
  '-0700': '(?<zone>[+-]\\d{4})',
};

/** Milliseconds; undefined: the text is not of the layout, or the layout has a part that is not read, or one twice. */
export function parseLayout(layout: string, text: string): number | undefined {
  const unread: string[] = [];
  const seen = new Set<string>();
  const pattern = layout.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(parts, (part) => {
    const reader = readers[part];
    const name = /<(\w+)>/.exec(reader ?? '')?.[1] ?? part;
    if (reader === undefined || seen.has(name)) unread.push(part);
    seen.add(name);
    return reader ?? part;
  });
  if (unread.length > 0) return undefined;
  const found = new RegExp(`^${pattern}$`).exec(text)?.groups;
  if (found === undefined) return undefined;
  const named = months.findIndex((name) => found.monthName !== undefined && name.startsWith(found.monthName));
  const month = found.month === undefined ? (named < 0 ? 1 : named + 1) : Number(found.month);
  const [year, day] = [Number(found.year ?? 0), Number(found.day ?? 1)];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(Number(found.hour ?? 0), Number(found.minute ?? 0), 0, 0);
  return date.getTime() + Math.round(Number(found.second ?? 0) * 1000) - zoneMs(found.zone ?? 'Z');
}

function zoneMs(text: string): number {
  const [, sign = '', hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)$/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
