import { base64Problem } from '../../schema/go-values.ts';
import {
  durationOf,
  nanosPerSecond,
  parseCelDuration,
  parseCelTimestamp,
  timestampOf,
} from '../values/times.ts';
import { CelError, CelTimestamp, type CelValue } from '../values/value.ts';

/** A string of JSON whose format makes it something else: a duration, a timestamp or bytes. */
export function formattedValue(text: string, format: string | undefined): CelValue {
  switch (format) {
    case 'duration':
      return (
        parseCelDuration(text) ??
        durationInWords(text) ??
        new CelError(`Invalid duration ${text}: unable to parse ${text} as duration`)
      );
    case 'date':
      return parsed(parseCelTimestamp(`${text}T00:00:00Z`), 'date', text);
    case 'date-time':
      return parsed(dateTime(text), 'date-time', text);
    case 'byte':
      return bytesOf(text);
    default:
      return text;
  }
}

function parsed(value: CelValue | undefined, format: string, text: string): CelValue {
  return value instanceof CelTimestamp ? value : new CelError(`Invalid ${format} formatted string ${text}`);
}

function dateTime(text: string): CelValue | undefined {
  if (text === '') return timestampOf(0n);
  return parseCelTimestamp(text) ?? parseCelTimestamp(`${text}Z`);
}

const hour = 3_600n * nanosPerSecond;

/** Units by their names; the last name of each may go on: `seconds`. */
const units: readonly (readonly [names: readonly string[], nanos: bigint])[] = [
  [['ns', 'nano'], 1n],
  [['us', 'µs', 'micro'], 1_000n],
  [['ms', 'milli'], 1_000_000n],
  [['s', 'sec'], nanosPerSecond],
  [['m', 'min'], 60n * nanosPerSecond],
  [['h', 'hr', 'hour'], hour],
  [['d', 'day'], 24n * hour],
  [['w', 'wk', 'week'], 168n * hour],
];

/** `1 day 2 hours`. Mirrors k8s.io/kube-openapi pkg/validation/strfmt (ParseDuration). */
function durationInWords(text: string): CelValue | undefined {
  let nanos = 0n;
  let found = false;
  for (const [, count = '', name = ''] of text.matchAll(/(\d+)\s*([A-Za-zµ]+)/g)) {
    const unit = name.toLowerCase();
    for (const [names, size] of units) {
      if (!names.includes(unit) && !unit.startsWith(names.at(-1) ?? '')) continue;
      found = true;
      nanos += BigInt(count.slice(0, 19)) * size;
    }
  }
  return found ? durationOf(BigInt.asIntN(64, nanos)) : undefined;
}

/** Kubernetes reads base64 for URLs here, whose last two letters are others. */
function bytesOf(text: string): CelValue {
  const problem = base64Problem(text.replace(/[-_+/]/g, (letter) => standardLetters[letter] ?? '*'));
  if (problem !== undefined) return new CelError(`Invalid byte formatted string ${text}: ${problem}`);
  return Uint8Array.from(Buffer.from(text.replace(/[\r\n]/g, ''), 'base64url'));
}

const standardLetters: Readonly<Record<string, string>> = { '-': '+', _: '/' };
