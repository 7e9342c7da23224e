import type { V1LeaseSpec } from '../../api/index.ts';
import { deepEqual, formatMicroTime, messageOf } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { isOperatingError } from '../watch-errors.ts';
import {
  checkElectionTimes,
  defaultElectionTimes,
  type ElectionTimes,
  jitterFactor,
} from './election-times.ts';
import type { ResourceLock } from './resource-lock.ts';

export interface LeaderElectorOptions extends Partial<ElectionTimes> {
  readonly lock: ResourceLock;
  /** Names the election in errors and metrics. Default: the lock's description. */
  readonly name?: string;
  /** The lock is given up when the elector is stopped. Whatever it guards must have ended before. Default false. */
  readonly releaseOnCancel?: boolean;
  /** Called once this candidate leads. The signal aborts when it leads no more. */
  readonly onStartedLeading: (signal: AbortSignal) => void;
  /** Called whenever `run` ends, also if it never led; not when the environment is revoked, which is a crash. */
  readonly onStoppedLeading: () => void;
  /** Called, later, each time another leader is seen, the first one included. Empty: the lock was released. */
  readonly onNewLeader?: (identity: string) => void;
  readonly metrics?: LeaderMetrics;
}

/** Told of what happens; `leader_election_master_status` and `leader_election_slowpath_total` in Kubernetes. */
export interface LeaderMetrics {
  leaderOn(name: string): void;
  leaderOff(name: string): void;
  slowpathExercised(name: string): void;
}

/**
 * Takes part in an election, and leads as long as it can say so in time. Only the local time at which the record was last
 * seen to change counts, so clocks that differ do no harm; how fast they run must not differ much.
 * Mirrors client-go tools/leaderelection (LeaderElector), without the coordinated kind, which is off by default.
 * Differs: a lock that another has taken meanwhile is not released over its head.
 *
 * @example
 *     const lock = leaseLock(client, { namespace: 'default', name: 'website-operator', identity: 'replica-1' });
 *     const elector = new LeaderElector(environment, { lock, onStartedLeading: begin, onStoppedLeading: end });
 *     await elector.run(signal);
 */
export class LeaderElector {
  readonly #environment: Environment;
  readonly #options: LeaderElectorOptions;
  readonly #times: ElectionTimes;
  readonly #lock: ResourceLock;
  readonly #name: string;
  #observed: V1LeaseSpec = {};
  #observedAtMs = 0;
  /** The record as the server last had it. What was written here is not taken for it: it is looked at afresh. */
  #read: V1LeaseSpec | undefined;
  #reportedLeader = '';

  /** Throws for times that do not fit together and for a lock without an identity. */
  constructor(environment: Environment, options: LeaderElectorOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#times = { ...defaultElectionTimes, ...options };
    this.#lock = options.lock;
    this.#name = options.name ?? options.lock.description;
    checkElectionTimes(this.#times);
    if (this.#lock.identity === '') throw new Error('Lock identity is empty');
    options.metrics?.leaderOff(this.#name);
  }

  /** The leader last seen; empty if none was. */
  get leader(): string {
    return this.#observed.holderIdentity ?? '';
  }

  get isLeader(): boolean {
    return this.leader === this.#lock.identity;
  }

  /** What is wrong: it should lead, and has not renewed its lease for so long after that ran out. */
  check(toleratedMs: number): Error | undefined {
    const silentMs = this.#environment.clock.now() - this.#observedAtMs;
    if (!this.isLeader || silentMs <= this.#times.leaseDurationMs + toleratedMs) return undefined;
    return new Error(`failed election to renew leadership on lease ${this.#name}`);
  }

  /** Waits to lead, leads, and resolves when it leads no more, or `signal` aborts. Rejects for a mistake in a program only. */
  async run(signal: AbortSignal): Promise<void> {
    const leading = new AbortController();
    try {
      if (!(await this.#acquire(signal))) return;
      this.#later(() => this.#options.onStartedLeading(leading.signal));
      await this.#renewUntilLost(signal);
    } finally {
      leading.abort();
      if (!this.#environment.isRevoked) this.#options.onStoppedLeading();
    }
  }

  async #acquire(signal: AbortSignal): Promise<boolean> {
    // Without a bound on purpose: a candidate waits for as long as another leads.
    while (!signal.aborted) {
      const acquired = await this.#attempt(signal);
      this.#reportTransition();
      if (acquired) {
        this.#lock.recordEvent('became leader');
        this.#options.metrics?.leaderOn(this.#name);
        return true;
      }
      const jitter = 1 + jitterFactor * this.#environment.random.next();
      await this.#sleep(this.#times.retryPeriodMs * jitter, signal);
    }
    return false;
  }

  async #renewUntilLost(signal: AbortSignal): Promise<void> {
    while (await this.#renew(signal)) {
      this.#reportTransition();
      await this.#sleep(this.#times.retryPeriodMs, signal);
    }
    this.#options.metrics?.leaderOff(this.#name);
    if (this.#environment.isRevoked) return;
    if (this.#options.releaseOnCancel === true) {
      const never = new AbortController().signal;
      await this.#within(this.#times.renewDeadlineMs, never, (over) => this.#release(over));
    }
    this.#reportTransition();
    this.#lock.recordEvent('stopped leading');
  }

  /** Tries until the lease is renewed. False when the deadline came before, or the signal. */
  async #renew(signal: AbortSignal): Promise<boolean> {
    const { renewDeadlineMs, retryPeriodMs } = this.#times;
    const renewed = await this.#within(renewDeadlineMs, signal, async (over) => {
      while (!over.aborted) {
        if (await this.#attempt(over)) return true;
        await this.#sleep(retryPeriodMs, over);
      }
      return false;
    });
    return renewed === true;
  }

  /** One try, short enough that one without an answer is not the end. Mirrors resourcelock (NewFromKubeconfig). */
  async #attempt(signal: AbortSignal): Promise<boolean> {
    const timeoutMs = Math.max(1_000, this.#times.renewDeadlineMs / 2);
    const done = await this.#within(timeoutMs, signal, (over) => this.tryAcquireOrRenew(over));
    return done === true;
  }

  /** What `work` gives; undefined once `signal` aborts or the time is over, of which it is told by a signal of its own. */
  #within<T>(
    timeoutMs: number,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    const over = new AbortController();
    return new Promise((resolve, reject) => {
      const end = () => {
        clear();
        over.abort();
        resolve(undefined);
      };
      if (signal.aborted) over.abort();
      signal.addEventListener('abort', end);
      const timer = this.#environment.clock.setTimer(timeoutMs, end, { background: true });
      const clear = () => {
        timer.cancel();
        signal.removeEventListener('abort', end);
      };
      work(over.signal).then(resolve, reject).finally(clear);
    });
  }

  /** One try to take the lock or to renew it. What the server does makes it false. After the signal nothing more is asked. */
  async tryAcquireOrRenew(signal: AbortSignal): Promise<boolean> {
    try {
      const nowMs = this.#environment.clock.now();
      const record = this.isLeader && this.#isLeaseValid(nowMs) && (await this.#renewUnread(nowMs));
      if (signal.aborted) return false;
      const written = record || (await this.#acquireAsRead(nowMs, signal));
      if (written === undefined || signal.aborted) return false;
      this.#observe(written);
      return true;
    } catch (error) {
      this.#report(error);
      return false;
    }
  }

  /** The fast path: the record is taken to be as it was last seen. False when it is not. */
  async #renewUnread(nowMs: number): Promise<V1LeaseSpec | false> {
    const record = this.#newRecord(nowMs, this.#observed);
    try {
      await this.#lock.update(record);
      return record;
    } catch (error) {
      this.#report(error);
      return false;
    }
  }

  /** Undefined when another holds the lock. */
  async #acquireAsRead(nowMs: number, signal: AbortSignal): Promise<V1LeaseSpec | undefined> {
    const found = await this.#lock.get();
    if (signal.aborted) return undefined;
    if (found === undefined) {
      const first = this.#newRecord(nowMs, undefined);
      await this.#lock.create(first);
      return first;
    }
    if (!deepEqual(found, this.#read)) {
      this.#observe(found);
      this.#read = found;
    }
    if ((found.holderIdentity ?? '') !== '' && this.#isLeaseValid(nowMs) && !this.isLeader) return undefined;
    if (this.isLeader) this.#options.metrics?.slowpathExercised(this.#name);
    const record = this.#newRecord(nowMs, found);
    await this.#lock.update(record);
    return record;
  }

  /** This candidate's record, after another's or its own. */
  #newRecord(nowMs: number, before: V1LeaseSpec | undefined): V1LeaseSpec {
    const transitions = before?.leaseTransitions ?? 0;
    const now = formatMicroTime(nowMs);
    const renewed = before !== undefined && this.isLeader;
    return {
      holderIdentity: this.#lock.identity,
      leaseDurationSeconds: Math.floor(this.#times.leaseDurationMs / 1000),
      acquireTime: (renewed ? before.acquireTime : undefined) ?? now,
      renewTime: now,
      leaseTransitions: before === undefined || renewed ? transitions : transitions + 1,
    };
  }

  async #release(signal: AbortSignal): Promise<void> {
    try {
      await retryOnConflict(async () => {
        const found = await this.#lock.get();
        if (signal.aborted || found?.holderIdentity !== this.#lock.identity) return;
        const now = formatMicroTime(this.#environment.clock.now());
        const { leaseTransitions = 0 } = found;
        const times = { acquireTime: now, renewTime: now };
        const released = { holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions, ...times };
        await this.#lock.update(released);
        this.#observe(released);
      });
    } catch (error) {
      this.#report(error);
    }
  }

  #isLeaseValid(nowMs: number): boolean {
    return this.#observedAtMs + (this.#observed.leaseDurationSeconds ?? 0) * 1000 > nowMs;
  }

  #observe(record: V1LeaseSpec): void {
    this.#observed = record;
    this.#observedAtMs = this.#environment.clock.now();
  }

  #reportTransition(): void {
    const { leader } = this;
    if (leader === this.#reportedLeader) return;
    this.#reportedLeader = leader;
    const { lock, trace } = { lock: this.#lock, trace: this.#environment.trace };
    trace.record('election', { lock: lock.description, identity: lock.identity, leader });
    const { onNewLeader } = this.#options;
    if (onNewLeader !== undefined) this.#later(() => onNewLeader(leader));
  }

  #report(error: unknown): void {
    if (!isOperatingError(error)) throw error;
    if (this.#environment.isRevoked) return;
    const { description: lock, identity } = this.#lock;
    this.#environment.trace.record('election', { lock, identity, message: messageOf(error) });
  }

  #later(callback: () => void): void {
    this.#environment.spawn('leader election callback', async () => {
      await Promise.resolve();
      callback();
    });
  }

  /** Ends early when the signal aborts; rejects when the environment is revoked. */
  async #sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#environment;
    await clock.sleep(delayMs, { background: true, signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
