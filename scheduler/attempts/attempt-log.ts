import { Fifo } from '../../collections/index.ts';
import type { AttemptFields, Cause, PodPlaceFields, RecordOf, Trace } from '../../environment/index.ts';

/** Where an API server tells what is kept: `?pod=NAMESPACE/NAME` is answered with `PodAttempts`. */
export const attemptsPath = '/debug/homeostat/scheduler/attempts';

/** An attempt, when it was, and what led to it. */
export interface KeptAttempt extends AttemptFields {
  readonly atMs: number;
  /** The scheduler's name. */
  readonly by: string;
  readonly causes: readonly Cause[];
}

/** Where a pod waits, and since when. */
export interface KeptPlace extends PodPlaceFields {
  readonly sinceMs: number;
  readonly by: string;
}

/** What is known of the pods of one name; JSON. */
export interface PodAttempts {
  readonly pod: string;
  readonly nowMs: number;
  /** Where it is; absent where it waits for no scheduler. */
  readonly place?: KeptPlace | undefined;
  /** Oldest first. Those before the first were forgotten, as its number says. */
  readonly attempts: readonly KeptAttempt[];
  /** How many attempts of all pods were forgotten, for lack of room. */
  readonly forgotten: number;
}

/**
 * Follows the attempts of all schedulers of a world, and keeps as many as have room in so many bytes: the oldest are forgotten
 * first. Where a pod waits is known as long as it waits.
 */
export class AttemptLog {
  readonly #bytesMax: number;
  readonly #now: () => number;
  readonly #attempts = new Fifo<KeptAttempt>();
  readonly #byPod = new Map<string, KeptAttempt[]>();
  readonly #places = new Map<string, KeptPlace>();
  #bytes = 0;
  #forgotten = 0;

  constructor(trace: Trace, now: () => number, bytesMax: number) {
    this.#bytesMax = bytesMax;
    this.#now = now;
    trace.follow(['attempt', 'pod-place'], (record) => {
      if (record.kind === 'attempt') this.#keep(record);
      else if (record.kind === 'pod-place') this.#move(record);
    });
  }

  /** Of the pod `namespace/name`, and of those that had that name before. */
  of(pod: string): PodAttempts {
    const attempts = this.#byPod.get(pod) ?? [];
    return { pod, nowMs: this.#now(), place: this.#places.get(pod), attempts, forgotten: this.#forgotten };
  }

  #keep({ atMs, by, causes, fields }: RecordOf<'attempt'>): void {
    const kept = { ...fields, atMs, by, causes };
    this.#attempts.push(kept);
    const ofPod = this.#byPod.get(kept.pod);
    if (ofPod === undefined) this.#byPod.set(kept.pod, [kept]);
    else ofPod.push(kept);
    this.#bytes += bytesOf(kept);
    while (this.#bytes > this.#bytesMax) this.#forgetFirst();
  }

  #forgetFirst(): void {
    const first = this.#attempts.shift();
    if (first === undefined) return;
    this.#bytes -= bytesOf(first);
    this.#forgotten++;
    const ofPod = this.#byPod.get(first.pod) ?? [];
    ofPod.shift();
    if (ofPod.length === 0) this.#byPod.delete(first.pod);
  }

  #move({ atMs, by, fields }: RecordOf<'pod-place'>): void {
    const { pod, uid, place } = fields;
    if (place !== 'gone') this.#places.set(pod, { ...fields, sinceMs: atMs, by });
    else if (this.#places.get(pod)?.uid === uid) this.#places.delete(pod);
  }
}

/** What an attempt without nodes takes, each candidate, and each entry of a list. */
const bytesBase = 1_000;
const bytesCandidate = 100;
const bytesEntry = 8;

function bytesOf({ refused, feasible, scores, totals, candidates = [] }: AttemptFields): number {
  let entries = feasible.length + totals.length;
  for (const { nodes } of refused) entries += nodes.length;
  for (const { raw, normalized } of scores) entries += raw === normalized ? raw.length : 2 * raw.length;
  for (const { victims } of candidates) entries += victims.length;
  return bytesBase + bytesCandidate * candidates.length + bytesEntry * entries;
}
