import type { Cause, RecordOf, SubscribeOptions, Trace, TraceKind, TraceRecord } from './environment.ts';
import type { TraceFields } from './trace-fields.ts';

/** More records than this made by readers of one record are a reader that answers itself. */
const recordsFromReadersMax = 10_000;

type Reader = (record: TraceRecord) => void;

interface Subscription {
  readonly reader: Reader;
  readonly details: boolean;
}

type Causes = Cause | readonly Cause[] | undefined;

const noCauses: readonly Cause[] = Object.freeze([]);

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
  #readers: readonly Subscription[] = [];
  #detailed = false;
  /** Of those who follow details of a kind. Replaced, as `#readers` is. */
  readonly #followers = new Map<TraceKind, readonly Reader[]>();
  #delivering = false;
  #waiting: TraceRecord[] = [];

  constructor(now: () => number, onReaderError: (error: unknown) => void) {
    this.#now = now;
    this.#onReaderError = onReaderError;
  }

  get enabled(): boolean {
    return this.#readers.length > 0;
  }

  get detailed(): boolean {
    return this.#detailed;
  }

  record<K extends TraceKind>(by: string, kind: K, fields: TraceFields[K], causes: Causes): number {
    const id = ++this.#lastId;
    if (this.#readers.length > 0) this.#deliver(this.#made(id, by, kind, fields, causes));
    return id;
  }

  skip(): number {
    return ++this.#lastId;
  }

  isFollowed(kind: TraceKind): boolean {
    return this.#detailed || this.#followers.has(kind);
  }

  detail<K extends TraceKind>(by: string, kind: K, fields: TraceFields[K], causes: Causes): void {
    if (this.isFollowed(kind)) this.#deliver(this.#made(0, by, kind, fields, causes));
  }

  subscribe(reader: Reader, { details = false }: SubscribeOptions = {}): () => void {
    // An object of its own, so that one function subscribed twice can be ended once.
    const entry: Subscription = { reader, details };
    this.#setReaders([...this.#readers, entry]);
    return () => this.#setReaders(this.#readers.filter((other) => other !== entry));
  }

  follow(kinds: readonly TraceKind[], reader: Reader): () => void {
    // As in `subscribe`: one function that follows twice can be ended once.
    const own: Reader = (record) => reader(record);
    for (const kind of kinds) this.#setFollowers(kind, [...this.#followersOf(kind), own]);
    return () => {
      for (const kind of kinds)
        this.#setFollowers(
          kind,
          this.#followersOf(kind).filter((other) => other !== own),
        );
    };
  }

  #followersOf(kind: TraceKind): readonly Reader[] {
    return this.#followers.get(kind) ?? [];
  }

  #setFollowers(kind: TraceKind, readers: readonly Reader[]): void {
    if (readers.length > 0) this.#followers.set(kind, readers);
    else this.#followers.delete(kind);
  }

  #setReaders(readers: readonly Subscription[]): void {
    this.#readers = readers;
    this.#detailed = readers.some(({ details }) => details);
  }

  #made<K extends TraceKind>(
    id: number,
    by: string,
    kind: K,
    fields: TraceFields[K],
    causes: Causes,
  ): TraceRecord {
    const made: RecordOf<K> = { id, atMs: this.#now(), by, kind, causes: listed(causes), fields };
    // A record of one kind is one of all kinds, which the compiler cannot see of a kind it does not know.
    return made as TraceRecord;
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
      if (at === recordsFromReadersMax) {
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
    for (const { reader, details } of this.#readers) {
      if (record.id > 0 || details) this.#tell(reader, record);
    }
    if (record.id > 0) return;
    for (const reader of this.#followersOf(record.kind)) this.#tell(reader, record);
  }

  #tell(reader: Reader, record: TraceRecord): void {
    try {
      reader(record);
    } catch (error) {
      this.#onReaderError(error);
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

  get detailed(): boolean {
    return this.#log.detailed;
  }

  record<K extends TraceKind>(kind: K, fields: TraceFields[K], causes?: Causes): number {
    return this.#log.record(this.#by, kind, fields, causes);
  }

  skip(): number {
    return this.#log.skip();
  }

  detail<K extends TraceKind>(kind: K, fields: TraceFields[K], causes?: Causes): void {
    this.#log.detail(this.#by, kind, fields, causes);
  }

  isFollowed(kind: TraceKind): boolean {
    return this.#log.isFollowed(kind);
  }

  follow(kinds: readonly TraceKind[], reader: Reader): () => void {
    return this.#log.follow(kinds, reader);
  }

  subscribe(reader: Reader, options?: SubscribeOptions): () => void {
    return this.#log.subscribe(reader, options);
  }
}

function listed(causes: Causes): readonly Cause[] {
  if (causes === undefined) return noCauses;
  return 'length' in causes ? causes : [causes];
}
