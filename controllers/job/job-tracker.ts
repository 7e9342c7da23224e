import type { V1Job, V1JobStatus } from '../../api/index.ts';
import type { SharedInformer } from '../../client/index.ts';
import type { Clock } from '../../environment/index.ts';
import type { OwnerLook } from '../kit/pod-control.ts';
import type { BackOff } from './back-off.ts';
import type { JobEnd } from './conditions.ts';
import type { JobMemory } from './job-memory.ts';
import type { JobPods } from './job-pods.ts';
import { finishedStatus, mayFinish, type StatusDraft } from './job-status.ts';
import type { JobObservation } from './observe.ts';
import { uidOf } from './pod-state.ts';
import { countReleased, trackPods } from './track.ts';

/** What the tracker works with. */
export interface JobTrackerParts {
  readonly clock: Clock;
  readonly jobs: SharedInformer<V1Job>;
  readonly jobPods: JobPods;
  readonly memory: JobMemory;
}

/**
 * Tells in one sync what has become of a job's pods: first names those that have ended, then lets them go, then counts them.
 * Where it is interrupted, the next sync goes on. Mirrors kubernetes pkg/controller/job (flushUncountedAndRemoveFinalizers).
 */
export class JobTracker {
  readonly #parts: JobTrackerParts;
  readonly #look: OwnerLook<V1Job>;
  readonly #seen: JobObservation;
  readonly #backOff: BackOff;
  /** As it was written last. */
  #job: V1Job;

  constructor(parts: JobTrackerParts, look: OwnerLook<V1Job>, seen: JobObservation, backOff: BackOff) {
    this.#parts = parts;
    this.#look = look;
    this.#seen = seen;
    this.#backOff = backOff;
    this.#job = look.owner;
  }

  /** Resolves with true when the job is done. Rejects after as much of it as could be is told. */
  async track(draft: StatusDraft, end: JobEnd | undefined): Promise<boolean> {
    const { clock, jobPods, memory } = this.#parts;
    const { status, release, isFull } = trackPods(this.#seen, draft.status, end, clock.now());
    let told = status;
    if (draft.changed || status !== draft.status) {
      told = await this.#write(status);
      memory.backsOff(this.#look.key, this.#backOff);
    }
    const { uids, error } = await jobPods.release(this.#look, release);
    const held = this.#seen.uncounted.map(uidOf).filter((uid) => !uids.has(uid));
    const counted = countReleased(told, new Set(held));
    if (error !== undefined) {
      if (counted !== told) await this.#write(counted);
      throw error;
    }
    const isDone = end !== undefined && !isFull && mayFinish(counted);
    const last = isDone ? finishedStatus(counted, end, clock.now()) : counted;
    if (last !== told) await this.#write(last);
    if (isDone) this.#tellEnd(last, end);
    return isDone;
  }

  async #write(status: V1JobStatus): Promise<V1JobStatus> {
    const { jobs, memory } = this.#parts;
    const { key, client } = this.#look;
    this.#job = await client.updateStatus(jobs.type, { ...this.#job, status });
    memory.ownWrites.wrote(key, jobs, this.#job);
    return this.#job.status ?? {};
  }

  /** Mirrors kubernetes pkg/controller/job (recordJobFinished). */
  #tellEnd({ succeeded = 0 }: V1JobStatus, { outcome, reason, message }: JobEnd): void {
    const { owner, report } = this.#look;
    this.#parts.memory.finishes(owner.metadata?.uid ?? '');
    if (outcome === 'Failed') {
      report('Warning', reason, message);
      return;
    }
    const { completions } = owner.spec ?? {};
    if (completions !== undefined && succeeded > completions) {
      const says = 'Too many succeeded pods running after completion count reached';
      report('Warning', 'TooManySucceededPods', says);
    }
    report('Normal', 'Completed', 'Job completed');
  }
}
