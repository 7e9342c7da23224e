import type { CronSchedule, FieldsSchedule } from './cron-schedule.ts';
import { type LocalClock, type LocalTime, localClock } from './local-clock.ts';

/** A schedule that finds no time within so many years never comes. */
const yearsMax = 5;
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/**
 * The first time after `afterMs` at which the schedule is due, in milliseconds; undefined if there is none. Where clocks are
 * put forward, a time that is left out does not come; where they are put back, a time comes twice. Mirrors
 * github.com/robfig/cron/v3 (SpecSchedule.Next, ConstantDelaySchedule.Next).
 */
export function nextCronTime(schedule: CronSchedule, afterMs: number): number | undefined {
  const secondAtMs = Math.floor(afterMs / secondMs) * secondMs;
  if ('everyMs' in schedule) return secondAtMs + schedule.everyMs;
  // A field may name nothing (`,`).
  const { minute, hour, month } = schedule;
  if ([minute, hour, month].some(({ values }) => values.size === 0)) return undefined;
  return new Search(schedule, secondAtMs + secondMs).run();
}

/** Goes on from field to field; where one comes round to its beginning, those before it are looked at again. */
class Search {
  readonly #schedule: FieldsSchedule;
  readonly #clock: LocalClock;
  #atMs: number;
  /** What is below the field that was moved is at its beginning. */
  #moved = false;

  constructor(schedule: FieldsSchedule, fromMs: number) {
    this.#schedule = schedule;
    this.#clock = localClock(schedule.zone);
    this.#atMs = fromMs;
  }

  run(): number | undefined {
    const yearMax = this.#now().year + yearsMax;
    while (this.#now().year <= yearMax) {
      if (this.#toMonth() && this.#toDay() && this.#toHour() && this.#toMinute() && this.#toSecond())
        return this.#atMs;
    }
    return undefined;
  }

  #now(): LocalTime {
    return this.#clock.timeAt(this.#atMs);
  }

  #toMonth(): boolean {
    while (!this.#schedule.month.values.has(this.#now().month)) {
      const { year, month } = this.#now();
      if (!this.#moved) this.#startAt(this.#clock.msOf({ year, month, day: 1 }));
      const now = this.#now();
      this.#atMs = this.#clock.msOf({ ...now, month: now.month + 1 });
      if (this.#now().month === 1) return false;
    }
    return true;
  }

  #toDay(): boolean {
    while (!this.#isDay()) {
      const { year, month, day } = this.#now();
      if (!this.#moved) this.#startAt(this.#clock.msOf({ year, month, day }));
      const now = this.#now();
      this.#atMs = this.#clock.msOf({ ...now, day: now.day + 1 });
      // Where clocks are changed at midnight, the day begins at another hour.
      const { hour } = this.#now();
      if (hour !== 0) this.#atMs += (hour > 12 ? 24 - hour : -hour) * hourMs;
      if (this.#now().day === 1) return false;
    }
    return true;
  }

  /** If both fields are restricted, one that matches is enough. */
  #isDay(): boolean {
    const { dayOfMonth, dayOfWeek } = this.#schedule;
    const { day, weekday } = this.#now();
    const [ofMonth, ofWeek] = [dayOfMonth.values.has(day), dayOfWeek.values.has(weekday)];
    return dayOfMonth.star || dayOfWeek.star ? ofMonth && ofWeek : ofMonth || ofWeek;
  }

  #toHour(): boolean {
    while (!this.#schedule.hour.values.has(this.#now().hour)) {
      const { year, month, day, hour } = this.#now();
      if (!this.#moved) this.#startAt(this.#clock.msOf({ year, month, day, hour }));
      this.#atMs += hourMs;
      if (this.#now().hour === 0) return false;
    }
    return true;
  }

  #toMinute(): boolean {
    while (!this.#schedule.minute.values.has(this.#now().minute)) {
      if (!this.#moved) this.#startAt(Math.floor(this.#atMs / minuteMs) * minuteMs);
      this.#atMs += minuteMs;
      if (this.#now().minute === 0) return false;
    }
    return true;
  }

  #toSecond(): boolean {
    const { second } = this.#now();
    if (second === 0) return true;
    this.#startAt(this.#atMs + (60 - second) * secondMs);
    return false;
  }

  #startAt(ms: number): void {
    this.#atMs = ms;
    this.#moved = true;
  }
}
