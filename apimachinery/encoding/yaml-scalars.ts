import { InvalidValueError } from '../values/invalid-value.ts';

/**
 * A plain scalar as go.yaml.in/yaml/v2 resolves it, which is neither YAML 1.1 nor 1.2: no base 60, no times, octal with
 * 0 and 0o, underscores anywhere in numbers. Throws InvalidValueError for what JSON cannot say, and for a whole number
 * that a double would change.
 */
export function goScalar(text: string): string | number | boolean | null {
  if (/^[-+.0-9]/.test(text)) return goNumber(text) ?? text;
  const word = words.get(text);
  return word === undefined ? text : word;
}

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word) => [word, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word) => [word, false] as const,
  ),
]);

/** Undefined for a text that is no number after all. */
function goNumber(text: string): number | undefined {
  if (/^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.test(text)) {
    throw new InvalidValueError(`unsupported value: ${text}`);
  }
  if (text.startsWith('.')) return finite(/^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/, text);
  const plain = text.replaceAll('_', '');
  return goInteger(plain) ?? finite(/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/, plain);
}

/** As strconv.ParseInt reads it with base 0; undefined beyond all numbers, too. */
function goInteger(text: string): number | undefined {
  const match = /^([-+]?)(?:0[bB]([01]+)|0[oO]?([0-7]+)|0[xX]([0-9a-fA-F]+)|(0|[1-9][0-9]*))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, binary, octal, hex, decimal] = match;
  const value =
    binary !== undefined
      ? Number.parseInt(binary, 2)
      : octal !== undefined
        ? Number.parseInt(octal, 8)
        : hex !== undefined
          ? Number.parseInt(hex, 16)
          : Number(decimal);
  if (!Number.isFinite(value)) return undefined;
  if (!Number.isSafeInteger(value) && String(value) !== decimal) {
    throw new InvalidValueError(`number ${text} would not be kept exactly: numbers are doubles here`);
  }
  return sign === '-' && value !== 0 ? -value : value;
}

function finite(pattern: RegExp, text: string): number | undefined {
  const value = pattern.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
