import type { Operation, Store, StoreEvent, TxnResult, WatchSink } from '../store.ts';

/** A fresh, empty store under test. */
export interface Subject {
  readonly store: Store;
  /** Closes the store that is open and opens its data again. */
  reopen(): Promise<Store>;
  /** Lets time pass for the store; what comes due in it may take effect later. */
  pass(ms: number): void;
}

export type OpenSubject = () => Promise<Subject>;

/** Runs a test on a fresh store and closes it, also when the test fails. */
export function withStore(
  open: OpenSubject,
  body: (store: Store, subject: Omit<Subject, 'store'>) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const subject = await open();
    let store = subject.store;
    const reopen = async () => {
      store = await subject.reopen();
      return store;
    };
    try {
      await body(store, { reopen, pass: (ms) => subject.pass(ms) });
    } finally {
      await store.close();
    }
  };
}

/** A sink that keeps what it gets, and lets a test wait for it. */
export class Recorder implements WatchSink {
  readonly batches: (readonly StoreEvent[])[] = [];
  readonly seen: StoreEvent[] = [];
  /** How it ended, once it has. */
  readonly ends: (Error | undefined)[] = [];
  #waiting: { readonly until: () => boolean; readonly resolve: () => void }[] = [];

  events(batch: readonly StoreEvent[]): void {
    this.batches.push(batch);
    this.seen.push(...batch);
    this.#wake();
  }

  end(error?: Error): void {
    this.ends.push(error);
    this.#wake();
  }

  /** The events so far, once there are so many (or the watch ended). */
  async atLeast(count: number): Promise<readonly StoreEvent[]> {
    await this.#until(() => this.seen.length >= count || this.ends.length > 0);
    return this.seen;
  }

  /** Once the events have come to a revision (or the watch ended). */
  async reached(revision: number): Promise<void> {
    await this.#until(() => (this.seen.at(-1)?.revision ?? 0) >= revision || this.ends.length > 0);
  }

  /** The error it ended with. */
  async ended(): Promise<Error | undefined> {
    await this.#until(() => this.ends.length > 0);
    return this.ends[0];
  }

  #until(until: () => boolean): Promise<void> {
    if (until()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ until, resolve });
    });
  }

  #wake(): void {
    const ready = this.#waiting.filter((waiter) => waiter.until());
    this.#waiting = this.#waiting.filter((waiter) => !ready.includes(waiter));
    for (const waiter of ready) waiter.resolve();
  }
}

export function put(store: Store, key: string, value: string): Promise<TxnResult> {
  return store.txn({ success: [{ type: 'put', key, value }] });
}

export function remove(store: Store, key: string): Promise<TxnResult> {
  return store.txn({ success: [{ type: 'delete', key }] });
}

export function write(store: Store, ...success: readonly Operation[]): Promise<TxnResult> {
  return store.txn({ success });
}

/** Writes only if `key` was last written at `modRevision`. */
export function putIf(store: Store, key: string, modRevision: number, value: string): Promise<TxnResult> {
  return store.txn({
    compare: [{ key, modRevision }],
    success: [{ type: 'put', key, value }],
    failure: [{ type: 'get', key }],
  });
}

/** Keys and values as of a revision, as text that reads well in a failure. */
export async function contents(store: Store, revision?: number, prefix = ''): Promise<readonly string[]> {
  const { items } = await store.range({ prefix, ...(revision === undefined ? {} : { revision }) });
  return items.map(
    (item) => `${item.key}=${item.value}@${item.modRevision}v${item.version}<${item.createRevision}`,
  );
}

/** An event as text that reads well in a failure. */
export function eventText(event: StoreEvent): string {
  return `${event.revision} ${event.type} ${event.key} ${event.previous?.value} -> ${event.current?.value}`;
}

export function eventTexts(events: readonly StoreEvent[]): readonly string[] {
  return events.map(eventText);
}
