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
const mask64 = (1n << 64n) - 1n;
const encoder = new TextEncoder();
