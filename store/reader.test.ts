import { expect, test } from 'vitest';
import { Batch } from './commit-queue.ts';
import type { Version } from './key-index.ts';
import { Ledger } from './ledger.ts';
import { Log } from './log.ts';
import { Reader } from './reader.ts';
import { textFormat } from './record.ts';
import { FailingLevel } from './testing/failing-level.ts';

/** A log of these puts (revision 2 and on), none of which is held in memory; ten characters may be. */
async function readerOf(...puts: readonly (readonly [key: string, value: string])[]) {
  const level = new FailingLevel();
  const log = new Log(level, { fsync: false, format: textFormat });
  const ledger = new Ledger(textFormat, 10);
  const write = async (key: string, value: string) => {
    const batch = new Batch();
    ledger.apply({ success: [{ type: 'put', key, value }] }, batch);
    await log.write(batch.operations);
  };
  for (const [key, value] of puts) await write(key, value);
  const newest = (key: string) => ledger.index.find(key)?.newest as Version;
  for (const [key] of puts) ledger.cache.release(newest(key));
  return { level, ledger, newest, write, reader: new Reader(log, ledger) };
}

test('a value that was read is held while it is the newest of its key', async () => {
  const { newest, reader, write } = await readerOf(['/a', 'old']);
  const version = newest('/a');
  const reading = reader.value(version);
  await write('/a', 'new');
  expect([(await reading).value, version.held]).toEqual(['old', undefined]);
  const now = newest('/a');
  expect([await reader.value(now), now.held?.value]).toEqual([now.held, 'new']);
});

test('a value that two ask for at once counts once for the memory', async () => {
  const { newest, reader } = await readerOf(['/a', 'aaaaa'], ['/b', 'bbbbb']);
  await Promise.all([reader.value(newest('/a')), reader.value(newest('/a'))]);
  await reader.value(newest('/b'));
  expect([newest('/a').held?.value, newest('/b').held?.value]).toEqual(['aaaaa', 'bbbbb']);
});

test('only what is not held is read from the log', async () => {
  const { level, newest, reader } = await readerOf(['/a', 'a'], ['/b', 'b'], ['/c', 'c']);
  const held = await reader.value(newest('/b'));
  const read: (readonly string[])[] = [];
  let snapshots = 0;
  const { getMany, snapshot } = level;
  level.getMany = (keys, options) => {
    read.push(keys);
    return getMany(keys, options);
  };
  level.snapshot = () => {
    snapshots++;
    return snapshot();
  };
  const values = await reader.values(['/a', '/b', '/c'].map(newest));
  expect([values.map(({ value }) => value), values[1] === held]).toEqual([['a', 'b', 'c'], true]);
  expect(await reader.values([newest('/b')])).toEqual([held]);
  expect([read, snapshots]).toEqual([[['000000000000020000', '000000000000040000']], 1]);
});

test('history is told as it was read, also of what a sweep forgets meanwhile', async () => {
  const { ledger, reader } = await readerOf(['/a', '1'], ['/a', '2'], ['/b', 'x']);
  const reading = reader.history('/', 1, 4);
  for (const key of ['/a', '/a', '/b']) {
    const { older, newest } = ledger.index.find(key) ?? {};
    ledger.forget((older?.[0] ?? newest) as Version);
  }
  const { events, through } = await reading;
  expect(events.map(({ revision, current }) => [revision, current?.value])).toEqual([
    [2, '1'],
    [3, '2'],
    [4, 'x'],
  ]);
  expect(through).toBe(4);
});

test('history gives no value of another revision where only a later one is left', async () => {
  const { ledger, reader } = await readerOf(['/a', '1'], ['/a', '2']);
  const reading = reader.history('/', 1, 2);
  ledger.forget(ledger.index.find('/a')?.older?.[0] as Version);
  expect((await reading).events).toMatchObject([{ revision: 2, current: { value: '1', modRevision: 2 } }]);
});
