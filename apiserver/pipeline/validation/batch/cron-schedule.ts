import { InvalidValueError } from '../../../../apimachinery/index.ts';

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Minute, hour, day of the month, month, day of the week. */
const fields: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const descriptors: ReadonlySet<string> = new Set([
  ...['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'],
]);

/** What is wrong with a schedule, in the words of its parser. Mirrors github.com/robfig/cron/v3 (ParseStandard). */
export function scheduleErrors(schedule: string): readonly string[] {
  try {
    checkSchedule(schedule);
    return [];
  } catch (error) {
    if (error instanceof InvalidValueError) return [error.message];
    throw error;
  }
}

function checkSchedule(schedule: string): void {
  const text = withoutZone(schedule);
  if (text.startsWith('@')) {
    checkDescriptor(text);
    return;
  }
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length !== fields.length) {
    const found = `found ${words.length}: [${words.join(' ')}]`;
    throw new InvalidValueError(`expected exactly ${fields.length} fields, ${found}`);
  }
  for (const [at, bounds] of fields.entries()) {
    for (const range of (words[at] ?? '').split(',')) if (range !== '') checkRange(range, bounds);
  }
}

/** A zone before a schedule is refused elsewhere; Go's parser fails where nothing comes after it. */
function withoutZone(schedule: string): string {
  if (!/^(CRON_)?TZ=/.test(schedule)) return schedule;
  const space = schedule.indexOf(' ');
  if (space >= 0) return schedule.slice(space).trim();
  const bounds = `[${schedule.indexOf('=') + 1}:-1]`;
  throw new InvalidValueError(`invalid schedule format: runtime error: slice bounds out of range ${bounds}`);
}

function checkDescriptor(text: string): void {
  if (descriptors.has(text)) return;
  const duration = /^@every (.*)$/s.exec(text)?.[1];
  if (duration === undefined) throw new InvalidValueError(`unrecognized descriptor: ${text}`);
  const problem = durationProblem(duration);
  if (problem !== undefined) throw new InvalidValueError(`failed to parse duration ${text}: ${problem}`);
}

/** Mirrors Go's time.ParseDuration. */
function durationProblem(text: string): string | undefined {
  const quoted = JSON.stringify(text);
  if (/^[+-]?0$/.test(text)) return undefined;
  let rest = text.replace(/^[+-]/, '');
  if (rest === '') return `time: invalid duration ${quoted}`;
  while (rest !== '') {
    const [all = '', number = '', unit = ''] = /^([0-9]*\.?[0-9]*)([^0-9.]*)/.exec(rest) ?? [];
    if (!/[0-9]/.test(number)) return `time: invalid duration ${quoted}`;
    if (unit === '') return `time: missing unit in duration ${quoted}`;
    if (!/^(ns|us|µs|μs|ms|s|m|h)$/.test(unit))
      return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
    rest = rest.slice(all.length);
  }
  return undefined;
}

/** `*`, `3`, `mon-fri`, `*` or any of these with `/2`. */
function checkRange(text: string, bounds: Bounds): void {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreHyphens] = range.split('-');
  let [start, end] = [bounds.min, bounds.max];
  if (low !== '*' && low !== '?') {
    start = numberOf(low, bounds);
    if (moreHyphens.length > 0) throw new InvalidValueError(`too many hyphens: ${text}`);
    end = high === undefined ? start : numberOf(high, bounds);
  }
  if (moreSteps.length > 0) throw new InvalidValueError(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : wholeNumber(stepText);
  if (stepText !== undefined && high === undefined) end = bounds.max;
  checkBounds(text, [start, end, step], bounds);
}

function checkBounds(
  text: string,
  [start, end, step]: readonly [number, number, number],
  { min, max }: Bounds,
): void {
  const wrong =
    start < min
      ? `beginning of range (${start}) below minimum (${min})`
      : end > max
        ? `end of range (${end}) above maximum (${max})`
        : start > end
          ? `beginning of range (${start}) beyond end of range (${end})`
          : step === 0
            ? 'step of range should be a positive number'
            : undefined;
  if (wrong !== undefined) throw new InvalidValueError(`${wrong}: ${text}`);
}

function numberOf(text: string, { min, names }: Bounds): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  return named >= 0 ? named + min : wholeNumber(text);
}

function wholeNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    const why = `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
    throw new InvalidValueError(`failed to parse int from ${text}: ${why}`);
  }
  const number = Number(text);
  if (number < 0) throw new InvalidValueError(`negative number (${number}) not allowed: ${text}`);
  return number;
}
