import type { CoreV1Event } from '../api/index.ts';
import { formatMicroTime } from '../apimachinery/index.ts';
import { LruMap } from '../collections/index.ts';
import type { Correlation } from './event-correlator.ts';

/** As many events are remembered as the other recorder remembers. */
const rememberedMax = 4096;
/** After so long without another one a series is over. */
export const finishMs = 6 * 60_000;
/** So often a series that goes on is written again, so that it is not removed as old. */
const refreshMs = 30 * 60_000;

interface Series {
  readonly event: CoreV1Event;
  /** 1: it stands alone. */
  count: number;
  lastMs: number;
  writtenMs: number;
}

/**
 * Decides what becomes of an event that has a time of its own: the first is written, the second makes a series of it, the
 * others are counted, and the count is written when the series is over. The message is not looked at: a series keeps the
 * first one's. Mirrors client-go tools/events (eventBroadcasterImpl). Differs: it remembers at most 4096 events.
 */
export class EventSeries {
  readonly #series = new LruMap<string, Series>(rememberedMax);

  /** Whether anything is remembered: then `finish` is to be called every `finishMs`. */
  get isEmpty(): boolean {
    return this.#series.size === 0;
  }

  observe(event: CoreV1Event, nowMs: number): Correlation {
    const key = keyOf(event);
    const series = this.#series.get(key);
    if (series === undefined) {
      this.#series.set(key, { event, count: 1, lastMs: nowMs, writtenMs: nowMs });
      return { type: 'create', event };
    }
    series.count += 1;
    series.lastMs = nowMs;
    return series.count === 2 ? patchOf(series, nowMs) : { type: 'skip' };
  }

  /** Forgets what is over. Gives what is to be written of it, and of series that go on. */
  finish(nowMs: number): Correlation[] {
    const writes: Correlation[] = [];
    for (const [key, series] of this.#series) {
      const isOver = nowMs - series.lastMs > finishMs;
      if (isOver) this.#series.delete(key);
      if (series.count > 1 && (isOver || nowMs - series.writtenMs >= refreshMs))
        writes.push(patchOf(series, nowMs));
    }
    return writes;
  }
}

function patchOf(series: Series, nowMs: number): Correlation {
  series.writtenMs = nowMs;
  const patch = { series: { count: series.count, lastObservedTime: formatMicroTime(series.lastMs) } };
  return { type: 'patch', event: { ...series.event, ...patch }, patch };
}

function keyOf({ type, action, reason, involvedObject, related }: CoreV1Event): string {
  return JSON.stringify([type, action, reason, involvedObject, related]);
}
