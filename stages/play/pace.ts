/** So many stages an object may go through within `windowMs`; a pod's whole life takes six. */
const stagesMax = 50;
const windowMs = 1_000;
/** After so long without a stage it is as if there had been none. */
const calmMs = 10_000;

interface Seen {
  sinceMs: number;
  lastMs: number;
  count: number;
}

/** Holds back objects whose stages follow one another without an end: from then on one stage a second. */
export class Pace {
  readonly #seen = new Map<string, Seen>();

  /** How long the next stage of an object has to wait; 0 is usual. */
  waitMs(uid: string, nowMs: number): number {
    const seen = this.#seen.get(uid);
    const isCaught = seen !== undefined && seen.count > stagesMax;
    const isOver =
      seen !== undefined && nowMs - (isCaught ? seen.lastMs : seen.sinceMs) > (isCaught ? calmMs : windowMs);
    if (seen === undefined || isOver) {
      this.#seen.set(uid, { sinceMs: nowMs, lastMs: nowMs, count: 1 });
      return 0;
    }
    seen.lastMs = nowMs;
    seen.count += 1;
    return seen.count > stagesMax ? windowMs : 0;
  }

  forget(uid: string): void {
    this.#seen.delete(uid);
  }
}
