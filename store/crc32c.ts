/**
 * The checksum LevelDB protects its blocks with (CRC-32 with Castagnoli's polynomial, as in RFC 3720), eight bytes
 * at a time: about 0.6 GB/s. Node's `zlib.crc32` is another polynomial.
 */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = crcTables;
  let crc = -1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const low = crc ^ word(bytes, at);
    const high = word(bytes, at + 4);
    crc =
      entry(t7, low) ^
      entry(t6, low >>> 8) ^
      entry(t5, low >>> 16) ^
      entry(t4, low >>> 24) ^
      entry(t3, high) ^
      entry(t2, high >>> 8) ^
      entry(t1, high >>> 16) ^
      entry(t0, high >>> 24);
  }
  for (; at < end; at++) crc = entry(t0, crc ^ (bytes[at] as number)) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function entry(table: Int32Array, index: number): number {
  return table[index & 0xff] as number;
}

type Tables = readonly [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

const polynomial = 0x82f63b78;

/** Table n says what a byte does to the sum when n more bytes follow it. */
const crcTables: Tables = makeTables();

function makeTables(): Tables {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
  const next = (table: Int32Array) => table.map((crc) => entry(first, crc) ^ (crc >>> 8));
  const tables = [first];
  while (tables.length < 8) tables.push(next(tables.at(-1) as Int32Array));
  return tables as unknown as Tables;
}
