import type { Client, InformerFactory } from '../client/index.ts';
import type { Environment } from '../environment/index.ts';

/** Something a manager starts and stops. */
export interface Runnable {
  readonly name: string;
  /**
   * Runs until the signal aborts and everything begun is finished. Rejecting before that stops the manager and
   * fails the world.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when it does its work. Absent: as soon as it runs. */
  ready?(): Promise<void>;
}

export interface ManagerOptions {
  readonly client: Client;
  /** Shared by everything the manager runs. Ends with the environment it was made for, not with the manager. */
  readonly informers: InformerFactory;
  /** How long `stop` waits for what does not finish. Default 30 s. */
  readonly gracefulShutdownTimeoutMs?: number;
}

/**
 * Runs controllers over one cache: informers first, then, when these are synced, everything else.
 * Mirrors controller-runtime pkg/manager. Differs: `start` resolves when all that was added is at work.
 */
export interface Manager {
  readonly environment: Environment;
  readonly client: Client;
  readonly informers: InformerFactory;
  /** Added after the start, it is started at once. Throws once the manager is stopping. */
  add(runnable: Runnable): void;
  /** Rejects when called a second time. */
  start(): Promise<void>;
  /** Resolves when all runnables have finished, or have been waited for long enough. Idempotent. */
  stop(): Promise<void>;
}

export function createManager(environment: Environment, options: ManagerOptions): Manager {
  return new ControllerManager(environment, options);
}

/** What controller-runtime waits for. */
const defaultShutdownTimeoutMs = 30_000;

class ControllerManager implements Manager {
  readonly environment: Environment;
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly #shutdownTimeoutMs: number;
  readonly #waiting: Runnable[] = [];
  readonly #running = new Map<Promise<void>, AbortController>();
  /** Tells `start` and `add` that it is over. Each runnable has a signal of its own. */
  readonly #abort = new AbortController();
  #state: 'new' | 'starting' | 'started' = 'new';

  constructor(environment: Environment, options: ManagerOptions) {
    this.environment = environment;
    this.client = options.client;
    this.informers = options.informers;
    this.#shutdownTimeoutMs = options.gracefulShutdownTimeoutMs ?? defaultShutdownTimeoutMs;
    environment.signal.addEventListener('abort', () => this.#abortAll(), { once: true });
  }

  add(runnable: Runnable): void {
    if (this.#abort.signal.aborted) {
      throw new Error(`${runnable.name} cannot be added: the manager is stopping`);
    }
    if (this.#state !== 'started') {
      this.#waiting.push(runnable);
      return;
    }
    this.informers.start();
    this.#launch(runnable);
  }

  async start(): Promise<void> {
    if (this.#state !== 'new') throw new Error('the manager has been started already');
    this.#state = 'starting';
    this.informers.start();
    if (!(await this.#unlessStopped(this.informers.waitForSync()))) return;
    this.#state = 'started';
    const runnables = this.#waiting.splice(0);
    for (const runnable of runnables) this.#launch(runnable);
    await this.#unlessStopped(Promise.all(runnables.map((runnable) => runnable.ready?.())));
  }

  async stop(): Promise<void> {
    this.#abortAll();
    if (this.#running.size === 0 || this.#shutdownTimeoutMs === 0) return;
    const finished = Promise.all(this.#running.keys());
    await new Promise<void>((resolve) => {
      const timer = this.environment.clock.setTimer(this.#shutdownTimeoutMs, resolve);
      void finished.then(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #launch(runnable: Runnable): void {
    const abort = new AbortController();
    const running = runnable.run(abort.signal).catch((error: unknown) => {
      if (abort.signal.aborted) return;
      this.#abortAll();
      this.environment.spawn(runnable.name, () => Promise.reject(error));
    });
    this.#running.set(running, abort);
    void running.then(() => this.#running.delete(running));
  }

  #abortAll(): void {
    // One reason for all: what engines make up instead comes with a stack for each.
    const reason = new DOMException('the manager is stopping', 'AbortError');
    this.#abort.abort(reason);
    for (const abort of this.#running.values()) abort.abort(reason);
  }

  /** False when the manager stops before `work` is done. */
  #unlessStopped(work: Promise<unknown>): Promise<boolean> {
    const signal = this.#abort.signal;
    return new Promise((resolve, reject) => {
      const stopped = () => resolve(false);
      if (signal.aborted) stopped();
      signal.addEventListener('abort', stopped, { once: true });
      work.then(() => resolve(true), reject).finally(() => signal.removeEventListener('abort', stopped));
    });
  }
}
