import { randomBytes, randomUUID } from 'node:crypto';
import {
  type Environment,
  EnvironmentNode,
  type Ids,
  idsFrom,
  rootKey,
  streamOf,
  TraceLog,
  type WorldControl,
  WorldFailure,
  type WorldPort,
} from '../index.ts';
import { Activity } from './activity.ts';
import { RealControl } from './real-control.ts';
import { RealTimers } from './real-timers.ts';
import { Slices } from './slices.ts';

export interface RealEnvironmentOptions {
  /** The world's name in traces. Default `homeostat`. */
  readonly name?: string;
  /** Repeats random numbers and ids of an earlier run. Without it they are new every time. */
  readonly seed?: string | number;
  /** Takes the lines of logs. Default: standard error. */
  readonly writeLog?: (line: string) => void;
  /** A task, a timer or a trace reader failed. The world goes on; ending it is the caller's to decide. */
  readonly onFailure: (failure: WorldFailure) => void;
}

/** The root environment of a real world. It keeps the process alive while timers are pending, until it is closed. */
export interface RealEnvironment extends Environment {
  readonly activity: Activity;
  /** Waits for scenarios: the same calls as those of a simulation. */
  readonly control: WorldControl;
  /** Cancels every timer and aborts every signal. Idempotent. */
  close(): void;
}

/**
 * Opens a world over the wall clock.
 *
 * @example
 *     const environment = realEnvironment({ onFailure: (error) => console.error(error) });
 */
export function realEnvironment(options: RealEnvironmentOptions): RealEnvironment {
  return new RealRoot(options);
}

class RealRoot extends EnvironmentNode implements RealEnvironment {
  readonly activity: Activity;
  readonly #control: RealControl;

  constructor(options: RealEnvironmentOptions) {
    const name = options.name ?? 'homeostat';
    const fail = (environmentName: string, what: string, error: unknown): void => {
      const failure = new WorldFailure(environmentName, what, error);
      this.#control.end(failure);
      options.onFailure(failure);
    };
    const traceLog = new TraceLog(Date.now, (error) => fail(name, 'a trace reader', error));
    const activity = new Activity(traceLog);
    const timers = new RealTimers(activity, (owner, error) => fail(owner.name, 'a timer', error));
    const slices = new Slices();
    const seed = options.seed ?? randomBytes(16).toString('hex');
    const world: WorldPort = {
      traceLog,
      now: Date.now,
      setTimer: (owner, delayMs, callback, background) => timers.set(owner, delayMs, callback, background),
      mayGoOn: () => slices.mayGoOn(),
      nextTurn: (_owner, goOn) => slices.nextTurn(goOn),
      fail,
      writeLog: options.writeLog ?? ((line) => void process.stderr.write(line)),
      ...(options.seed === undefined ? { ids: systemIds } : {}),
    };
    super(world, name, rootKey(seed));
    this.activity = activity;
    this.#control = new RealControl(this, activity, () => this.close());
  }

  get control(): WorldControl {
    return this.#control;
  }

  close(): void {
    this.revoke();
    this.#control.end(this.revokedBy);
  }
}

/** Uids of the operating system's randomness: unique over all processes and restarts. */
function systemIds(): Ids {
  const seeded = idsFrom(streamOf(rootKey(randomBytes(16).toString('hex'))));
  return { uid: () => randomUUID(), suffix: seeded.suffix };
}
