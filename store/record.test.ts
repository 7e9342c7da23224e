import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLogKey, type LogRecord, lastLogKey, logKey, textFormat } from './record.ts';

const number = fc.maxSafeNat();

const plain: fc.Arbitrary<LogRecord> = fc.record({
  revision: number,
  sub: fc.nat(0xffff),
  operations: fc.nat(0x10000),
  type: fc.constantFrom('put', 'delete'),
  key: fc.string({ unit: 'binary' }),
  value: fc.string({ unit: 'binary' }),
  createRevision: number,
  version: number,
  previousRevision: number,
  lease: fc.constant(undefined),
  checksum: fc.constant(0),
});

const record = fc.oneof(
  plain,
  plain.chain((put) =>
    fc.record({ id: number, ttlMs: number }).map((lease): LogRecord => ({ ...put, type: 'put', lease })),
  ),
);

test('a record reads back as it was written', () => {
  fc.assert(
    fc.property(record, (written) => {
      const key = logKey(written.revision, written.sub);
      const text = textFormat.encode(key, written);
      expect(isLogKey(key)).toBe(true);
      expect(textFormat.decode(key, text)).toEqual(written);
    }),
  );
});

test('a record with any bit flipped, or under another log key, is damaged', () => {
  fc.assert(
    fc.property(record, fc.nat(), fc.nat(7), (written, place, bit) => {
      const key = logKey(written.revision, written.sub);
      const text = textFormat.encode(key, written);
      const bytes = Buffer.from(`${text}`);
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      const damaged = expect.objectContaining({ code: 'DAMAGED' });
      expect(() => textFormat.decode(key, bytes.toString())).toThrow(damaged);
      const other = logKey(written.revision, (written.sub + 1) % 0x10000);
      expect(() => textFormat.decode(other, text)).toThrow(`revision ${written.revision} does not match`);
    }),
  );
});

test('log keys sort as revisions and their parts do', () => {
  const keys = [
    logKey(1, 0),
    logKey(1, 1),
    lastLogKey(1),
    logKey(2, 0),
    logKey(16, 0),
    logKey(2 ** 53 - 1, 0),
  ];
  expect(lastLogKey(1)).toBe(logKey(1, 65535));
  expect([...keys].sort()).toEqual(keys);
  expect(new Set(keys.map((key) => key.length))).toEqual(new Set([18]));
});
