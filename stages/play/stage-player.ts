import {
  isConflict,
  isNotFound,
  isServerTimeout,
  isServiceUnavailable,
  isTimeout,
  isTooManyRequests,
  type KubeObject,
  keyOf,
  type ResourceType,
} from '../../apimachinery/index.ts';
import { type EventRecorder, isOperatingError, isTransportError } from '../../client/index.ts';
import { Fifo } from '../../collections/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';
import type { Cause, Environment, Timer } from '../../environment/index.ts';
import { chooseStage, delayMsOf } from '../choose-stage.ts';
import { type Moment, StageFailure } from '../expressions.ts';
import { isPods } from '../function-names.ts';
import type { FunctionTable } from '../go-template/index.ts';
import type { Stage } from '../stage.ts';
import { type Rendering, stepActions } from '../stage-actions.ts';
import { applyObject, type Hands, patchObject } from './carry-out.ts';
import { Pace } from './pace.ts';
import { repeatsItself } from './repeats-itself.ts';

export interface PlayerOptions<T extends KubeObject> {
  readonly type: ResourceType<T>;
  readonly stages: readonly Stage[];
  readonly hands: Hands;
  readonly recorder: EventRecorder;
  /** What templates may call. */
  readonly functions: FunctionTable;
  /** How many are played at once. */
  readonly atOnce: number;
  /** Whether it is to be played for an object. */
  readonly plays: (object: T) => boolean;
  /** Told before an object is patched. */
  readonly onPatch?: (object: T) => void;
}

/** A stage that an object will go through. */
interface Job<T extends KubeObject> {
  readonly key: string;
  readonly object: T;
  readonly stage: Stage;
  readonly cause: Cause | undefined;
  timer: Timer | undefined;
  retries: number;
  /** From which step on. */
  step: number;
  deleted: boolean;
}

/** What has become of an object. */
interface Life {
  /** What it has been told that fails. */
  readonly told: Set<string>;
  /** How often it has been through a stage. */
  readonly played: Map<Stage, number>;
}

/** Mirrors kwok pkg/kwok/controllers (defaultBackoff). */
const backoffMsFirst = 1_000;
const backoffMsMax = 32 * 60_000;
const backoffJitter = 0.2;
/** A stage that an object has been through so often comes again and again. */
const waitedTimesMax = 3;
/** So much an object is told of: what fails in other words each time would never end. */
const toldMax = 20;

/**
 * Plays the stages of one kind: whenever an object is seen it chooses the next one, waits, and does what it says. Mirrors kwok
 * pkg/kwok/controllers (stage_controller.go and those of pods and nodes).
 *
 * Differs: patches that change nothing are sent all the same; what fails on an object is told in an event.
 */
export class StagePlayer<T extends KubeObject = KubeObject> {
  readonly #environment: Environment;
  readonly #options: PlayerOptions<T>;
  readonly #jobs = new Map<string, Job<T>>();
  readonly #due = new Fifo<Job<T>>();
  readonly #pace = new Pace();
  /** By uid; what is gone has none, though something may be under way for it still. */
  readonly #lives = new Map<string, Life>();
  readonly #repeating = new Map<Stage, boolean>();
  #running = 0;

  constructor(environment: Environment, options: PlayerOptions<T>) {
    this.#environment = environment;
    this.#options = options;
  }

  /** The object is so now. */
  observe(object: T, cause: Cause | undefined = causeOf(object)): void {
    if (!this.#options.plays(object)) return;
    const key = keyOf(object);
    const known = this.#jobs.get(key);
    if (known?.object.metadata?.resourceVersion === object.metadata?.resourceVersion && known !== undefined)
      return;
    const { uid = '' } = object.metadata ?? {};
    if (!this.#lives.has(uid)) this.#lives.set(uid, { told: new Set(), played: new Map() });
    const moment = this.#moment();
    const stage = this.#attempt(object, () => chooseStage(this.#options.stages, object, moment));
    if (stage === undefined) return;
    const delayMs = this.#attempt(object, () => delayMsOf(stage, object, moment)) ?? 0;
    const job: Job<T> = { key, object, stage, cause, timer: undefined, retries: 0, step: 0, deleted: false };
    this.#schedule(job, delayMs + this.#paced(job, moment.nowMs));
  }

  /** It is gone. */
  forget(object: T): void {
    const key = keyOf(object);
    this.#jobs.get(key)?.timer?.cancel();
    this.#jobs.delete(key);
    const uid = object.metadata?.uid ?? '';
    this.#lives.delete(uid);
    this.#pace.forget(uid);
  }

  #moment(): Moment {
    const { clock, random } = this.#environment;
    return { nowMs: clock.now(), random: () => random.next() };
  }

  /** In place of what was waiting for the same object. */
  #schedule(job: Job<T>, delayMs: number): void {
    this.#jobs.get(job.key)?.timer?.cancel();
    this.#jobs.set(job.key, job);
    const fire = () => {
      this.#jobs.delete(job.key);
      this.#due.push(job);
      this.#playDue();
    };
    job.timer = this.#environment.clock.setTimer(delayMs, fire, { background: this.#repeats(job, delayMs) });
  }

  /** What an object goes through again and again goes on for ever, as a heartbeat does: nobody waits for it. */
  #repeats({ stage, object }: Job<T>, delayMs: number): boolean {
    if (delayMs === 0) return false;
    const times = this.#lives.get(object.metadata?.uid ?? '')?.played.get(stage) ?? 0;
    if (times >= waitedTimesMax) return true;
    // Templates of pods take addresses: they are not tried.
    if (isPods(stage.target)) return false;
    let repeats = this.#repeating.get(stage);
    if (repeats === undefined) {
      repeats = repeatsItself(stage, object, this.#rendering());
      this.#repeating.set(stage, repeats);
    }
    return repeats;
  }

  #rendering(): Rendering {
    const { nowMs, random } = this.#moment();
    const uid = () => this.#environment.ids.uid();
    return { functions: this.#options.functions, world: { nowMs, random, uid } };
  }

  /** Stages that follow one another without a delay are held back, and it is told once. */
  #paced({ stage, object }: Job<T>, nowMs: number): number {
    const { uid = '' } = object.metadata ?? {};
    const waitMs = this.#pace.waitMs(uid, nowMs);
    if (waitMs > 0)
      this.#tell(object, 'StageLoop', `stage ${stage.name} comes again and again, one a second`);
    return waitMs;
  }

  #playDue(): void {
    while (this.#running < this.#options.atOnce) {
      const job = this.#due.shift();
      if (job === undefined) return;
      this.#running += 1;
      this.#environment.spawn('stage', () => this.#play(job));
    }
  }

  async #play(job: Job<T>): Promise<void> {
    const { object, stage } = job;
    try {
      if (this.#options.plays(object)) {
        const result = await this.#carryOut(job);
        this.#went(job);
        if (result !== undefined && stage.immediateNextStage) this.observe(result);
      }
    } catch (error) {
      if (this.#environment.isRevoked) return;
      this.#failed(job, error);
    }
    this.#running -= 1;
    this.#playDue();
  }

  /** Gives what the object has become, if it was patched. */
  async #carryOut(job: Job<T>): Promise<T | undefined> {
    const { object, stage, cause } = job;
    const { recorder, type, onPatch } = this.#options;
    const hands = handsWith(this.#options.hands, cause);
    const rendering = this.#rendering();
    let result: T | undefined;
    for (const step of stage.steps.slice(job.step)) {
      for (const action of stepActions(stage, step, object, rendering, job.deleted)) {
        if (action.kind === 'event') {
          const { type: eventType, reason, message } = action.event;
          recorder.event(object, eventType === 'Warning' ? 'Warning' : 'Normal', reason, message, cause);
        } else if (action.kind === 'delete') {
          await deleteObject(hands, type, object);
          job.deleted = true;
          result = undefined;
        } else if (action.kind === 'patch') {
          onPatch?.(object);
          const patched = await patchObject(hands, type, object, action);
          if (patched.metadata?.resourceVersion !== object.metadata?.resourceVersion) result = patched;
        } else await applyObject(hands, object, action);
      }
      job.step += 1;
    }
    return result;
  }

  #went({ object, stage }: Job<T>): void {
    const played = this.#lives.get(object.metadata?.uid ?? '')?.played;
    played?.set(stage, (played.get(stage) ?? 0) + 1);
  }

  /** Only what a server without time or out of reach has not done is tried again. Mirrors kwok (shouldRetry). */
  #failed(job: Job<T>, error: unknown): void {
    if (!(error instanceof StageFailure) && !isOperatingError(error)) throw error;
    if (isWorthRetrying(error)) {
      const delayMs = Math.min(backoffMsFirst * 2 ** job.retries, backoffMsMax);
      job.retries += 1;
      // What has been seen meanwhile is newer.
      if (!this.#jobs.has(job.key))
        this.#schedule(job, delayMs * (1 + backoffJitter * this.#environment.random.next()));
      return;
    }
    // Who is gone or was changed meanwhile is looked at again anyway.
    if (isNotFound(error) || isConflict(error)) return;
    this.#tell(job.object, 'StageFailed', `stage ${job.stage.name}: ${error.message}`);
  }

  #attempt<T>(object: KubeObject, task: () => T): T | undefined {
    try {
      return task();
    } catch (error) {
      if (!(error instanceof StageFailure)) throw error;
      this.#tell(object, 'StageFailed', error.message);
      return undefined;
    }
  }

  /** Each object is told of a failure once. */
  #tell(object: KubeObject, reason: string, message: string): void {
    const told = this.#lives.get(object.metadata?.uid ?? '')?.told;
    if (told === undefined || told.has(message) || told.size >= toldMax) return;
    told.add(message);
    this.#options.recorder.event(object, 'Warning', reason, message, causeOf(object));
  }
}

function handsWith(hands: Hands, cause: Cause | undefined): Hands {
  const { client, as, mapper } = hands;
  if (cause === undefined) return hands;
  return { client: client.withCause(cause), mapper, as: as && ((username) => as(username).withCause(cause)) };
}

function deleteObject(
  { client }: Hands,
  type: ResourceType,
  { metadata = {} }: KubeObject,
): Promise<KubeObject> {
  const { namespace, name = '' } = metadata;
  return client.delete(
    type,
    { name, ...(namespace !== undefined && { namespace }) },
    { gracePeriodSeconds: 0 },
  );
}

function isWorthRetrying(error: Error): boolean {
  return (
    isTransportError(error) ||
    isServerTimeout(error) ||
    isTimeout(error) ||
    isServiceUnavailable(error) ||
    isTooManyRequests(error)
  );
}
