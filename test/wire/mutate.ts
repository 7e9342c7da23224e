import type { Random } from '../../environment/index.ts';

const sharp = Buffer.from('\r\n: /?[]%\0\xff\x80,;="0', 'latin1');

/** The same bytes, damaged in up to four places. */
export function mutate(random: Random, bytes: Buffer): Buffer {
  let damaged = bytes;
  for (let left = 1 + random.integer(4); left > 0; left--) damaged = damage(random, damaged);
  return damaged;
}

function damage(random: Random, bytes: Buffer): Buffer {
  const at = random.integer(bytes.length + 1);
  const to = Math.min(bytes.length, at + random.integer(10));
  const [before, piece, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  switch (random.integer(5)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, piece, piece, after]);
    case 2:
      return Buffer.concat([before, random.bytes(piece.length), after]);
    case 3:
      return Buffer.concat([before, Buffer.from([random.pick([...sharp])]), piece, after]);
    default:
      return before;
  }
}
