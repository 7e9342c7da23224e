import type { Clock } from '../../environment/index.ts';
import { UidTrackingControllerExpectations } from '../kit/expectations.ts';
import { OwnWrites } from '../kit/own-writes.ts';
import { type BackOff, noBackOff } from './back-off.ts';

const none: ReadonlySet<string> = new Set();

/**
 * What the controller remembers of a job from one sync to the next, by its key: what it has asked for and not seen yet, and
 * how its pods have failed. All of it may be lost: then the next sync finds out, or waits a little less.
 */
export class JobMemory {
  readonly expectations: UidTrackingControllerExpectations;
  readonly ownWrites = new OwnWrites();
  readonly #released = new Map<string, Set<string>>();
  readonly #backOffs = new Map<string, BackOff>();
  readonly #finished = new Set<string>();

  constructor(clock: Clock) {
    this.expectations = new UidTrackingControllerExpectations(clock);
  }

  /** The pods, by their uids, that were let go and of which that was not seen yet. */
  released(key: string): ReadonlySet<string> {
    return this.#released.get(key) ?? none;
  }

  /** The pod will be seen without the finalizer. Mirrors kubernetes pkg/controller/job (expectFinalizersRemoved). */
  releases(key: string, podUid: string): void {
    const uids = this.#released.get(key);
    if (uids === undefined) this.#released.set(key, new Set([podUid]));
    else uids.add(podUid);
  }

  /** It was seen, or will not be. */
  releaseSeen(key: string, podUid: string): void {
    this.#released.get(key)?.delete(podUid);
  }

  backOff(key: string): BackOff {
    return this.#backOffs.get(key) ?? noBackOff;
  }

  backsOff(key: string, backOff: BackOff): void {
    if (backOff === noBackOff) this.#backOffs.delete(key);
    else this.#backOffs.set(key, backOff);
  }

  /** The job was told to be done. */
  finishes(uid: string): void {
    this.#finished.add(uid);
  }

  /** Whether the job was told to be done, whatever the cache says. */
  hasFinished(uid: string): boolean {
    return this.#finished.has(uid);
  }

  /** The job is done, or gone. */
  forget(key: string, uid?: string): void {
    this.expectations.deleteExpectations(key);
    this.ownWrites.forget(key);
    this.#released.delete(key);
    this.#backOffs.delete(key);
    if (uid !== undefined) this.#finished.delete(uid);
  }
}
