import { MemoryLevel } from 'memory-level';
import { afterAll, describe, expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { put, remove, write } from './conformance/subject.ts';
import { openStore } from './index.ts';
import { Ledger } from './ledger.ts';
import { type Level, Log } from './log.ts';
import { compactionEntry, formatEntry } from './named-entries.ts';
import { logKey, textFormat } from './record.ts';
import { type Acknowledged, recover } from './recover.ts';

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
afterAll(() => environment.close());

type RawLevel = MemoryLevel<string, string>;

/** Revisions 2 to 10, of which 4 has three parts, compacted to 6: of those below it, 3, 4.0 and 4.1 are kept. */
async function someLog(): Promise<RawLevel> {
  const level: RawLevel = new MemoryLevel({ storeEncoding: 'utf8' });
  const store = await openStore(environment, { level });
  await put(store, '/a', '2');
  await put(store, '/a', '3');
  const parts = ['/b', '/c', '/d'].map((key) => ({ type: 'put', key, value: '4' }) as const);
  await write(store, ...parts);
  await put(store, '/d', '5');
  await remove(store, '/d');
  await put(store, '/e', '7');
  await write(store, { type: 'put', key: '/a', value: '8' }, { type: 'delete', key: '/b' });
  await put(store, '/f', '9');
  await remove(store, '/f');
  await store.compact(6);
  await store.close();
  await level.open();
  return level;
}

async function expectDamaged(level: RawLevel, message: string): Promise<void> {
  await level.close();
  await expect(openStore(environment, { level })).rejects.toMatchObject({ code: 'DAMAGED', message });
}

test('a log that is whole opens', async () => {
  const level = await someLog();
  const keys = (await level.keys().all()).map((key) => key.replace(/^0+(.)(....)$/, '$1.$2'));
  expect(keys).toEqual([
    compactionEntry,
    formatEntry,
    ...['3.0000', '4.0000', '4.0001', '7.0000', '8.0000', '8.0001', '9.0000', 'a.0000'],
  ]);
  await level.close();
  const store = await openStore(environment, { level });
  expect([store.currentRevision(), store.status().compactedRevision]).toEqual([10, 6]);
  await store.close();
});

describe('a log is damaged', () => {
  const totals = '8 records up to revision 10 were kept when it was compacted to 6';

  test.each([
    ['a revision is missing', logKey(9, 0), 'revision 9 was written and is missing'],
    ['the first revision above the compacted one is', logKey(7, 0), 'revision 7 was written and is missing'],
    ['the first part of a revision is', logKey(8, 0), 'a part of revision 8 is missing'],
    ['the last part of a revision is', logKey(8, 1), 'a part of revision 8 is missing'],
    ['the newest revision is', logKey(10, 0), 'revision 10 was written and is missing'],
    ['a record kept by a compaction is', logKey(4, 1), `${totals}: 7 are there`],
    ['its format is', formatEntry, 'the entry that names its format is missing'],
    ['the point of its compaction is', compactionEntry, 'revision 2 was written and is missing'],
  ])('when %s', async (_what, key, message) => {
    const level = await someLog();
    await level.del(key);
    await expectDamaged(level, message);
  });

  test('when two revisions in a row are missing', async () => {
    const level = await someLog();
    await level.batch([logKey(8, 0), logKey(8, 1), logKey(9, 0)].map((key) => ({ type: 'del', key })));
    await expectDamaged(level, 'revisions 8 to 9 were written and are missing');
  });

  test('when a record that was forgotten is back', async () => {
    const old = new Map<string, string>();
    const level: RawLevel = new MemoryLevel({ storeEncoding: 'utf8' });
    const store = await openStore(environment, { level });
    for (const value of ['2', '3']) await put(store, '/a', value);
    for (const [key, text] of await level.iterator().all()) old.set(key, text);
    await store.compact(3);
    await store.close();
    await level.open();
    await level.put(logKey(2, 0), old.get(logKey(2, 0)) ?? '');
    await expectDamaged(
      level,
      '1 records up to revision 3 were kept when it was compacted to 3: 2 are there',
    );
  });

  test('when two records are exchanged, or one is another', async () => {
    for (const [key, other] of [
      [logKey(9, 0), logKey(7, 0)],
      [logKey(4, 0), logKey(4, 1)],
    ] as const) {
      const level = await someLog();
      await level.put(key, (await level.get(other)) ?? '');
      const revision = Number.parseInt(key.slice(0, 14), 16);
      await expectDamaged(level, `the record of revision ${revision} does not match its checksum`);
    }
  });

  test('when there is something in it that is not ours', async () => {
    const level = await someLog();
    await level.put('hello', 'world');
    await expectDamaged(level, 'there is an unknown entry "hello"');
  });

  test('when the point of its compaction or its format is another', async () => {
    const moved = await someLog();
    await moved.put(compactionEntry, ((await moved.get(compactionEntry)) ?? '').replace(' 6 ', ' 5 '));
    await expectDamaged(moved, 'the entry that says how far it is compacted does not match its checksum');
    const newer = await someLog();
    await newer.put(formatEntry, 'homeostat store 2');
    await expectDamaged(newer, 'its format is "homeostat store 2", not "homeostat store 1"');
  });
});

/** What is made of a log whose level answers with these entries, one by one. */
async function reading(entries: readonly [string, string][], acknowledged: Partial<Acknowledged> = {}) {
  const left = [...entries];
  const iterator: Level['iterator'] = () => ({ nextv: async () => left.splice(0, 1), close: async () => {} });
  const level: Level = Object.assign(new MemoryLevel<string, string>({ storeEncoding: 'utf8' }), {
    iterator,
  });
  const log = new Log(level, { fsync: false, format: textFormat });
  const ledger = new Ledger(textFormat, 100);
  const recovered = await recover(log, ledger, { revision: 1, compactedRevision: 0, ...acknowledged });
  return { ...recovered, head: ledger.head };
}

async function entriesOf(level: RawLevel): Promise<[string, string][]> {
  return level.iterator().all();
}

test('entries that come twice, or out of order, are told', async () => {
  const entries = await entriesOf(await someLog());
  const [compaction, format, ...records] = entries as [
    [string, string],
    [string, string],
    ...[string, string][],
  ];
  for (const wrong of [
    [compaction, format, format, ...records],
    [format, compaction, ...records],
    [compaction, format, ...records, records.at(-1)],
  ] as [string, string][][])
    await expect(reading(wrong)).rejects.toMatchObject({
      code: 'DAMAGED',
      message: expect.stringMatching(/^the entry ".*" is out of order$/),
    });
});

test('a log must reach what was acknowledged, in writes and in compaction, and may go beyond it', async () => {
  const entries = await entriesOf(await someLog());
  const whole = { head: 10, compactedRevision: 6, isNew: false };
  for (const revision of [1, 9, 10]) expect(await reading(entries, { revision })).toEqual(whole);
  for (const compactedRevision of [5, 6])
    expect(await reading(entries, { compactedRevision })).toEqual(whole);
  for (const [acknowledged, message] of [
    [{ revision: 11 }, 'revision 11 was written and is missing'],
    [{ revision: 13 }, 'revisions 11 to 13 were written and are missing'],
    [{ compactedRevision: 7 }, 'the compaction to revision 7 is missing'],
  ] as const)
    await expect(reading(entries, acknowledged)).rejects.toMatchObject({ code: 'DAMAGED', message });
  expect(await reading([])).toEqual({ head: 1, compactedRevision: 0, isNew: true });
});

test('a log that a compaction left empty is at the revision it was compacted to', async () => {
  const level: RawLevel = new MemoryLevel({ storeEncoding: 'utf8' });
  const store = await openStore(environment, { level });
  await put(store, '/a', '2');
  await remove(store, '/a');
  await store.compact(3);
  await store.close();
  await level.open();
  const entries = await entriesOf(level);
  expect(await reading(entries)).toEqual({ head: 3, compactedRevision: 3, isNew: false });
  const last = [...entries, ...(await entriesOf(await someLog())).slice(-1)];
  await expect(reading(last)).rejects.toMatchObject({
    message: 'revisions 4 to 9 were written and are missing',
  });
});

test('the totals of a compaction hold for what it kept, whatever was written since', async () => {
  const level = await someLog();
  await level.close();
  const store = await openStore(environment, { level });
  for (const value of ['11', '12']) await put(store, '/g', value);
  await store.close();
  await level.open();
  const entries = await entriesOf(level);
  expect(await reading(entries)).toEqual({ head: 12, compactedRevision: 6, isNew: false });
  const totals = '8 records up to revision 10 were kept when it was compacted to 6';
  const key = logKey(3, 0);
  const text = entries.find(([each]) => each === key)?.[1] ?? '';
  const other = textFormat.encode(key, { ...textFormat.decode(key, text), value: 'other' });
  for (const [changed, message] of [
    [entries.filter(([each]) => each !== key), `${totals}: 7 are there`],
    [
      entries.map(([each, stored]): [string, string] => [each, each === key ? `${other}` : stored]),
      `${totals}: they are not the same any more`,
    ],
  ] as const)
    await expect(reading(changed)).rejects.toMatchObject({ code: 'DAMAGED', message });
});
