import { customRandom } from 'nanoid';
import type { Ids, Random } from './environment.ts';

/** Without vowels and what looks like them, so that no word appears. Mirrors apimachinery pkg/util/rand (SafeEncodeString). */
const safeAlphabet = 'bcdfghjklmnpqrstvwxz2456789';
/** The length of generateName suffixes, for which nanoid sizes its draws. */
const usualSuffixLength = 5;
const hexOfByte: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** Ids drawn from `random`: the same stream gives the same ids. */
export function idsFrom(random: Random): Ids {
  return {
    uid: () => uuidFromBytes(random.bytes(16)),
    suffix: customRandom(safeAlphabet, usualSuffixLength, (size) => random.bytes(size)),
  };
}

/** Formats 16 random bytes as a version 4 UUID (RFC 9562). */
export function uuidFromBytes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < 16; at++) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += '-';
    const byte = bytes[at] ?? 0;
    // Byte 6 carries the version (4), byte 8 the variant (binary 10).
    const tagged = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte;
    text += hexOfByte[tagged];
  }
  return text;
}
