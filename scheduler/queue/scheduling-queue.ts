import type { V1Pod } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import { Heap } from '../../collections/index.ts';
import type { Cause, Clock, QueueReason, Timer } from '../../environment/index.ts';
import type { PlaceTeller } from '../attempts/tell-place.ts';
import { type Nominator, nominatedNodeOf } from '../cache/nominator.ts';
import { PodInfo, uidOf } from '../cache/pod-info.ts';
import type { ClusterEvent } from '../framework/cluster-event.ts';
import { type HintsByProfile, type Profiles, schedulerNameOf } from '../profiles.ts';
import { GatedPods } from './gated-pods.ts';
import { InFlightEvents } from './in-flight-events.ts';
import { podChanges } from './pod-changes.ts';
import { backoffMs, type PodBackoff, QueuedPod } from './queued-pod.ts';

/** After that long without news a pod is tried again all the same: hints may be wrong. As upstream. */
const unschedulableMsMax = 5 * 60_000;

/**
 * The pods that wait for a node. A pod is in one of four places:
 *
 * - active: to be tried, by priority and time;
 * - backoff: to be tried, but not right after its last attempt, unless there is nothing else to do; pods whose last
 *   attempt failed by an error wait in any case;
 * - unschedulable: no node would do; what may change that brings it back, or five minutes at last;
 * - gated: a PreEnqueue plugin keeps it out; only what that plugin looks at brings it back, as far as it helps.
 *
 * A pod that is being tried is in none. Nothing polls: a timer exists only while it has somebody to wake.
 * Mirrors kubernetes pkg/scheduler/backend/queue (PriorityQueue with SchedulerPopFromBackoffQ).
 */
export class SchedulingQueue {
  readonly #clock: Clock;
  readonly #profiles: Profiles;
  readonly #nominator: Nominator;
  readonly #backoffTimes: PodBackoff;
  /** Called when there is something to pop. */
  readonly #onReady: () => void;
  readonly #pods = new Map<string, QueuedPod>();
  readonly #active: Heap<QueuedPod>;
  readonly #backoff = new Heap<QueuedPod>(earlier);
  readonly #errorBackoff = new Heap<QueuedPod>(earlier);
  /** In the order of their timestamps. */
  readonly #unschedulable = new Map<string, QueuedPod>();
  readonly #gated = new GatedPods();
  readonly #inFlight = new InFlightEvents();
  #backoffTimer: { readonly timer: Timer; readonly atMs: number } | undefined;
  #flushTimer: Timer | undefined;

  readonly #tell: PlaceTeller;

  /** `tell` is called whenever a pod has come to one of the four places. */
  constructor(
    clock: Clock,
    profiles: Profiles,
    nominator: Nominator,
    backoff: PodBackoff,
    onReady: () => void,
    tell: PlaceTeller = () => {},
  ) {
    this.#tell = tell;
    this.#clock = clock;
    this.#profiles = profiles;
    this.#nominator = nominator;
    this.#backoffTimes = backoff;
    this.#onReady = onReady;
    this.#active = new Heap<QueuedPod>(profiles.less);
  }

  /** How many pods are where. */
  get counts(): {
    readonly active: number;
    readonly backoff: number;
    readonly unschedulable: number;
    readonly gated: number;
  } {
    return {
      active: this.#active.size,
      backoff: this.#backoff.size + this.#errorBackoff.size,
      unschedulable: this.#unschedulable.size,
      gated: this.#gated.size,
    };
  }

  has(uid: string): boolean {
    return this.#pods.has(uid);
  }

  /** A pod waits, as it is now. */
  set(pod: V1Pod, cause: Cause | undefined): void {
    const uid = uidOf(pod);
    const queued = this.#pods.get(uid);
    if (queued !== undefined) this.#update(queued, pod, cause);
    else if (!this.#inFlight.has(uid)) this.#add(new PodInfo(pod), cause);
  }

  /** A pod waits no more. Returns whether it was to come to a certain node. */
  delete(uid: string): boolean {
    const wasNominated = this.#nominator.nodeOf(uid) !== undefined;
    if (wasNominated) this.#nominator.delete(uid);
    const queued = this.#pods.get(uid);
    if (queued === undefined) return wasNominated;
    this.#pods.delete(uid);
    this.#take(queued);
    this.#tell(queued, 'gone');
    this.#armFlush();
    this.#armBackoff();
    return wasNominated;
  }

  /** A pod that waits is to come to this node, before the API says so; '': to none in particular. */
  nominate(pod: PodInfo, nodeName: string): void {
    this.#nominator.set(pod, nodeName);
  }

  /** The next pod to try; it is in flight until `done` or `addUnschedulable`. */
  pop(): QueuedPod | undefined {
    let queued = this.#active.pop();
    if (queued === undefined) {
      queued = this.#backoff.pop();
      if (queued === undefined) return undefined;
      this.#armBackoff();
    }
    const { uid } = queued.info;
    this.#pods.delete(uid);
    this.#inFlight.begin(uid);
    queued.backoffUntilMs = 0;
    queued.attempts++;
    return queued;
  }

  /** The pod that was tried waits no more: it was deleted meanwhile, or has come to a node by other ways. */
  drop(queued: QueuedPod): void {
    this.done(queued.info.uid);
    this.#tell(queued, 'gone');
  }

  /** The attempt is over, and well. */
  done(uid: string): void {
    this.#inFlight.end(uid);
  }

  /**
   * The attempt failed, because of what these plugins said; nobody: because of an error. What happened meanwhile
   * counts: a pod it may help goes to backoff at once.
   */
  addUnschedulable(queued: QueuedPod, rejectedBy: ReadonlySet<string>): void {
    const { uid } = queued.info;
    const events = this.#inFlight.end(uid);
    if (this.#pods.has(uid)) return;
    const failed = rejectedBy.size === 0;
    queued.rejectedBy = rejectedBy;
    queued.consecutiveErrors = failed ? queued.consecutiveErrors + 1 : 0;
    if (!failed) queued.unschedulableCount++;
    queued.timestampMs = this.#clock.now();
    queued.backoffUntilMs = queued.timestampMs + backoffMs(queued, this.#backoffTimes);
    this.#pods.set(uid, queued);
    const woken = failed
      ? []
      : events.filter(({ event }) => mayHelp(queued, event, this.#profiles.hintsOf(event)));
    if (woken.length > 0) queued.triedBecause(known(woken.map(({ cause }) => cause)));
    if (failed || woken.length > 0) {
      if (failed) queued.because = attemptFailed;
      this.#enter(queued);
    } else {
      queued.because = attemptFailed;
      this.#unschedulable.set(uid, queued);
      this.#tell(queued, 'unschedulable');
      this.#armFlush();
    }
  }

  /** What was under way for a pod that waits has failed: it is tried again, at the end of its back-off. */
  retry(uid: string): void {
    const queued = this.#pods.get(uid);
    if (queued === undefined) return;
    // Else there would be no back-off while no other pod is to be tried.
    queued.rejectedBy = nobody;
    queued.because = attemptFailed;
    this.#take(queued);
    this.#enter(queued);
  }

  /** Something happened: wakes the pods it may help, of those that it concerns. */
  move(event: ClusterEvent, cause: Cause | undefined, concerns = (_pod: PodInfo): boolean => true): void {
    this.#inFlight.record(event, cause);
    if (this.#unschedulable.size + this.#gated.size === 0) return;
    const hints = this.#profiles.hintsOf(event);
    if (hints.size === 0) return;
    const woken: QueuedPod[] = [];
    for (const pods of [this.#unschedulable.values(), this.#gated.keptByOneOf(hints)])
      for (const queued of pods)
        if (concerns(queued.info) && mayHelp(queued, event, hints)) woken.push(queued);
    for (const queued of woken) this.#requeue(queued, causesOf(cause));
  }

  /** Ends the timers. */
  close(): void {
    this.#backoffTimer?.timer.cancel();
    this.#flushTimer?.cancel();
    this.#backoffTimer = undefined;
    this.#flushTimer = undefined;
  }

  #add(info: PodInfo, cause: Cause | undefined): void {
    const queued = new QueuedPod(info, this.#clock.now(), causesOf(cause));
    this.#pods.set(info.uid, queued);
    this.#enter(queued);
    const nominated = nominatedNodeOf(info.pod);
    if (nominated !== '' && !this.#gated.has(info.uid)) this.#nominator.set(info, nominated);
  }

  #update(queued: QueuedPod, pod: V1Pod, cause: Cause | undefined): void {
    const before = queued.info;
    if (before.pod === pod) return;
    const after = new PodInfo(pod, before);
    queued.info = after;
    this.#nominator.update(before.pod, after);
    this.#active.fix(queued);
    if (!this.#unschedulable.has(after.uid) && !this.#gated.has(after.uid)) return;
    for (const action of podChanges(before, after, false)) {
      const event = { resource: 'UnscheduledPod', action, before: before.pod, after: pod } as const;
      if (!mayHelp(queued, event, this.#profiles.hintsOf(event))) continue;
      this.#requeue(queued, causesOf(cause));
      return;
    }
  }

  #requeue(queued: QueuedPod, causes: readonly Cause[]): void {
    queued.triedBecause(causes);
    this.#take(queued);
    this.#enter(queued);
  }

  /** Puts a pod where it belongs now. */
  #enter(queued: QueuedPod): void {
    const status = this.#profiles.of(queued.info.pod).runPreEnqueue(queued.info);
    if (status !== undefined) {
      queued.rejectedBy = new Set([...queued.rejectedBy, status.plugin]);
      this.#gated.set(queued, status.plugin);
      this.#tell(queued, 'gated', { message: status.message });
    } else if (queued.backoffUntilMs > this.#clock.now()) {
      this.#putBackoff(queued);
    } else {
      this.#active.push(queued);
      this.#tell(queued, 'active');
      this.#onReady();
    }
    this.#armFlush();
  }

  #take(queued: QueuedPod): void {
    this.#active.remove(queued);
    this.#backoff.remove(queued);
    this.#errorBackoff.remove(queued);
    this.#unschedulable.delete(queued.info.uid);
    this.#gated.delete(queued.info.uid);
  }

  #putBackoff(queued: QueuedPod): void {
    const failed = queued.rejectedBy.size === 0;
    (failed ? this.#errorBackoff : this.#backoff).push(queued);
    this.#tell(queued, 'backoff');
    this.#armBackoff();
    if (!failed) this.#onReady();
  }

  /** One timer, for who is due first. */
  #armBackoff(): void {
    const due = Math.min(
      this.#backoff.peek()?.backoffUntilMs ?? Number.POSITIVE_INFINITY,
      this.#errorBackoff.peek()?.backoffUntilMs ?? Number.POSITIVE_INFINITY,
    );
    const armed = this.#backoffTimer;
    if (armed?.atMs === due) return;
    armed?.timer.cancel();
    this.#backoffTimer = undefined;
    if (due === Number.POSITIVE_INFINITY) return;
    const timer = this.#clock.setTimer(due - this.#clock.now(), this.#flushBackoff);
    this.#backoffTimer = { timer, atMs: due };
  }

  readonly #flushBackoff = (): void => {
    this.#backoffTimer = undefined;
    const nowMs = this.#clock.now();
    for (const heap of [this.#backoff, this.#errorBackoff]) {
      for (
        let first = heap.peek();
        first !== undefined && first.backoffUntilMs <= nowMs;
        first = heap.peek()
      ) {
        heap.remove(first);
        this.#active.push(first);
        this.#tell(first, 'active');
      }
    }
    this.#armBackoff();
    if (this.#active.size > 0) this.#onReady();
  };

  /** The first pod has waited longest. A timer too early does no harm: it is set again when it fires. */
  #armFlush(): void {
    const [first] = this.#unschedulable.values();
    if (first === undefined) {
      this.#flushTimer?.cancel();
      this.#flushTimer = undefined;
      return;
    }
    if (this.#flushTimer !== undefined) return;
    const inMs = first.timestampMs + unschedulableMsMax - this.#clock.now();
    this.#flushTimer = this.#clock.setTimer(inMs, this.#flushUnschedulable, { background: true });
  }

  readonly #flushUnschedulable = (): void => {
    this.#flushTimer = undefined;
    const oldMs = this.#clock.now() - unschedulableMsMax;
    for (const queued of this.#unschedulable.values()) {
      if (queued.timestampMs > oldMs) break;
      queued.because = timedOut;
      this.#requeue(queued, queued.causes);
    }
    this.#armFlush();
  };
}

/** As many as a record has room for. */
const causesMax = 16;

const noCauses: readonly Cause[] = Object.freeze([]);

function causesOf(cause: Cause | undefined): readonly Cause[] {
  return cause === undefined ? noCauses : [cause];
}

function known(causes: readonly (Cause | undefined)[]): readonly Cause[] {
  return causes.filter((cause) => cause !== undefined).slice(-causesMax);
}

function earlier(a: QueuedPod, b: QueuedPod): boolean {
  if (a.backoffUntilMs !== b.backoffUntilMs) return a.backoffUntilMs < b.backoffUntilMs;
  return a.info.priority > b.info.priority;
}

/** Whether one of those who turned the pod away says that it may: then that is what the pod will be tried because of. */
function mayHelp(queued: QueuedPod, event: ClusterEvent, profiles: HintsByProfile): boolean {
  const hints = profiles.get(schedulerNameOf(queued.info.pod));
  if (hints === undefined) return false;
  for (const plugin of queued.rejectedBy) {
    for (const hint of hints.get(plugin) ?? noHints) {
      if (!hint(queued.info, event)) continue;
      queued.because = reasonOf(event, plugin);
      return true;
    }
  }
  return false;
}

function reasonOf({ resource, action, before, after }: ClusterEvent, plugin: string): QueueReason {
  const object = after ?? before;
  return { event: `${resource}/${action}`, ...(object && { object: keyOf(object) }), plugin };
}

const attemptFailed: QueueReason = Object.freeze({ event: 'ScheduleAttemptFailure' });
const timedOut: QueueReason = Object.freeze({ event: 'UnschedulableTimeout' });

const noHints: readonly never[] = Object.freeze([]);
const nobody: ReadonlySet<string> = new Set();
