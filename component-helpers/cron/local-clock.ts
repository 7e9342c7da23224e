import { zoneOffsetMs } from '../../apimachinery/index.ts';

/** What a clock on the wall shows. */
export interface LocalTime {
  readonly year: number;
  /** From 1 on. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** From 0, which is Sunday. */
  readonly weekday: number;
}

/** The clocks of one zone. Mirrors what Go's time.Time tells of a zone. */
export interface LocalClock {
  timeAt(ms: number): LocalTime;
  /**
   * When clocks show this; what is left out is the least, and what is too much is carried on. Of a time that is left out or
   * comes twice, one of the two that are meant: the one Go takes. Mirrors time.Date.
   */
  msOf(time: DateTime): number;
}

type DateTime = Pick<LocalTime, 'year' | 'month' | 'day'> &
  Partial<Pick<LocalTime, 'hour' | 'minute' | 'second'>>;

const dayMs = 24 * 60 * 60 * 1000;

/** The clocks of a zone that there is. */
export function localClock(zone: string): LocalClock {
  const offsetAt = rememberedOffsets(zone);
  return {
    timeAt: (ms) => timeOf(new Date(ms + offsetAt(ms))),
    msOf({ year, month, day, hour = 0, minute = 0, second = 0 }) {
      const asUtcMs = Date.UTC(year, month - 1, day, hour, minute, second);
      return asUtcMs - offsetAt(asUtcMs - offsetAt(asUtcMs));
    },
  };
}

/** Asks for a day's beginning and end only, unless the zone changes its clocks on that day. */
function rememberedOffsets(zone: string): (ms: number) => number {
  const midnights = new Map<number, number>();
  const atMidnight = (day: number): number => {
    let offset = midnights.get(day);
    if (offset === undefined) {
      offset = zoneOffsetMs(zone, day * dayMs) ?? 0;
      midnights.set(day, offset);
    }
    return offset;
  };
  return (ms) => {
    const day = Math.floor(ms / dayMs);
    const offset = atMidnight(day);
    return offset === atMidnight(day + 1) ? offset : (zoneOffsetMs(zone, ms) ?? 0);
  };
}

function timeOf(date: Date): LocalTime {
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
  };
}
