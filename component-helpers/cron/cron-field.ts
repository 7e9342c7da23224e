import { goQuote, InvalidValueError } from '../../apimachinery/index.ts';

/** The times a field of a schedule names: `0,30`, `8-18/2`, `mon-fri`, `*`. */
export interface CronField {
  readonly values: ReadonlySet<number>;
  /** It says `*` or `?`: it leaves the choice to other fields. */
  readonly star: boolean;
}

/** What a field may name. */
export interface FieldBounds {
  readonly min: number;
  readonly max: number;
  /** Names of the values, from the least on. */
  readonly names?: readonly string[];
}

/** Reads one field; throws InvalidValueError. Mirrors github.com/robfig/cron/v3 (getField, getRange). */
export function parseCronField(text: string, bounds: FieldBounds): CronField {
  const ranges = text.split(',').filter((range) => range !== '');
  const parts = ranges.map((range) => parseRange(range, bounds));
  return {
    values: new Set(parts.flatMap(({ values }) => [...values])),
    star: parts.some(({ star }) => star),
  };
}

/** `*`, `3`, `mon-fri`, `*` or any of these with `/2`. */
function parseRange(text: string, bounds: FieldBounds): CronField {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreHyphens] = range.split('-');
  const star = low === '*' || low === '?';
  let [start, end] = [bounds.min, bounds.max];
  if (!star) {
    start = numberOf(low, bounds);
    if (moreHyphens.length > 0) throw new InvalidValueError(`too many hyphens: ${text}`);
    end = high === undefined ? start : numberOf(high, bounds);
  }
  if (moreSteps.length > 0) throw new InvalidValueError(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : wholeNumber(stepText);
  if (stepText !== undefined && high === undefined) end = bounds.max;
  checkBounds(text, [start, end, step], bounds);
  return { values: rangeOf(start, end, step), star: star && step === 1 };
}

function rangeOf(start: number, end: number, step: number): ReadonlySet<number> {
  const values = new Set<number>();
  for (let value = start; value <= end; value += step) values.add(value);
  return values;
}

function checkBounds(
  text: string,
  [start, end, step]: readonly [number, number, number],
  { min, max }: FieldBounds,
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

function numberOf(text: string, { min, names }: FieldBounds): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  return named >= 0 ? named + min : wholeNumber(text);
}

const int64Max = 2n ** 63n - 1n;

function wholeNumber(text: string): number {
  const isNumber = /^[+-]?\d+$/.test(text);
  if (!isNumber || BigInt(text.replace(/^[+-]/, '')) > int64Max) {
    const why = isNumber ? 'value out of range' : 'invalid syntax';
    throw new InvalidValueError(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: ${why}`,
    );
  }
  const number = Number(text);
  if (number < 0) throw new InvalidValueError(`negative number (${number}) not allowed: ${text}`);
  return number;
}
