import { coreV1, type V1Pod } from '../api/index.ts';
import { deepEqual, isConflict, isNotFound, objectKey, StatusError } from '../apimachinery/index.ts';
import { type Client, type EventRecorder, isTransportError } from '../client/index.ts';
import type { Cause, Environment, Timer } from '../environment/index.ts';
import { advancePod, mainsAreOver } from './advance-pod.ts';
import type { BehaviourPreset, PodBehaviours } from './behaviours.ts';
import type { NodeHost } from './node-host.ts';
import { type PodPlan, planPod } from './pod-plan.ts';
import { type PodRequests, podRequests } from './pod-resources.ts';
import type { ContainerEvent, PodHost, PodState } from './pod-state.ts';
import { podStatus } from './pod-status.ts';
import { restorePod } from './restore-pod.ts';
import { isStopped, stopPod, stopSidecars } from './stop-pod.ts';

/** What the workers of a kubelet share. */
export interface WorkerContext {
  readonly environment: Environment;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly node: NodeHost;
  readonly behaviours: PodBehaviours;
  readonly preset: BehaviourPreset;
}

/** Writes of one pod that are lost to others in a row: they write faster than we read only if something is broken. */
const conflictsMax = 10;
/** How long a server is left alone that does not answer, or refuses. Mirrors the kubelet's backOffPeriod. */
const retryMs = 10_000;

/**
 * One pod on its node, from when the kubelet first sees it until it is gone. Driven by what is observed and by one
 * timer; decisions are made in `advancePod`, at most one write is under way, and what happens meanwhile is in the next.
 */
export class PodWorker {
  readonly #context: WorkerContext;
  readonly #plan: PodPlan;
  readonly #host: PodHost;
  readonly #requests: PodRequests;
  readonly #podText: string;
  /** As new as known: observed, or answered to a write. */
  #pod: V1Pod;
  #state: PodState;
  #timer: Timer | undefined;
  #cause: Cause;
  #admitted = false;
  #dirty = true;
  #writing = false;
  #deleted = false;
  #gone = false;

  constructor(context: WorkerContext, pod: V1Pod) {
    this.#context = context;
    this.#pod = pod;
    this.#plan = planPod(pod, context.behaviours, context.preset);
    this.#host = context.node.hostOf(pod);
    this.#requests = podRequests(pod);
    const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
    this.#podText = `${name}_${namespace}(${uid})`;
    this.#cause = causeOf(pod);
    this.#state = restorePod(this.#plan, pod, '', context.environment.clock.now());
    this.#admit();
    this.#run();
  }

  get uid(): string | undefined {
    return this.#pod.metadata?.uid;
  }

  /** A newer state of the pod. */
  observe(pod: V1Pod): void {
    if (!isNewer(pod, this.#pod)) return;
    const before = this.#pod;
    this.#pod = pod;
    this.#cause = causeOf(pod);
    // A write of others may have touched the status, or what the status is made from.
    if (pod.status !== before.status || pod.metadata?.generation !== before.metadata?.generation) {
      this.#dirty = true;
    }
    this.#run();
  }

  /** The object is gone: whatever ran is gone with it. */
  vanish(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#timer?.cancel();
    this.#trace('vanish', undefined);
    this.#giveBack();
  }

  #admit(): void {
    const { node, recorder } = this.#context;
    const { phase, startTime } = this.#pod.status ?? {};
    if (phase === 'Succeeded' || phase === 'Failed') return;
    const rejection = startTime === undefined ? node.resources.rejection(this.#requests) : undefined;
    if (rejection !== undefined) {
      recorder.event(this.#target(), 'Warning', rejection.reason, rejection.message, this.#cause);
      this.#trace('reject', undefined);
      this.#state = { ...this.#state, failure: rejection };
      return;
    }
    this.#admitted = true;
    node.resources.take(this.#requests);
    const ip = this.#pod.spec?.hostNetwork === true ? node.facts.internalIP : node.addresses.take();
    this.#state = { ...this.#state, ip: ip ?? '' };
  }

  #giveBack(): void {
    if (!this.#admitted) return;
    this.#admitted = false;
    const { node } = this.#context;
    node.resources.giveBack(this.#requests);
    if (this.#pod.spec?.hostNetwork !== true) node.addresses.giveBack(this.#state.ip);
  }

  readonly #wake = (): void => {
    this.#timer = undefined;
    this.#run();
  };

  /** Everything that is due now. */
  #run(): void {
    if (this.#gone) return;
    const { clock } = this.#context.environment;
    const nowMs = clock.now();
    const before = this.#state;
    this.#stopIfAsked(nowMs);
    const { state, events, wakeAtMs } = advancePod(this.#plan, this.#state, nowMs, this.#host, {
      podText: this.#podText,
    });
    this.#state = state;
    this.#tell(events);
    this.#completeIfOver(nowMs);
    if (this.#state !== before) this.#dirty = true;
    if (this.#isOver()) this.#giveBack();
    this.#timer?.cancel();
    const wakeMs = this.#state === state ? wakeAtMs : nowMs;
    this.#timer = wakeMs === undefined ? undefined : clock.setTimer(wakeMs - nowMs, this.#wake);
    this.#flush();
  }

  #stopIfAsked(nowMs: number): void {
    const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = this.#pod.metadata ?? {};
    if (deletionTimestamp === undefined) return;
    const graceMs = deletionGracePeriodSeconds * 1000;
    const { state, events } = stopPod(this.#plan, this.#state, nowMs, graceMs, this.#host);
    this.#state = state;
    this.#tell(events);
  }

  #completeIfOver(nowMs: number): void {
    const { state } = { state: this.#state };
    if (state.stopping !== undefined || state.completing === true || state.failure !== undefined) return;
    if (!mainsAreOver(this.#plan, state.containers)) return;
    const stopped = stopSidecars(this.#plan, state, nowMs, this.#host);
    this.#state = stopped.state;
    this.#tell(stopped.events);
  }

  /** Whether nothing runs and nothing will. */
  #isOver(): boolean {
    const { stopping, completing, failure } = this.#state;
    return (stopping !== undefined || completing === true || failure !== undefined) && isStopped(this.#state);
  }

  #tell(events: readonly ContainerEvent[]): void {
    const { recorder } = this.#context;
    for (const { container, type, reason, message } of events) {
      recorder.event(this.#target(container), type, reason, message, this.#cause);
      this.#trace(reason, container);
    }
  }

  #target(container?: number) {
    const { namespace = '', name = '', uid = '', resourceVersion = '' } = this.#pod.metadata ?? {};
    const base = { kind: 'Pod', apiVersion: 'v1', namespace, name, uid, resourceVersion };
    if (container === undefined) return base;
    const list = container < this.#plan.initCount ? 'initContainers' : 'containers';
    return { ...base, fieldPath: `spec.${list}{${this.#plan.containers[container]?.name ?? ''}}` };
  }

  #trace(action: string, container: number | undefined): void {
    const { trace } = this.#context.environment;
    if (!trace.enabled) return;
    const { namespace = '', name = '' } = this.#pod.metadata ?? {};
    const named = container === undefined ? {} : { container: this.#plan.containers[container]?.name ?? '' };
    const record = trace.record('kubelet', { pod: `${namespace}/${name}`, ...named, action }, this.#cause);
    this.#cause = { record };
  }

  #flush(): void {
    if (this.#writing || !this.#dirty) return;
    this.#writing = true;
    this.#context.environment.spawn('status of a pod', () => this.#write());
  }

  /** Writes until what was written is how things are. */
  async #write(): Promise<void> {
    let conflicts = 0;
    while (this.#dirty && !this.#gone) {
      this.#dirty = false;
      try {
        await this.#writeStatus();
        conflicts = 0;
      } catch (error) {
        this.#dirty = true;
        conflicts += 1;
        if (await this.#giveUp(error, conflicts)) break;
      }
    }
    this.#writing = false;
  }

  async #writeStatus(): Promise<void> {
    const { client, environment, node } = this.#context;
    const pod = this.#pod;
    const over = this.#isOver();
    const status = podStatus({
      pod,
      plan: this.#plan,
      state: this.#state,
      hostIP: node.facts.internalIP,
      podText: this.#podText,
      nowMs: environment.clock.now(),
      over,
    });
    if (!isSameStatus(status, pod, over)) {
      const written = await client.withCause(this.#cause).updateStatus(coreV1.pods, { ...pod, status });
      if (isNewer(written, this.#pod)) this.#pod = written;
    }
    if (over && !this.#dirty) await this.#remove();
  }

  /** The last of a deleted pod: its object goes. */
  async #remove(): Promise<void> {
    const { metadata } = this.#pod;
    if (metadata?.deletionTimestamp === undefined || this.#deleted) return;
    const preconditions = metadata.uid === undefined ? {} : { uid: metadata.uid };
    const options = { gracePeriodSeconds: 0, preconditions };
    await this.#context.client.withCause(this.#cause).delete(coreV1.pods, objectKey(this.#pod), options);
    this.#deleted = true;
  }

  /** After a write that failed: true to leave it; what makes it worth trying again comes from elsewhere. */
  async #giveUp(error: unknown, conflicts: number): Promise<boolean> {
    const { client, environment } = this.#context;
    if (environment.signal.aborted) return true;
    if (isNotFound(error)) {
      // The watch will say the same.
      this.#dirty = false;
      return true;
    }
    if (!(error instanceof StatusError) && !isTransportError(error)) throw error;
    if (isConflict(error) && conflicts < conflictsMax) {
      try {
        const fresh = await client.get(coreV1.pods, objectKey(this.#pod));
        if (fresh.metadata?.uid !== this.uid) return true;
        if (isNewer(fresh, this.#pod)) this.#pod = fresh;
        return false;
      } catch (again) {
        return this.#giveUp(again, conflictsMax);
      }
    }
    environment.trace.record('kubelet-retry', { pod: this.#podText, message: error.message }, this.#cause);
    environment.clock.setTimer(retryMs, () => this.#flush());
    return true;
  }
}

function causeOf(pod: V1Pod): Cause {
  return { revision: Number(pod.metadata?.resourceVersion ?? 0) };
}

/** Resource versions are the store's revisions here, which rise with every write. */
function isNewer(pod: V1Pod, known: V1Pod): boolean {
  return Number(pod.metadata?.resourceVersion) > Number(known.metadata?.resourceVersion);
}

/** Whether a write would change nothing. That a deletion was seen is told with what it leads to, not by itself. */
function isSameStatus(status: NonNullable<V1Pod['status']>, pod: V1Pod, over: boolean): boolean {
  if (deepEqual(status, pod.status)) return true;
  if (pod.metadata?.deletionTimestamp === undefined || over) return false;
  const generation = pod.status?.observedGeneration;
  if (generation === undefined || generation === status.observedGeneration) return false;
  const conditions = status.conditions?.map((condition, at) => {
    const known = pod.status?.conditions?.[at]?.observedGeneration;
    return known === undefined ? condition : { ...condition, observedGeneration: known };
  });
  return deepEqual({ ...status, observedGeneration: generation, conditions }, pod.status);
}
