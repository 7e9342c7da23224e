import { InvalidValueError } from '../values/invalid-value.ts';
import { narrowed, wholeNumber } from '../values/whole-number.ts';

/**
 * A plain scalar as go.yaml.in/yaml/v2 resolves it, which is neither YAML 1.1 nor 1.2: no base 60, no times, octal with
 * 0 and 0o, underscores anywhere in numbers. Whole numbers beyond 2^53 are bigints. Throws InvalidValueError for what JSON
 * cannot say.
 */
export function goScalar(text: string): string | number | bigint | boolean | null {
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
function goNumber(text: string): number | bigint | undefined {
  if (/^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.test(text)) {
    throw new InvalidValueError(`unsupported value: ${text}`);
  }
  if (text.startsWith('.')) return finite(/^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/, text);
  const plain = text.replaceAll('_', '');
  return goInteger(plain) ?? finite(/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/, plain);
}

/** As strconv.ParseInt reads it with base 0; undefined beyond all numbers, too. */
function goInteger(text: string): number | bigint | undefined {
  const match = /^([-+]?)(?:0[bB]([01]+)|0[oO]?([0-7]+)|0[xX]([0-9a-fA-F]+)|(0|[1-9][0-9]*))$/.exec(text);
  // Longer ones are no numbers of 64 bits, however they are written.
  if (match === null || text.length > 70) return undefined;
  const [, sign, binary, octal, hex, decimal] = match;
  const size =
    binary !== undefined
      ? BigInt(`0b${binary}`)
      : octal !== undefined
        ? BigInt(`0o${octal}`)
        : BigInt(hex !== undefined ? `0x${hex}` : (decimal ?? ''));
  const value = sign === '-' ? -size : size;
  return narrowed(value) ?? (decimal === undefined ? undefined : Number(value));
}

function finite(pattern: RegExp, text: string): number | bigint | undefined {
  const value = pattern.test(text) ? Number(text) : Number.NaN;
  // On its way through JSON a whole float64 becomes an integer.
  return Number.isFinite(value) ? (wholeNumber(String(value)) ?? value) : undefined;
}
