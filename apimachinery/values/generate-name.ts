/** How names are made from generateName. Mirrors k8s.io/apiserver pkg/storage/names. */

/** No generated name is longer, whatever the kind would allow. */
const nameLengthMax = 63;
/** Random characters at the end of a generated name. */
export const generatedSuffixLength = 5;
/** A taken name is tried again with another suffix, this often in all. */
export const generateNameAttemptsMax = 8;
/** Without vowels, and what looks like them, so that no words come out. */
export const safeAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** The name for a generateName and a random suffix; what is too long is cut off before the suffix. */
export function generatedName(base: string, suffix: string): string {
  return `${base.slice(0, nameLengthMax - generatedSuffixLength)}${suffix}`;
}

/** Writes a text with the safe alphabet. Mirrors k8s.io/apimachinery pkg/util/rand (SafeEncodeString). */
export function safeEncode(text: string): string {
  let encoded = '';
  for (const char of text) encoded += safeAlphabet.charAt((char.codePointAt(0) ?? 0) % safeAlphabet.length);
  return encoded;
}
