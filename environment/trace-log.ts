import type { Cause, Trace, TraceRecord } from './environment.ts';

/** More records than this made by readers of one record are a reader that answers itself. */
const RECORDS_FROM_READERS_MAX = 10_000;

type Reader = (record: TraceRecord) => void;

/**
 * The one stream of records of a world. Readers see every record in the order of ids, also those that a reader
 * makes while it reads (they are delivered after the one being read). A reader that throws is reported to
 * `onReaderError` and does not disturb who recorded.
 */
export class TraceLog {
  readonly #now: () => number;
  readonly #onReaderError: (error: unknown) => void;
  #lastId = 0;
  /** Replaced, never changed: a subscription ended while records are delivered takes effect with the next record. */
  #readers: readonly Reader[] = [];
  #delivering = false;
  #waiting: TraceRecord[] = [];

  constructor(now: () => number, onReaderError: (error: unknown) => void) {
    this.#now = now;
    this.#onReaderError = onReaderError;
  }

  get enabled(): boolean {
    return this.#readers.length > 0;
  }

  record(by: string, kind: string, fields: TraceRecord['fields'], cause: Cause | undefined): number {
    const id = ++this.#lastId;
    if (this.#readers.length === 0) return id;
    const atMs = this.#now();
    this.#deliver(
      cause === undefined ? { id, atMs, by, kind, fields } : { id, atMs, by, kind, cause, fields },
    );
    return id;
  }

  subscribe(reader: Reader): () => void {
    // A wrapper of its own, so that one function subscribed twice can be ended once.
    const entry: Reader = (record) => reader(record);
    this.#readers = [...this.#readers, entry];
    return () => {
      this.#readers = this.#readers.filter((other) => other !== entry);
    };
  }

  #deliver(record: TraceRecord): void {
    if (this.#delivering) {
      this.#waiting.push(record);
      return;
    }
    this.#delivering = true;
    this.#toReaders(record);
    if (this.#waiting.length > 0) this.#deliverWaiting();
    this.#delivering = false;
  }

  #deliverWaiting(): void {
    for (let at = 0; at < this.#waiting.length; at++) {
      if (at === RECORDS_FROM_READERS_MAX) {
        this.#onReaderError(
          new Error(`trace readers made ${at} records while reading one: a reader answers itself`),
        );
        break;
      }
      this.#toReaders(this.#waiting[at] as TraceRecord);
    }
    this.#waiting = [];
  }

  #toReaders(record: TraceRecord): void {
    for (const reader of this.#readers) {
      try {
        reader(record);
      } catch (error) {
        this.#onReaderError(error);
      }
    }
  }
}

/** The log as one environment sees it: its records carry its name. */
export class NamedTrace implements Trace {
  readonly #log: TraceLog;
  readonly #by: string;

  constructor(log: TraceLog, by: string) {
    this.#log = log;
    this.#by = by;
  }

  get enabled(): boolean {
    return this.#log.enabled;
  }

  record(kind: string, fields: TraceRecord['fields'], cause?: Cause): number {
    return this.#log.record(this.#by, kind, fields, cause);
  }

  subscribe(reader: Reader): () => void {
    return this.#log.subscribe(reader);
  }
}
