import { textOf } from '../late-text.ts';
import type { KeyValue, Operation, StoreEvent, Transaction, TxnResult } from '../store.ts';

/** What a store is, without durability, speed or forgetting: a list of events. Too simple to be wrong. */
export class StoreModel {
  readonly events: StoreEvent[] = [];
  revision = 1;
  compactedRevision = 0;

  at(revision: number, prefix: string): readonly KeyValue[] {
    const present = new Map<string, KeyValue>();
    for (const event of this.events) {
      if (event.revision > revision || !event.key.startsWith(prefix)) continue;
      if (event.current === undefined) present.delete(event.key);
      else present.set(event.key, event.current);
    }
    return [...present.values()].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  }

  get(key: string): KeyValue | undefined {
    return this.at(this.revision, key).find((value) => value.key === key);
  }

  txn(transaction: Transaction): TxnResult {
    const succeeded = (transaction.compare ?? []).every(
      ({ key, modRevision }) => (this.get(key)?.modRevision ?? 0) === modRevision,
    );
    const next = this.revision + 1;
    const branch = succeeded ? transaction.success : (transaction.failure ?? []);
    const writes = branch.some(
      ({ type, key }) => type === 'put' || (type === 'delete' && this.get(key) !== undefined),
    );
    if (writes) this.revision = next;
    const results = branch.map((operation) => this.#apply(operation, next));
    return { succeeded, revision: this.revision, results };
  }

  since(revision: number, prefix: string): readonly StoreEvent[] {
    return this.events.filter((event) => event.revision > revision && event.key.startsWith(prefix));
  }

  #apply(operation: Operation, revision: number): KeyValue | undefined {
    const { type, key } = operation;
    const previous = this.get(key);
    if (type === 'get' || (type === 'delete' && previous === undefined)) return previous;
    const current =
      operation.type === 'put' ? next(operation.key, textOf(operation.value), previous, revision) : undefined;
    this.events.push({ type, key, revision, current, previous });
    return current ?? previous;
  }
}

function next(key: string, value: string, previous: KeyValue | undefined, modRevision: number): KeyValue {
  const createRevision = previous?.createRevision ?? modRevision;
  return { key, value, createRevision, modRevision, version: (previous?.version ?? 0) + 1 };
}
