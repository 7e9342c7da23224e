import { coreV1, type V1Pod, type V1PodStatus } from '../../api/index.ts';
import { isConflict, isNotFound, objectKey, semanticEqual } from '../../apimachinery/index.ts';
import { type Client, isOperatingError } from '../../client/index.ts';
import type { Cause, Environment } from '../../environment/index.ts';

/** Whose pod is written. Asked right before each write, so that a write says how things are then. */
export interface StatusSource {
  /** As new as known. */
  readonly pod: V1Pod;
  readonly cause: Cause | undefined;
  /** Nothing of it runs or will run: its object may go if it is deleted. */
  readonly over: boolean;
  status(): V1PodStatus;
  /** The pod as it is by now: what was read after a conflict, or the answer to a write of its own. */
  observe(pod: V1Pod, own?: boolean): void;
}

/** Writes of one pod that are lost to others in a row: they write faster than we read only if something is broken. */
const conflictsMax = 10;
/** How long a server is left alone that does not answer, or refuses. Mirrors the kubelet's backOffPeriod. */
const retryMs = 10_000;

/**
 * Brings a pod's status to the API server: at most one write is under way, and whatever changes meanwhile is in the next
 * one. What is known there already is not written. Mirrors kubernetes pkg/kubelet/status (manager).
 */
export class StatusWriter {
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #source: StatusSource;
  #dirty = false;
  #writing = false;
  #retryArmed = false;
  #removed = false;
  #closed = false;

  constructor(environment: Environment, client: Client, source: StatusSource) {
    this.#environment = environment;
    this.#client = client;
    this.#source = source;
  }

  /** The status may have changed: it is written as soon as the write under way is done. */
  changed(): void {
    this.#dirty = true;
    this.#flush();
  }

  /** Nothing is written any more. */
  close(): void {
    this.#closed = true;
  }

  #flush(): void {
    if (this.#writing || this.#closed) return;
    this.#writing = true;
    this.#environment.spawn('status of a pod', () => this.#write());
  }

  /** Ends when what was written is how things are, or when it cannot go on. */
  async #write(): Promise<void> {
    let conflicts = 0;
    while (this.#dirty && !this.#closed) {
      this.#dirty = false;
      try {
        await this.#writeOnce();
        conflicts = 0;
      } catch (error) {
        this.#dirty = true;
        conflicts += 1;
        if (!(await this.#mayGoOn(error, conflicts))) break;
      }
    }
    this.#writing = false;
  }

  async #writeOnce(): Promise<void> {
    const { pod, over, cause } = this.#source;
    const status = this.#source.status();
    if (!isKnown(status, pod, over)) {
      const client = this.#client.withCause(cause);
      this.#source.observe(await client.updateStatus(coreV1.pods, { ...pod, status }), true);
    }
    if (over && !this.#dirty && !this.#closed) await this.#remove();
  }

  /** The last of a deleted pod: its object goes, unless somebody's finalizer holds it. */
  async #remove(): Promise<void> {
    const { pod, cause } = this.#source;
    const { deletionTimestamp, uid } = pod.metadata ?? {};
    if (deletionTimestamp === undefined || this.#removed) return;
    const options = { gracePeriodSeconds: 0, preconditions: uid === undefined ? {} : { uid } };
    await this.#client.withCause(cause).delete(coreV1.pods, objectKey(pod), options);
    this.#removed = true;
  }

  /** After a write that failed: whether to write again at once. */
  async #mayGoOn(error: unknown, conflicts: number): Promise<boolean> {
    if (this.#environment.isRevoked) return false;
    // The watch is about to say the same.
    if (isNotFound(error)) return false;
    if (!isOperatingError(error)) throw error;
    if (isConflict(error) && conflicts < conflictsMax) return this.#refresh();
    this.#retryLater(error);
    return false;
  }

  async #refresh(): Promise<boolean> {
    const { pod } = this.#source;
    try {
      const fresh = await this.#client.get(coreV1.pods, objectKey(pod));
      // Another pod of this name: ours is gone, as the watch will tell.
      if (fresh.metadata?.uid !== pod.metadata?.uid) return false;
      this.#source.observe(fresh);
      return true;
    } catch (error) {
      return this.#mayGoOn(error, conflictsMax);
    }
  }

  #retryLater(error: Error): void {
    const { trace, clock } = this.#environment;
    const { namespace = '', name = '' } = this.#source.pod.metadata ?? {};
    trace.record(
      'kubelet-retry',
      { pod: `${namespace}/${name}`, message: error.message },
      this.#source.cause,
    );
    if (this.#retryArmed) return;
    this.#retryArmed = true;
    clock.setTimer(retryMs, () => {
      this.#retryArmed = false;
      this.#flush();
    });
  }
}

/** Whether a write would change nothing. That a deletion was seen is told with what it leads to, not by itself. */
function isKnown(status: V1PodStatus, { metadata, status: known }: V1Pod, over: boolean): boolean {
  if (semanticEqual(status, known)) return true;
  if (metadata?.deletionTimestamp === undefined || over) return false;
  const generation = known?.observedGeneration;
  if (generation === undefined || generation === status.observedGeneration) return false;
  const conditions = status.conditions?.map((condition, at) => {
    const observedGeneration = known?.conditions?.[at]?.observedGeneration;
    return observedGeneration === undefined ? condition : { ...condition, observedGeneration };
  });
  return semanticEqual({ ...status, observedGeneration: generation, conditions }, known);
}
