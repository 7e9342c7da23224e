import { writeJson } from '../encoding/write-json.ts';
import { InvalidValueError } from '../values/invalid-value.ts';
import { parseQuantity } from '../values/quantity.ts';
import { parseMicroTime, parseTime } from '../values/time.ts';

/**
 * Why a text cannot be a value of one of the types that decode themselves; undefined when it can. In Go's words.
 */
export function quantityProblem(value: unknown): string | undefined {
  if (typeof value === 'string' && usualQuantity.test(value)) return undefined;
  const text = typeof value === 'string' ? value.trim() : writeJson(value);
  return problemOf(() => parseQuantity(text));
}

/** Of a metav1.Time, or of a metav1.MicroTime. */
export function timeProblem(text: string, isMicro: boolean): string | undefined {
  if (usualTime.test(text) && (text.length === 27) === isMicro) return undefined;
  return problemOf(() => (isMicro ? parseMicroTime(text) : parseTime(text)));
}

/** Of bytes in base64. Mirrors encoding/base64 (StdEncoding): lines may be broken, the padding must be there. */
export function base64Problem(text: string): string | undefined {
  if (usualBytes.test(text)) return undefined;
  const at = corruptAt(Buffer.from(text));
  return at === undefined ? undefined : `illegal base64 data at input byte ${at}`;
}

/** What nearly every quantity looks like; others take the parser to judge. */
const usualQuantity = /^[0-9]{1,15}(?:m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;

/** In any month, to the second or to the microsecond. */
const usualTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{6})?Z$/;

const usualBytes = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function problemOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof InvalidValueError) return error.message;
    throw error;
  }
}

/** The first byte that cannot be where it is; the place of the unfinished four where there are too few. */
function corruptAt(bytes: Uint8Array): number | undefined {
  let within = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (isNewline(byte)) continue;
    if (isDigit(byte)) within = (within + 1) % 4;
    else return byte === padding ? wrongPadding(bytes, at, within) : at;
  }
  return within === 0 ? undefined : bytes.length - within;
}

/** Of padding that starts at `at`, after so many digits of its four. */
function wrongPadding(bytes: Uint8Array, at: number, within: number): number | undefined {
  if (within < 2) return at;
  let next = pastNewlines(bytes, at + 1);
  if (within === 2) {
    if (next === bytes.length) return next;
    if (bytes[next] !== padding) return next - 1;
    next = pastNewlines(bytes, next + 1);
  }
  return next < bytes.length ? next : undefined;
}

function pastNewlines(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isNewline(bytes[at])) at++;
  return at;
}

const padding = 0x3d;

function isNewline(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function isDigit(byte: number): boolean {
  return /[A-Za-z0-9+/]/.test(String.fromCharCode(byte));
}
