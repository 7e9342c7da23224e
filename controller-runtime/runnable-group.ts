/** Something a manager starts and stops. */
export interface Runnable {
  readonly name: string;
  /** With which others it starts and stops. Default `leader-election`. */
  readonly group?: RunnableGroupName;
  /**
   * Runs until the signal aborts and everything begun is finished. Rejecting before that stops the manager and
   * fails the world.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when it does its work. Absent: as soon as it runs. */
  ready?(): Promise<void>;
  /** Done before there is a leader, also while another is it: then there is less to do once this one is. */
  warmUp?(signal: AbortSignal): Promise<void>;
}

/**
 * What starts together, each group when the one before it is ready: HTTP servers; webhooks, which caches may have to ask to
 * be filled; caches; what every replica of a process does; warming up (`warmUp`); and what only the leader does, as
 * controllers. Mirrors controller-runtime pkg/manager (runnables).
 */
export type RunnableGroupName = 'http-server' | 'webhook' | 'cache' | 'other' | 'warm-up' | 'leader-election';

/** In the order of their start. */
export const runnableGroups: readonly RunnableGroupName[] = [
  'http-server',
  'webhook',
  'cache',
  'other',
  'warm-up',
  'leader-election',
];

/** Writers stop first, then what they read from, and what answers others last. Mirrors engageStopProcedure. */
export const stopOrder: readonly RunnableGroupName[] = [
  'other',
  'leader-election',
  'warm-up',
  'cache',
  'webhook',
  'http-server',
];

/** Runnables that are started and stopped together. Mirrors controller-runtime pkg/manager (runnableGroup). */
export class RunnableGroup {
  readonly #onFailure: (name: string, error: unknown) => void;
  readonly #waiting: Runnable[] = [];
  readonly #running = new Map<Promise<void>, { readonly name: string; readonly abort: AbortController }>();
  #state: 'new' | 'started' | 'stopped' = 'new';

  constructor(onFailure: (name: string, error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  get isStarted(): boolean {
    return this.#state === 'started';
  }

  /** Nothing of it runs. */
  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  /** Of what runs, or waits for the start. */
  get names(): readonly string[] {
    return [...this.#running.values(), ...this.#waiting].map(({ name }) => name);
  }

  /** Runs at once in a group that is started, and never in one that is stopped. */
  add(runnable: Runnable): void {
    if (this.#state === 'new') this.#waiting.push(runnable);
    else if (this.#state === 'started') this.#launch(runnable);
  }

  /** Resolves when all that was added before is ready; undefined where there is nothing to wait for. */
  start(): Promise<unknown> | undefined {
    if (this.#state !== 'new') return undefined;
    this.#state = 'started';
    const runnables = this.#waiting.splice(0);
    for (const runnable of runnables) this.#launch(runnable);
    if (runnables.length === 0) return undefined;
    return Promise.all(runnables.map((runnable) => runnable.ready?.()));
  }

  /** Resolves when everything has ended. What has not started never will. */
  async stop(reason: unknown): Promise<void> {
    this.#state = 'stopped';
    for (const { abort } of this.#running.values()) abort.abort(reason);
    await Promise.all(this.#running.keys());
  }

  #launch(runnable: Runnable): void {
    const abort = new AbortController();
    const running = runnable.run(abort.signal).catch((error: unknown) => {
      if (!abort.signal.aborted) this.#onFailure(runnable.name, error);
    });
    this.#running.set(running, { name: runnable.name, abort });
    void running.then(() => this.#running.delete(running));
  }
}
