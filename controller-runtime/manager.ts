import {
  type Client,
  createEventRecorder,
  type EventRecorder,
  type InformerFactory,
} from '../client/index.ts';
import type { Environment } from '../environment/index.ts';
import {
  type Runnable,
  RunnableGroup,
  type RunnableGroupName,
  runnableGroups,
  stopOrder,
} from './runnable-group.ts';

export interface ManagerOptions {
  readonly client: Client;
  /** Shared by everything the manager runs. Ends with the environment it was made for, not with the manager. */
  readonly informers: InformerFactory;
  /** How long `stop` waits for what does not finish. Default 30 s. */
  readonly gracefulShutdownTimeoutMs?: number;
  /**
   * Resolves when this manager is the leader, if ever: the group `leader-election` starts then. The signal aborts when the
   * manager stops. Default: it is the leader.
   */
  readonly elect?: (signal: AbortSignal) => Promise<void>;
}

/**
 * Runs controllers over one cache: one group of runnables after the other, informers first of the caches.
 * Mirrors controller-runtime pkg/manager. Differs: `start` resolves when all that was added is at work, but for what waits
 * for an election.
 */
export interface Manager {
  readonly environment: Environment;
  readonly client: Client;
  readonly informers: InformerFactory;
  /** The client of one of the parts the manager runs, under its name: what a part writes is known by it. */
  clientFor(name: string): Client;
  /** Tells people what one of the parts does, under its name. */
  eventRecorderFor(name: string): EventRecorder;
  /** Added after the start of its group, it is started at once. Throws once the manager is stopping. */
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
  readonly #options: ManagerOptions;
  readonly #groups: Readonly<Record<RunnableGroupName, RunnableGroup>>;
  /** Tells `start` and `add` that it is over. Each runnable has a signal of its own. */
  readonly #abort = new AbortController();
  #started = false;
  #stopping: Promise<void> | undefined;

  constructor(environment: Environment, options: ManagerOptions) {
    this.environment = environment;
    this.client = options.client;
    this.informers = options.informers;
    this.#options = options;
    const group = () => new RunnableGroup((name, error) => this.#failed(name, error));
    this.#groups = {
      'http-server': group(),
      webhook: group(),
      cache: group(),
      other: group(),
      'warm-up': group(),
      'leader-election': group(),
    };
    this.#groups.cache.add(cacheOf(options.informers));
    environment.onRevoked(() => this.#abortAll());
  }

  clientFor(name: string): Client {
    return this.client.withUserAgent(name);
  }

  eventRecorderFor(name: string): EventRecorder {
    return createEventRecorder(this.environment, this.clientFor(name), { component: name });
  }

  add(runnable: Runnable): void {
    if (this.#abort.signal.aborted) {
      throw new Error(`${runnable.name} cannot be added: the manager is stopping`);
    }
    // What is added to a manager at work may watch what nobody did before.
    if (this.#groups.cache.isStarted) this.informers.start();
    if (runnable.warmUp !== undefined) this.#groups['warm-up'].add(warmUpOf(runnable));
    this.#groups[runnable.group ?? 'leader-election'].add(runnable);
  }

  async start(): Promise<void> {
    if (this.#started) throw new Error('the manager has been started already');
    this.#started = true;
    for (const name of runnableGroups) {
      if (name === 'leader-election' && this.#options.elect !== undefined) {
        this.#startWhenElected(this.#options.elect);
        return;
      }
      const ready = this.#groups[name].start();
      if (ready !== undefined && !(await this.#unlessStopped(ready))) return;
    }
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopInOrder();
    return this.#stopping;
  }

  #startWhenElected(elect: (signal: AbortSignal) => Promise<void>): void {
    this.environment.spawn('leader election', async () => {
      await elect(this.#abort.signal);
      if (!this.#abort.signal.aborted) await this.#groups['leader-election'].start();
    });
  }

  async #stopInOrder(): Promise<void> {
    const timeoutMs = this.#options.gracefulShutdownTimeoutMs ?? defaultShutdownTimeoutMs;
    const isIdle = stopOrder.every((name) => this.#groups[name].isIdle);
    if (timeoutMs === 0 || isIdle) return this.#abortAll();
    const reason = stopReason();
    this.#abort.abort(reason);
    const { clock } = this.environment;
    let cancel = (): void => {};
    const late = new Promise<void>((resolve) => {
      const timer = clock.setTimer(timeoutMs, resolve);
      cancel = () => timer.cancel();
    });
    for (const name of stopOrder) await Promise.race([this.#groups[name].stop(reason), late]);
    cancel();
  }

  /** As a crash does: nothing is waited for. */
  #abortAll(): void {
    const reason = stopReason();
    this.#abort.abort(reason);
    for (const name of stopOrder) void this.#groups[name].stop(reason);
  }

  #failed(name: string, error: unknown): void {
    void this.stop();
    this.environment.spawn(name, () => Promise.reject(error));
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

/** Informers are the cache of a manager. They end with their environment. */
function cacheOf(informers: InformerFactory): Runnable {
  return {
    name: 'informers',
    group: 'cache',
    run: async () => informers.start(),
    ready: () => informers.waitForSync(),
  };
}

function warmUpOf(runnable: Runnable): Runnable {
  let warm: Promise<void> | undefined;
  return {
    name: `${runnable.name}: warm-up`,
    run(signal) {
      warm = runnable.warmUp?.(signal) ?? Promise.resolve();
      return warm;
    },
    ready: async () => warm,
  };
}

/** One for all that is stopped: what engines make up instead comes with a stack for each. */
function stopReason(): DOMException {
  return new DOMException('the manager is stopping', 'AbortError');
}
