import { type KubeObject, messageOf } from '../apimachinery/index.ts';
import {
  type Client,
  createWorkQueue,
  type HandlerRegistration,
  type QueuedItem,
  type RateLimiter,
  type WorkQueue,
} from '../client/index.ts';
import type { Cause, Environment } from '../environment/index.ts';
import type { Manager } from './manager.ts';
import { isPanic } from './panic.ts';
import type { ReconcileResult, TypedReconciler } from './reconcile.ts';
import type { Runnable } from './runnable-group.ts';
import type { Source } from './source.ts';
import { TerminalError } from './terminal-error.ts';

export interface ControllerOptions<R = string> {
  /** How many requests are worked on at once. Default 1. */
  readonly maxConcurrentReconciles?: number;
  /** Default: 5 ms to 1000 s per request, ten a second in all. */
  readonly rateLimiter?: RateLimiter<R>;
  /** What the API server and the trace know the controller's requests by. Default `<name>-controller`. */
  readonly userAgent?: string;
  /**
   * Whether mistakes in a program (TypeError, failed assertions) are retried like any error (default), or fail the
   * world.
   */
  readonly recoverPanic?: boolean;
  /** After so long a reconcile's signal aborts. Default: never. */
  readonly reconciliationTimeoutMs?: number;
  /** The object of a request as the controller knows it, for the trace. Default: the one that the controller is `for`. */
  readonly known?: (request: R) => KubeObject | undefined;
}

export interface TypedControllerOptions<R> extends ControllerOptions<R> {
  readonly reconciler: TypedReconciler<R>;
  /** What traces name a request by. */
  readonly keyOf: (request: R) => string;
}

/**
 * A queue of requests and workers that reconcile them. A request is what the queue compares: a key (`namespace/name`), or
 * an object that stands for one thing. Mirrors controller-runtime pkg/controller (TypedController).
 */
export interface Controller<R = string> extends Runnable {
  readonly name: string;
  /** For what wakes the controller other than a source. */
  readonly queue: WorkQueue<R>;
  /** Nothing is reconciled before the source is synced. */
  watch(source: Source<R>): void;
}

/**
 * A controller that reconciles requests of any type; `controllerManagedBy` makes those that reconcile objects by their
 * names. It is at work once it is added to the manager: watch its sources before. Mirrors controller-runtime
 * pkg/controller (NewTypedUnmanaged).
 */
export function createController<R>(
  manager: Manager,
  name: string,
  options: TypedControllerOptions<R>,
): Controller<R> {
  const userAgent = options.userAgent ?? `${name}-controller`;
  const environment = manager.environment.fork(userAgent);
  return new ReconcileController(environment, manager.clientFor(userAgent), name, options);
}

class ReconcileController<R> implements Controller<R> {
  readonly name: string;
  readonly queue: WorkQueue<R>;
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #options: TypedControllerOptions<R>;
  readonly #registrations: Pick<HandlerRegistration, 'waitForSync'>[] = [];

  constructor(environment: Environment, client: Client, name: string, options: TypedControllerOptions<R>) {
    this.name = name;
    this.#environment = environment;
    this.#client = client;
    this.#options = options;
    const { rateLimiter, keyOf: nameOf } = options;
    this.queue = createWorkQueue<R>(environment, { nameOf, ...(rateLimiter && { rateLimiter }) });
  }

  watch(source: Source<R>): void {
    this.#registrations.push(source(this.queue));
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
      if (next === undefined || signal.aborted || this.#environment.isRevoked) return;
      await this.#reconcile(next, signal);
      this.queue.done(next.item);
      await this.#environment.turn();
    }
  }

  async #reconcile(item: QueuedItem<R>, stop: AbortSignal): Promise<void> {
    const { reconciler } = this.#options;
    const { item: request } = item;
    const cause = { record: this.#recordStart(item) };
    const client = this.#client.withCause(cause);
    const timeout = this.#timeout(stop);
    try {
      const result = await reconciler.reconcile(request, { client, cause, signal: timeout.signal });
      this.#again(request, result, cause);
    } catch (error) {
      this.#failed(request, error, cause);
    } finally {
      timeout.cancel();
    }
  }

  #again(request: R, result: ReconcileResult, cause: Cause): void {
    if (this.#environment.trace.detailed) this.#recordEnd(request, result, cause);
    if (result?.requeueAfterMs !== undefined && result.requeueAfterMs > 0) {
      this.queue.forget(request);
      this.queue.addAfter(request, result.requeueAfterMs, cause, { background: result.background === true });
    } else if (result?.requeue === true) this.queue.addRateLimited(request, cause);
    else this.queue.forget(request);
  }

  #failed(request: R, error: unknown, cause: Cause): void {
    if (this.#environment.isRevoked) return;
    const key = this.#options.keyOf(request);
    if (this.#options.recoverPanic === false && isPanic(error)) {
      this.#environment.spawn(`${this.name} reconcile of ${key}`, () => Promise.reject(error));
      return;
    }
    const terminal = error instanceof TerminalError;
    const message = messageOf(error);
    const result = terminal ? 'given-up' : 'failed';
    const fields = { controller: this.name, key, result, message } as const;
    const record = this.#environment.trace.record('reconcile-end', fields, cause);
    if (!terminal) this.queue.addRateLimited(request, { record });
  }

  #recordStart({ item: request, causes, asked }: QueuedItem<R>): number {
    const { trace } = this.#environment;
    if (!trace.enabled) return trace.skip();
    const { keyOf, known } = this.#options;
    const revision = Number(known?.(request)?.metadata?.resourceVersion);
    const fields = {
      controller: this.name,
      key: keyOf(request),
      ...(asked > causes.length && { asked }),
      ...(revision > 0 && { revision }),
    };
    return trace.record('reconcile', fields, causes);
  }

  #recordEnd(request: R, result: ReconcileResult, cause: Cause): void {
    const key = this.#options.keyOf(request);
    const afterMs = result?.requeueAfterMs ?? 0;
    const again = afterMs > 0 || result?.requeue === true;
    const fields = {
      controller: this.name,
      key,
      result: again ? 'requeued' : 'done',
      ...(afterMs > 0 && { afterMs }),
    } as const;
    this.#environment.trace.detail('reconcile-end', fields, cause);
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
