import { safeEncode } from './generate-name.ts';
import { goJson } from './go-format.ts';

/** FNV-1a with 32 bits over the UTF-8 bytes of a text, or over bytes; go on from a previous hash with `from`. */
export function fnv1a32(input: string | Uint8Array, from: number = fnv32Offset): number {
  let hash = from;
  const bytes = typeof input === 'string' ? encoder.encode(input) : input;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, fnv32Prime);
  return hash >>> 0;
}

/** FNV-1 with 32 bits over the UTF-8 bytes of a text. */
export function fnv32(text: string): number {
  let hash = fnv32Offset;
  for (const byte of encoder.encode(text)) hash = Math.imul(hash, fnv32Prime) ^ byte;
  return hash >>> 0;
}

/** FNV-1a with 64 bits. */
export function fnv1a64(input: string | Uint8Array): bigint {
  let hash = fnv64Offset;
  const bytes = typeof input === 'string' ? encoder.encode(input) : input;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * fnv64Prime) & mask64;
  return hash;
}

/** FNV-1a with 128 bits, as 32 hexadecimal digits. */
export function fnv1a128(text: string): string {
  // Four limbs of 32 bits, the lowest first. The prime is 2^88 + 0x13b.
  let [a, b, c, d] = fnv128Offset;
  for (const byte of encoder.encode(text)) {
    const low = (a ^ byte) >>> 0;
    const first = low * fnv128PrimeLow;
    const second = b * fnv128PrimeLow + Math.floor(first / 2 ** 32);
    const third = c * fnv128PrimeLow + (low % 256) * 2 ** 24 + Math.floor(second / 2 ** 32);
    const shifted = Math.floor(low / 256) + (b % 256) * 2 ** 24;
    const fourth = d * fnv128PrimeLow + shifted + Math.floor(third / 2 ** 32);
    [a, b, c, d] = [first % 2 ** 32, second % 2 ** 32, third % 2 ** 32, fourth % 2 ** 32];
  }
  return [d, c, b, a].map((limb) => limb.toString(16).padStart(8, '0')).join('');
}

/**
 * The value of `pod-template-hash` for a template; the count makes another one after a collision.
 * Mirrors kubernetes pkg/controller (ComputeHash). Differs: Kubernetes hashes Go's print of the struct, we hash the
 * template's JSON with sorted keys; so hashes differ from those of a real cluster, and equal templates have equal ones.
 */
export function templateHash(template: unknown, collisionCount?: number): string {
  let hash = fnv1a32(goJson(template));
  if (collisionCount !== undefined) {
    // Eight bytes, of which the count fills the first four.
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setUint32(0, collisionCount, true);
    hash = fnv1a32(bytes, hash);
  }
  return safeEncode(String(hash));
}

const fnv32Offset = 0x811c9dc5;
const fnv32Prime = 0x01000193;
const fnv64Offset = 0xcbf29ce484222325n;
const fnv64Prime = 0x100000001b3n;
const fnv128Offset: readonly [number, number, number, number] = [
  0x6295c58d, 0x62b82175, 0x07bb0142, 0x6c62272e,
];
const fnv128PrimeLow = 0x13b;
const mask64 = (1n << 64n) - 1n;
const encoder = new TextEncoder();
