import { MemoryLevel } from 'memory-level';
import { expect, test } from 'vitest';
import { type Level, Log, type LogOperation, saysDamaged, saysNoSpace } from './log.ts';
import { type LogRecord, logKey, textFormat } from './record.ts';

function record(revision: number, sub = 0, operations = 1): LogRecord {
  const rest = { type: 'put', key: '/a', value: 'x', createRevision: 2, version: 1 } as const;
  return { ...rest, revision, sub, operations, previousRevision: 0, lease: undefined, checksum: 0 };
}

/** Revisions 2, 3 (of five parts) and 4, on a level whose iterators answer with two entries at most. */
async function someLog() {
  const memory = new MemoryLevel<string, string>({ storeEncoding: 'utf8' });
  const unbounded: Level['iterator'] = memory.iterator.bind(memory);
  let openIterators = 0;
  const iterator: Level['iterator'] = (options) => {
    const inner = unbounded(options);
    openIterators++;
    const close = () => {
      openIterators--;
      return inner.close();
    };
    return { nextv: (size) => inner.nextv(Math.min(size, 2)), close };
  };
  const level: Level = Object.assign(memory, { iterator });
  const log = new Log(level, { fsync: false, format: textFormat });
  await level.open();
  const parts = Array.from({ length: 5 }, (_, sub) => record(3, sub, 5));
  await log.write([record(2), ...parts, record(4)].map(put));
  return { log, level, openIterators: () => openIterators };
}

function put(written: LogRecord): LogOperation {
  const key = logKey(written.revision, written.sub);
  return { type: 'put', key, value: textFormat.encode(key, written) };
}

const places = (records: readonly LogRecord[]) => records.map(({ revision, sub }) => `${revision}.${sub}`);

test('a range holds whole revisions, however many entries the level answers with at once', async () => {
  const { log, openIterators } = await someLog();
  const all = ['2.0', '3.0', '3.1', '3.2', '3.3', '3.4'];
  expect(places(await log.readRange(1, 4, 2))).toEqual(all);
  expect(places(await log.readRange(1, 4, 1))).toEqual(['2.0']);
  expect(places(await log.readRange(2, 3, 100))).toEqual(all.slice(1));
  expect(openIterators()).toBe(0);
});

test('a range without one of its revisions, or a part of one, is damaged', async () => {
  for (const [gone, after, through, expected] of [
    [logKey(2, 0), 1, 4, 2],
    [logKey(3, 0), 1, 4, 3],
    [logKey(3, 1), 2, 4, 3],
    [logKey(3, 3), 2, 4, 3],
    [logKey(3, 4), 2, 3, 3],
    [logKey(4, 0), 3, 4, 4],
  ] as const) {
    const { log, openIterators } = await someLog();
    await log.write([{ type: 'del', key: gone }]);
    await expect(log.readRange(after, through, 100)).rejects.toMatchObject({
      code: 'DAMAGED',
      message: `revision ${expected} is missing from the log, or a part of it`,
    });
    expect(openIterators()).toBe(0);
  }
});

test('records are read in the order in which they are asked for, and one that is missing is told', async () => {
  const { log } = await someLog();
  const many = Array.from({ length: 2500 }, (_, i) => ({ revision: 3, sub: i % 5 }));
  expect(places(await log.read([{ revision: 4, sub: 0 }, ...many]))).toEqual([
    '4.0',
    ...many.map(({ sub }) => `3.${sub}`),
  ]);
  await expect(log.read([{ revision: 5, sub: 0 }])).rejects.toMatchObject({
    code: 'DAMAGED',
    message: 'revision 5 is missing from the log',
  });
});

test('what a level fails to read is told as what it means for the store', async () => {
  const { log, level } = await someLog();
  const failing = (error: Error) => {
    level.getMany = () => Promise.reject(error);
    return log.read([{ revision: 2, sub: 0 }]);
  };
  const corrupt = Object.assign(new Error('bad block'), { code: 'LEVEL_CORRUPTION' });
  const broken = new Error('broken');
  await expect(failing(corrupt)).rejects.toMatchObject({ code: 'DAMAGED', message: 'bad block' });
  const cannot = { code: 'UNAVAILABLE', message: 'the log cannot be read: broken', cause: broken };
  await expect(failing(broken)).rejects.toMatchObject(cannot);
  await log.close();
  await expect(failing(broken)).rejects.toMatchObject({ code: 'CLOSED', message: 'the store is closed' });
});

test('with fsync every write asks the level for it', async () => {
  const { level } = await someLog();
  const calls: unknown[] = [];
  const batch = () => ({
    put: (key: string, value: unknown) => calls.push(['put', key, value]),
    del: (key: string) => calls.push(['del', key]),
    write: async (options: object) => void calls.push(options),
  });
  const log = new Log(Object.assign(level, { batch }), { fsync: true, format: textFormat });
  await log.write([
    { type: 'put', key: 'a', value: 'x' },
    { type: 'del', key: 'b' },
  ]);
  expect(calls).toEqual([['put', 'a', 'x'], ['del', 'b'], { sync: true }]);
});

test.each([
  ['ENOSPC', 'write', true],
  ['EDQUOT', 'write', true],
  ['LEVEL_IO_ERROR', 'IO error: 000003.log: No space left on device', true],
  ['LEVEL_IO_ERROR', 'IO error: 000003.log: Disk quota exceeded', true],
  ['LEVEL_IO_ERROR', 'IO error: 000003.log: Input/output error', false],
  ['LEVEL_CORRUPTION', 'No space left on device', false],
  ['EIO', 'No space left on device', false],
])('whether a write that fails with %s, "%s", found the disk full', (code, message, expected) => {
  const error = Object.assign(new Error(message), { code });
  expect(saysNoSpace(error)).toBe(expected);
  expect(saysNoSpace(new Error('outer', { cause: error }))).toBe(expected);
});

test.each([
  ['LEVEL_CORRUPTION', '', true],
  ['LEVEL_IO_ERROR', 'IO error: 000005.ldb: No such file or directory', true],
  ['LEVEL_IO_ERROR', 'IO error: 000005.ldb: Invalid argument', true],
  ['LEVEL_IO_ERROR', 'IO error: 000005.ldb: Input/output error', true],
  ['LEVEL_IO_ERROR', 'IO error: 000005.ldb: Permission denied', false],
  ['ENOENT', 'No such file or directory', false],
  [undefined, 'Invalid argument', false],
])('whether a level that fails with %s, "%s", is damaged', (code, message, expected) => {
  expect(saysDamaged(code, message)).toBe(expected);
});
