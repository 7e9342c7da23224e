import type { KubeObject, WatchStreamSink } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import type { EncodedEvent, StoredObject } from '../storage/stored-object.ts';
import type { CacheEvent } from './cache-event.ts';

/** What a list or watch asks to see. */
export interface Selection {
  /** '' for all. */
  readonly namespace: string;
  /** '' for all. */
  readonly name: string;
  /** Label and field selectors; absent: everything matches. */
  readonly matches?: (object: KubeObject) => boolean;
  /** Gets ready the objects that `matches` is going to be asked about. Absent, or undefined: they are. */
  readonly prepare?: ((objects: readonly KubeObject[]) => Promise<void> | undefined) | undefined;
  /** A value that the resource's trigger field must have (pods: spec.nodeName), for dispatch by index. */
  readonly trigger?: string;
}

/** Whether the selection, its namespace aside, sees the object. */
export function selects({ name, matches }: Selection, object: KubeObject): boolean {
  return (name === '' || object.metadata?.name === name) && (matches === undefined || matches(object));
}

/** What an event costs besides its JSON. */
const eventBytes = 512;

/** What a sink with a reader's pace is given before it is waited for: some milliseconds of work. */
const pieceBytes = 256 * 1024;

/** What may wait for a reader that takes nothing for `stalledMs`. */
const backlogBytesStalled = 16 * 1024 * 1024;

/** Mirrors kubernetes apiserver pkg/storage/cacher (dispatchTimeoutBudget, 100 ms at most), for readers on busy machines. */
const stalledMs = 2_000;

/** What may wait for any reader: one that is further behind reads slower than others write. */
const backlogBytesMax = 128 * 1024 * 1024;

/** Who is told of the changes of one resource. */
export interface CacheWatcher {
  readonly selection: Selection;
  /** Events at or below this revision have been seen. */
  readonly seenRevision: number;
  /** Keeps what this watcher sees of the event until `flush`. True if there is now something to flush. */
  offer(event: CacheEvent): boolean;
  /** Keeps an event as it is: bookmarks, errors. */
  push(event: EncodedEvent): void;
  /** Delivers what is there, or lets it wait for the sink. */
  flush(): void;
  /** Undefined if nothing waits, else resolves when all that is there has been taken. */
  ready(): Promise<void> | undefined;
  /** Delivers what the sink takes now, and its end. */
  end(error?: Error): void;
  /** The reader has gone: nothing more is delivered, not even the end. */
  drop(): void;
}

/**
 * One watch over one resource of the cache: filters, turns changes into the events its selector sees, and hands them to
 * its sink at the end of each batch. Mirrors kubernetes apiserver pkg/storage/cacher (cacheWatcher): a sink with a
 * reader's pace gets one piece after another, and what comes meanwhile waits here, as references to shared events. Who
 * takes nothing while much waits, or falls too far behind, is ended with an error.
 */
export class Watcher implements CacheWatcher {
  readonly selection: Selection;
  readonly #environment: Environment;
  readonly #prefix: string;
  readonly #sink: WatchStreamSink;
  /** What is being delivered, before `#pending`. */
  #source: IterableIterator<EncodedEvent> | undefined;
  #pending: EncodedEvent[] = [];
  /** Until the sink is ready for the next piece. */
  #busy: Promise<void> | undefined;
  /** Given since the sink was last ready. */
  #givenBytes = 0;
  /** Of what came to `#pending` while the sink was busy. */
  #backlogBytes = 0;
  /** When the sink was last ready. */
  #readyMs = 0;
  #ended = false;
  readonly seenRevision: number;

  constructor(
    environment: Environment,
    selection: Selection,
    afterRevision: number,
    sink: WatchStreamSink,
    initial?: IterableIterator<EncodedEvent>,
  ) {
    this.#environment = environment;
    this.selection = selection;
    this.#prefix = selection.namespace === '' ? '' : `${selection.namespace}/`;
    this.#sink = sink;
    this.seenRevision = afterRevision;
    this.#source = initial;
  }

  offer(event: CacheEvent): boolean {
    if (event.revision <= this.seenRevision) return false;
    const seen = this.#see(event);
    if (seen === undefined) return false;
    this.push(seen);
    return true;
  }

  push(event: EncodedEvent): void {
    if (this.#ended) return;
    this.#pending.push(event);
    if (this.#busy !== undefined) this.#wait(event);
  }

  flush(): void {
    if (this.#busy !== undefined || this.#ended) return;
    const { ready } = this.#sink;
    const batch = ready === undefined ? this.#rest() : this.#piece();
    if (batch.length > 0) this.#sink.events(batch);
    if (this.#givenBytes < pieceBytes) return;
    const delivery = this.#deliver();
    this.#busy = delivery;
    this.#environment.spawn('watch delivery', () => delivery);
  }

  ready(): Promise<void> | undefined {
    return this.#busy;
  }

  end(error?: Error): void {
    if (this.#ended) return;
    this.flush();
    this.drop();
    this.#sink.end(error);
  }

  drop(): void {
    this.#ended = true;
    this.#source = undefined;
    this.#pending = [];
  }

  /** Gives one piece after another, each when the sink is ready for it. */
  async #deliver(): Promise<void> {
    this.#readyMs = this.#environment.clock.now();
    while (this.#givenBytes >= pieceBytes) {
      await this.#sink.ready?.();
      this.#readyMs = this.#environment.clock.now();
      this.#givenBytes = 0;
      const piece = this.#piece();
      if (piece.length > 0) this.#sink.events(piece);
    }
    this.#busy = undefined;
  }

  #rest(): EncodedEvent[] {
    const first = this.#source;
    const rest = this.#pending;
    this.#source = undefined;
    this.#pending = [];
    return first === undefined ? rest : [...first, ...rest];
  }

  #piece(): EncodedEvent[] {
    const piece: EncodedEvent[] = [];
    while (this.#givenBytes < pieceBytes) {
      const event = this.#next();
      if (event === undefined) break;
      piece.push(event);
      this.#givenBytes += event.size() + eventBytes;
    }
    return piece;
  }

  #next(): EncodedEvent | undefined {
    const next = this.#source?.next();
    if (next !== undefined && next.done !== true) return next.value;
    this.#source = undefined;
    if (this.#pending.length === 0) return undefined;
    this.#source = this.#pending.values();
    this.#pending = [];
    this.#backlogBytes = 0;
    return this.#next();
  }

  /** Counts what waits, and ends the watch if its reader does not read. */
  #wait(event: EncodedEvent): void {
    this.#backlogBytes += event.size() + eventBytes;
    if (this.#backlogBytes <= backlogBytesStalled) return;
    const stalled = this.#environment.clock.now() - this.#readyMs > stalledMs;
    if (stalled || this.#backlogBytes > backlogBytesMax)
      this.end(new Error('the reader of a watch is too slow'));
  }

  #see(event: CacheEvent): EncodedEvent | undefined {
    const now = this.#selects(event.key, event.current);
    const before = this.#selects(event.key, event.previous);
    if (now !== undefined) return now.event(before === undefined ? 'ADDED' : 'MODIFIED');
    return before === undefined ? undefined : event.gone(before).event('DELETED');
  }

  #selects(key: string, stored: StoredObject | undefined): StoredObject | undefined {
    if (stored === undefined) return undefined;
    return key.startsWith(this.#prefix) && selects(this.selection, stored.object) ? stored : undefined;
  }
}
