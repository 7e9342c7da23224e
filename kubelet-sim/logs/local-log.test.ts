import { expect, test } from 'vitest';
import type { LogOptions } from '../../apimachinery/index.ts';
import type { LocalFile } from '../../environment/index.ts';
import { localLog } from './local-log.ts';

/** A file that is read in pieces, as they are added. */
class FakeFile implements LocalFile {
  closed = 0;
  readonly #pieces: string[];
  #wake: (() => void) | undefined;

  constructor(...pieces: string[]) {
    this.#pieces = pieces;
  }

  add(piece: string): void {
    this.#pieces.push(piece);
    this.#wake?.();
  }

  async read(): Promise<Uint8Array | undefined> {
    const piece = this.#pieces.shift();
    return piece === undefined ? undefined : Buffer.from(piece);
  }

  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      this.#wake = resolve;
      signal.addEventListener('abort', () => resolve());
    });
  }

  close(): void {
    this.closed += 1;
  }
}

const cri = [
  '2016-10-06T00:17:09.669794202Z stdout F one\n',
  '2016-10-06T00:17:10.1Z stderr P tw',
  '\n2016-10-06T00:17:10.1Z stderr F o\n',
  '2016-10-06T00:17:11Z stdout F three\n',
];
const docker = ['{"log":"one\\n","stream":"stdout","time":"2016-10-20T18:39:20.57606443Z"}\n'];
const sinceMs = Date.parse('2016-10-06T00:17:10Z');

async function textOf(pieces: readonly string[], options: LogOptions): Promise<string> {
  const file = new FakeFile(...pieces);
  let text = '';
  for await (const bytes of localLog(file, options)) text += Buffer.from(bytes).toString();
  expect(file.closed).toBe(1);
  return text;
}

test.each<[string, readonly string[], LogOptions, string]>([
  ['of CRI', cri, {}, 'one\ntwo\nthree\n'],
  ['with times', cri.slice(0, 1), { timestamps: true }, '2016-10-06T00:17:09.669794202Z one\n'],
  ['whose times are short', cri.slice(3), { timestamps: true }, '2016-10-06T00:17:11.000000000Z three\n'],
  ['since a time', cri, { sinceMs }, 'two\nthree\n'],
  ['of which the last is wanted', cri, { tailLines: 1 }, 'three\n'],
  ['of which none is wanted', cri, { tailLines: 0 }, ''],
  ['as many bytes as are wanted', cri, { limitBytes: 5 }, 'one\nt'],
  ['of Docker', docker, { timestamps: true }, '2016-10-20T18:39:20.576064430Z one\n'],
  ['of plain lines', ['one\ntw', 'o\nthree'], { tailLines: 2, timestamps: true }, 'two\nthree\n'],
])('lines %s', async (_name, pieces, options, text) => {
  expect(await textOf(pieces, options)).toBe(text);
});

test('who follows gets what is added, until the container ends', async () => {
  const file = new FakeFile('one\ntwo\n');
  const end = new AbortController();
  let stopped = 0;
  const life = { ended: end.signal, stop: () => void stopped++ };
  const pieces = localLog(file, { follow: true, tailLines: 1 }, life)[Symbol.asyncIterator]();
  const next = async () => Buffer.from((await pieces.next()).value ?? []).toString();
  expect(await next()).toBe('two\n');
  const third = next();
  file.add('thr');
  file.add('ee\n');
  expect(await third).toBe('three\n');
  const last = pieces.next();
  end.abort();
  expect([(await last).done, file.closed, stopped]).toEqual([true, 1, 1]);
});

test('who leaves before anything is read leaves nothing open', async () => {
  const file = new FakeFile('one\n');
  await localLog(file, { follow: true })[Symbol.asyncIterator]().return?.();
  expect(file.closed).toBe(1);
});

test('a line of which there is no end is taken as several', async () => {
  const file = new FakeFile(...Array(40).fill('x'.repeat(64 * 1024)), 'y\n');
  let lines = 0;
  for await (const piece of localLog(file, {})) lines += Buffer.from(piece).toString().split('\n').length - 1;
  expect(lines).toBe(3);
});
