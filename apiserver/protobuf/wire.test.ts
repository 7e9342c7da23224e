import fc from 'fast-check';
import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

const edges = [0, 127, 128, 16383, 16384, 2 ** 28, 2 ** 31, 2 ** 32, 2 ** 35, 2 ** 42, 2 ** 49].flatMap(
  (n) => [n - 1, n, n + 1],
);
const int64 = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(...edges, ...edges.map((n) => -n || 0), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);
const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme', maxLength: 300 }));

test('numbers, texts and doubles are what another reader and writer of protobuf make of them', () => {
  fc.assert(
    fc.property(int64, text, fc.double(), (whole, word, real) => {
      const writer = new WireWriter();
      writer.double(real);
      writer.text(word);
      writer.int(whole);
      const bytes = writer.take();
      const theirs = protobuf.Writer.create().int64(whole).string(word).double(real).finish();
      expect(bytes.toString('hex')).toBe(Buffer.from(theirs).toString('hex'));
      const reader = new WireReader(bytes);
      expect([reader.int64(), reader.text(), reader.double(), reader.at]).toEqual([
        whole,
        word,
        real,
        bytes.length,
      ]);
    }),
  );
});

test('what is written is kept as the writer grows, and is given once', () => {
  const writer = new WireWriter();
  const long = 'x'.repeat(10_000);
  writer.text('end');
  for (let i = 0; i < 200; i++) writer.text(long);
  const reader = new WireReader(writer.take());
  for (let i = 0; i < 200; i++) expect(reader.text()).toBe(long);
  expect(reader.text()).toBe('end');
  expect(writer.take()).toHaveLength(0);
});

test('what a newer client sends is passed over, whatever it is', () => {
  const writer = protobuf.Writer.create();
  writer.uint32(0x0d).fixed32(7).uint32(0x11).fixed64(7).uint32(0x1b).uint32(0x20).int64(-1).uint32(0x1c);
  writer.uint32(0x2a).string('text').uint32(0x30).int64(-1);
  const reader = new WireReader(writer.finish());
  while (reader.at < reader.end) reader.skip(reader.tag() & 7);
  expect(reader.at).toBe(reader.end);
});
