/** DER of one value: its tag, its length and its content, which may be of several parts. Mirrors Go's encoding/asn1 (Marshal). */
export function der(tag: number, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(content.length)]), content]);
}

/** Up to 127 in one byte, or else in as many bytes as the first one says. */
function lengthBytes(length: number): readonly number[] {
  if (length < 128) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

/** An object id, given by its bytes in hex. */
export function derObjectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

/** A whole number that is not negative, in as few bytes as it needs. */
export function derInteger(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const least = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
  return der(0x02, (least[0] ?? 0) < 0x80 ? least : Buffer.concat([Uint8Array.of(0), least]));
}

/** Bits; the last `unused` ones do not count. */
export function derBits(bytes: Uint8Array, unused = 0): Buffer {
  return der(0x03, Uint8Array.of(unused), bytes);
}

/** A text, in the shortest of the types that Go chooses from. */
export function derText(text: string): Buffer {
  return der(/^[a-zA-Z0-9'()+,./ :=?-]*$/.test(text) ? 0x13 : 0x0c, text);
}

/** A time in whole seconds: with two digits of the year where that suffices. */
export function derTime(ms: number): Buffer {
  const digits = `${new Date(ms).toISOString().slice(0, 19).replaceAll(/\D/g, '')}Z`;
  const year = Number(digits.slice(0, 4));
  return year >= 1950 && year < 2050 ? der(0x17, digits.slice(2)) : der(0x18, digits);
}
