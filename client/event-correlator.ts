import type { CoreV1Event } from '../api/index.ts';
import { formatTime } from '../apimachinery/index.ts';
import { LruMap } from '../collections/index.ts';

export interface CorrelatorOptions {
  /** Entries of each of the three caches. Default 4096. */
  readonly cacheSizeMax?: number;
  /** So many similar events with different messages become one. Default 10. */
  readonly similarMax?: number;
  /** Similar events further apart than this are not similar. Default 600 s. */
  readonly similarIntervalMs?: number;
  /** Events a source may report of one object at once. Default 25. */
  readonly burst?: number;
  /** One more each so long. Default 300 s. */
  readonly refillMs?: number;
  /** What the spam filter counts together. Default: source, object and type, whatever happened to it. */
  readonly spamKey?: (event: CoreV1Event) => string;
}

export type Correlation =
  /** The spam filter drops it. */
  | { readonly type: 'skip' }
  | { readonly type: 'create'; readonly event: CoreV1Event }
  /** The same was reported before, under `event`'s name. */
  | { readonly type: 'patch'; readonly event: CoreV1Event; readonly patch: EventPatch };

/** A merge patch of the event that is there: one that is counted, or one of a series. */
export type EventPatch =
  | { readonly count: number; readonly lastTimestamp: string; readonly message: string }
  | { readonly series: { readonly count: number; readonly lastObservedTime: string } };

/** What an event is called at a time. */
export type NameEvent = (objectName: string) => string;

/**
 * Decides what becomes of an event: similar ones are put together, equal ones counted, too many dropped.
 * Mirrors client-go tools/record (EventCorrelator, EventAggregator, eventLogger, EventSourceObjectSpamFilter).
 * Differs: it remembers what it decided, not what the server answered, so it need not wait for the writes.
 */
export class EventCorrelator {
  readonly #options: Required<Omit<CorrelatorOptions, 'spamKey'>> & Pick<CorrelatorOptions, 'spamKey'>;
  readonly #similar: LruMap<string, SimilarEvents>;
  readonly #observed: LruMap<string, Observation>;
  readonly #buckets: LruMap<string, Bucket>;

  constructor(options: CorrelatorOptions = {}) {
    this.#options = { ...defaults, ...options };
    this.#similar = new LruMap(this.#options.cacheSizeMax);
    this.#observed = new LruMap(this.#options.cacheSizeMax);
    this.#buckets = new LruMap(this.#options.cacheSizeMax);
  }

  correlate(event: CoreV1Event, nowMs: number, nameEvent: NameEvent): Correlation {
    const about = sourceAndObject(event);
    const { event: aggregate, key } = this.#aggregate(event, about, nowMs, nameEvent);
    const counted = this.#count(aggregate, key);
    const counts = this.#options.spamKey?.(counted) ?? `${about}${separator}${event.type}`;
    if (!this.#accept(counts, nowMs)) return { type: 'skip' };
    if ((counted.count ?? 1) <= 1) return { type: 'create', event: counted };
    const { count = 1, lastTimestamp, message = '' } = counted;
    return { type: 'patch', event: counted, patch: { count, lastTimestamp: lastTimestamp ?? '', message } };
  }

  /** The event, or from the tenth different message on the one that stands for all of them. */
  #aggregate(event: CoreV1Event, about: string, nowMs: number, nameEvent: NameEvent): KeyedEvent {
    const key = similarKey(event, about);
    let similar = this.#similar.get(key);
    if (similar === undefined || nowMs - similar.lastMs > this.#options.similarIntervalMs) {
      similar = { messages: new Set(), lastMs: nowMs };
      this.#similar.set(key, similar);
    }
    similar.lastMs = nowMs;
    similar.messages.add(event.message ?? '');
    if (similar.messages.size < this.#options.similarMax) return { event, key: eventKey(event, about) };
    // The set is kept just below the limit, so that the next message is too many again.
    for (const message of similar.messages) {
      similar.messages.delete(message);
      break;
    }
    return { event: combined(event, nowMs, nameEvent), key };
  }

  #count(event: CoreV1Event, key: string): CoreV1Event {
    const last = this.#observed.get(key);
    if (last === undefined) {
      const { count = 1, firstTimestamp, metadata } = event;
      this.#observed.set(key, { count, firstTimestamp: firstTimestamp ?? '', name: metadata.name ?? '' });
      return event;
    }
    last.count += 1;
    const { count, firstTimestamp, name } = last;
    return { ...event, metadata: { ...event.metadata, name }, firstTimestamp, count };
  }

  /** Takes a token from the bucket. */
  #accept(key: string, nowMs: number): boolean {
    const { burst, refillMs } = this.#options;
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = { tokens: burst, lastMs: nowMs };
      this.#buckets.set(key, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + (nowMs - bucket.lastMs) / refillMs);
    bucket.lastMs = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}

interface KeyedEvent {
  readonly event: CoreV1Event;
  readonly key: string;
}

interface SimilarEvents {
  readonly messages: Set<string>;
  lastMs: number;
}

interface Observation {
  count: number;
  readonly firstTimestamp: string;
  readonly name: string;
}

interface Bucket {
  tokens: number;
  lastMs: number;
}

/** Between the parts of a key, so that no two events' parts run together. */
const separator = '\u0000';

function sourceAndObject(event: CoreV1Event): string {
  const { source = {}, involvedObject: object } = event;
  return [
    source.component,
    source.host,
    object.kind,
    object.namespace,
    object.name,
    object.uid,
    object.apiVersion,
  ].join(separator);
}

function eventKey(event: CoreV1Event, about: string): string {
  const parts = [about, event.involvedObject.fieldPath, event.type, event.reason, event.message];
  return parts.join(separator);
}

function similarKey(event: CoreV1Event, about: string): string {
  const parts = [about, event.type, event.reason, event.reportingComponent, event.reportingInstance];
  return parts.join(separator);
}

function combined(event: CoreV1Event, nowMs: number, nameEvent: NameEvent): CoreV1Event {
  const now = formatTime(nowMs);
  const name = nameEvent(event.involvedObject.name ?? '');
  return {
    ...event,
    metadata: { ...event.metadata, name },
    message: `(combined from similar events): ${event.message ?? ''}`,
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
    // The source says who reports; these say nothing of what is put together.
    reportingComponent: '',
    reportingInstance: '',
  };
}

const defaults = {
  cacheSizeMax: 4096,
  similarMax: 10,
  similarIntervalMs: 600_000,
  burst: 25,
  refillMs: 300_000,
};
