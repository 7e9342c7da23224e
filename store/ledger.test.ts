import { expect, test } from 'vitest';
import { Batch } from './commit-queue.ts';
import { Ledger } from './ledger.ts';
import { type LogRecord, objectFormat, textFormat } from './record.ts';
import type { Operation } from './store.ts';

const put = (key: string, value: string): Operation => ({ type: 'put', key, value });
const remove = (key: string): Operation => ({ type: 'delete', key });

/** What so many transactions make the log hold. */
function records(...transactions: readonly (readonly Operation[])[]): LogRecord[] {
  const batch = new Batch();
  const ledger = new Ledger(objectFormat, 100);
  for (const success of transactions) ledger.apply({ success }, batch);
  return batch.operations.map((operation) => (operation as { readonly value: unknown }).value as LogRecord);
}

test('read from the log, it holds the values that are the newest of their keys, and those only', () => {
  const ledger = new Ledger(textFormat, 100);
  for (const record of records([put('/a', 'old')], [put('/a', 'new'), put('/b', 'x')], [remove('/b')]))
    ledger.restore(record);
  const held = (key: string) => {
    const { newest, older = [] } = ledger.index.find(key) ?? {};
    return [...older, newest].map((version) => version?.held?.value);
  };
  expect([held('/a'), held('/b'), ledger.head]).toEqual([[undefined, 'new'], [undefined, undefined], 4]);
});

test('read from the log, it is what it was when that was written', () => {
  const written = new Ledger(textFormat, 100);
  const batch = new Batch();
  const transactions = [[put('/a', '1')], [put('/a', '2'), remove('/none'), put('/b', 'x')], [remove('/a')]];
  for (const success of transactions) written.apply({ success }, batch);
  const read = new Ledger(textFormat, 100);
  for (const operation of batch.operations)
    if (operation.type === 'put') read.restore(textFormat.decode(operation.key, operation.value));
  const totals = ({ head, records, checksum, bytes, garbage }: Ledger) => ({
    ...{ head, records, checksum, bytes, garbage: garbage.bytes },
  });
  expect(totals(read)).toEqual(totals(written));
  expect(totals(read)).toMatchObject({ head: 4, records: 4, bytes: 4 * (2 + 256) + 3 });
  for (const version of read.garbage.take(4, 10)) read.forget(version);
  const rest = new Ledger(textFormat, 100);
  for (const operation of batch.operations)
    if (operation.type === 'put' && operation.key.endsWith('30001'))
      rest.restore(textFormat.decode(operation.key, operation.value));
  expect({ ...totals(rest), head: 4 }).toEqual(totals(read));
});

test('a record says how its key came to be, and which revision wrote it before', () => {
  const of = ({ createRevision, version, previousRevision, operations, sub }: LogRecord) =>
    `${createRevision} ${version} ${previousRevision} ${sub}/${operations}`;
  const transactions = [[put('/a', '1')], [put('/b', '1'), put('/a', '2')], [remove('/a')], [put('/a', '3')]];
  expect(records(...transactions).map(of)).toEqual([
    '2 1 0 0/1',
    '3 1 0 0/2',
    '2 2 2 1/2',
    '2 0 3 0/1',
    '5 1 4 0/1',
  ]);
});
