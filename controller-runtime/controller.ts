import {
  type Client,
  createWorkQueue,
  type HandlerRegistration,
  type QueuedItem,
  type RateLimiter,
  type WorkQueue,
} from '../client/index.ts';
import type { Environment } from '../environment/index.ts';
import type { Runnable } from './manager.ts';
import { isPanic } from './panic.ts';
import type { Reconciler } from './reconcile.ts';
import { requestOfKey } from './request-key.ts';
import { TerminalError } from './terminal-error.ts';

export interface ControllerOptions {
  /** How many keys are worked on at once. Default 1. */
  readonly maxConcurrentReconciles?: number;
  /** Default: 5 ms to 1000 s per key, ten a second in all. */
  readonly rateLimiter?: RateLimiter<string>;
  /** What the API server and the trace know the controller's requests by. Default `<name>-controller`. */
  readonly userAgent?: string;
  /**
   * Whether mistakes in a program (TypeError, failed assertions) are retried like any error (default), or fail the
   * world.
   */
  readonly recoverPanic?: boolean;
  /** After so long a reconcile's signal aborts. Default: never. */
  readonly reconciliationTimeoutMs?: number;
}

/** A queue of keys and workers that reconcile them. Mirrors controller-runtime pkg/internal/controller. */
export interface Controller extends Runnable {
  readonly name: string;
  /** For sources of keys other than informers. */
  readonly queue: WorkQueue<string>;
}

export class ReconcileController implements Controller {
  readonly name: string;
  readonly queue: WorkQueue<string>;
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #reconciler: Reconciler;
  readonly #options: ControllerOptions;
  readonly #registrations: HandlerRegistration[] = [];

  constructor(
    environment: Environment,
    client: Client,
    name: string,
    reconciler: Reconciler,
    options: ControllerOptions,
  ) {
    this.name = name;
    this.#environment = environment;
    this.#client = client;
    this.#reconciler = reconciler;
    this.#options = options;
    this.queue = createWorkQueue<string>(
      environment,
      options.rateLimiter === undefined ? {} : { rateLimiter: options.rateLimiter },
    );
  }

  /** Nothing is reconciled before this registration's handler has seen the initial list. */
  addRegistration(registration: HandlerRegistration): void {
    this.#registrations.push(registration);
  }

  async ready(): Promise<void> {
    await Promise.all(this.#registrations.map((registration) => registration.waitForSync()));
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.queue.shutDown(), { once: true });
    await this.ready();
    const count = this.#options.maxConcurrentReconciles ?? 1;
    await Promise.all(Array.from({ length: count }, () => this.#work(signal)));
  }

  async #work(signal: AbortSignal): Promise<void> {
    // Ends with the queue; what is still in line when the controller stops is left.
    for (;;) {
      const next = await this.queue.get();
      if (next === undefined || signal.aborted || this.#environment.signal.aborted) return;
      await this.#reconcile(next, signal);
      this.queue.done(next.item);
      await this.#environment.turn();
    }
  }

  async #reconcile({ item: key, cause: queuedFor }: QueuedItem<string>, stop: AbortSignal): Promise<void> {
    const { trace } = this.#environment;
    const fields = trace.enabled ? { controller: this.name, key } : noFields;
    const record = trace.record('reconcile', fields, queuedFor);
    const cause = { record };
    const client = this.#client.withCause(cause);
    const timeout = this.#timeout(stop);
    try {
      const request = requestOfKey(key);
      const result = await this.#reconciler.reconcile(request, { client, cause, signal: timeout.signal });
      this.queue.forget(key);
      const requeueAfterMs = result?.requeueAfterMs;
      if (requeueAfterMs !== undefined && requeueAfterMs > 0) {
        this.queue.addAfter(key, requeueAfterMs, cause, { background: result?.background === true });
      }
    } catch (error) {
      this.#failed(key, error, cause);
    } finally {
      timeout.cancel();
    }
  }

  #failed(key: string, error: unknown, cause: { readonly record: number }): void {
    const { trace, signal } = this.#environment;
    if (signal.aborted) return;
    if (this.#options.recoverPanic === false && isPanic(error)) {
      this.#environment.spawn(`${this.name} reconcile of ${key}`, () => Promise.reject(error));
      return;
    }
    const terminal = error instanceof TerminalError;
    const message = error instanceof Error ? error.message : String(error);
    const record = trace.record(
      'reconcile-error',
      { controller: this.name, key, message, ...(terminal ? { terminal } : {}) },
      cause,
    );
    if (!terminal) this.queue.addRateLimited(key, { record });
  }

  /** The signal a reconcile is given. */
  #timeout(stop: AbortSignal): { readonly signal: AbortSignal; cancel(): void } {
    const timeoutMs = this.#options.reconciliationTimeoutMs;
    if (timeoutMs === undefined) return { signal: stop, cancel: () => {} };
    const controller = new AbortController();
    const abort = () => controller.abort(stop.reason);
    stop.addEventListener('abort', abort, { once: true });
    const expire = () => controller.abort(new Error(`${this.name}: the reconcile took over ${timeoutMs} ms`));
    const timer = this.#environment.clock.setTimer(timeoutMs, expire);
    const cancel = () => {
      timer.cancel();
      stop.removeEventListener('abort', abort);
    };
    return { signal: controller.signal, cancel };
  }
}

/** For records that nobody reads. */
const noFields = Object.freeze({});
