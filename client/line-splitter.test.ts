import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

test('lines come out whole however the bytes were cut', () => {
  const text = '{"a":"ä"}\n{"b":2}\n\n{"c":"\u{1F600}"}\n';
  const bytes = Buffer.from(text);
  for (let size = 1; size <= bytes.length; size++) {
    const splitter = new LineSplitter();
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      for (const line of splitter.push(bytes.subarray(at, at + size))) lines.push(line.toString());
    }
    expect(lines).toEqual(['{"a":"ä"}', '{"b":2}', '{"c":"\u{1F600}"}']);
  }
});

test('a line may be long, and one without end is refused', () => {
  const splitter = new LineSplitter();
  const piece = Buffer.alloc(16 * 1024 * 1024, 'x');
  for (let i = 0; i < 4; i++) expect(splitter.push(piece)).toEqual([]);
  const [line] = splitter.push(Buffer.from('y\n'));
  expect(line?.length).toBe(4 * piece.length + 1);
  for (let i = 0; i < 4; i++) splitter.push(piece);
  expect(() => splitter.push(Buffer.from('x'))).toThrow('a line of a watch is longer than');
});
