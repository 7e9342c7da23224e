import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTextFiles } from './text-files.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'homeostat-texts-'));
  writeFileSync(join(directory, 'access.log'), 'GET /a\nGET /b\n');
});

afterAll(() => rmSync(directory, { recursive: true }));

test('texts of logs, commands and answers may stand in files', () => {
  const file = { file: 'access.log' };
  const data = [
    { match: { labels: { file: 'x' } }, logs: [{ text: file, everyMs: 5 }], http: [{ body: file }] },
  ];
  const text = 'GET /a\nGET /b\n';
  expect(withTextFiles(data, directory)).toEqual([
    { match: { labels: { file: 'x' } }, logs: [{ text, everyMs: 5 }], http: [{ body: text }] },
  ]);
});

test.each(['nowhere.txt', 'access.log/a', 'a\0b', 'x'.repeat(5000)])(
  'a file that cannot be read is named: %j',
  (file) => {
    const data = [{ exec: [{ command: 'x', stdout: { file } }] }];
    expect(() => withTextFiles(data, directory)).toThrow(`${join(directory, file)}: cannot be read`);
  },
);
