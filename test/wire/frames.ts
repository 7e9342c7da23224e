import type { Random } from '../../environment/index.ts';

const opcodes = [0, 1, 2, 8, 9, 9, 10, 3, 15];

/** A frame as a client of a WebSocket sends it, or nearly. */
export function anyFrame(random: Random): Buffer {
  const payload = Buffer.from(random.bytes(random.integer(random.integer(8) === 0 ? 70_000 : 130)));
  const first =
    (random.integer(5) === 0 ? 0 : 0x80) | (random.integer(20) === 0 ? 0x40 : 0) | random.pick(opcodes);
  const masked = random.integer(20) === 0 ? 0 : 0x80;
  const said = random.integer(30) === 0 ? 2 ** 31 : payload.length;
  return Buffer.concat([Buffer.from([first]), lengthOf(said, masked), mask(random, masked), payload]);
}

function lengthOf(length: number, masked: number): Buffer {
  if (length < 126) return Buffer.from([masked | length]);
  const long = length > 0xffff;
  const bytes = Buffer.alloc(long ? 9 : 3);
  bytes[0] = masked | (long ? 127 : 126);
  if (long) bytes.writeBigUInt64BE(BigInt(length), 1);
  else bytes.writeUInt16BE(length, 1);
  return bytes;
}

function mask(random: Random, masked: number): Uint8Array {
  return masked === 0 ? new Uint8Array() : random.bytes(4);
}
