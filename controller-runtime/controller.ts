import { type Metric, messageOf } from '../apimachinery/index.ts';
import {
  type Client,
  createPriorityQueue,
  createWorkQueue,
  type InformerFactory,
  type QueuedItem,
  type WorkQueue,
  type WorkQueueState,
} from '../client/index.ts';
import type { Environment } from '../environment/index.ts';
import { aborted } from './aborted.ts';
import type { TypedControllerOptions } from './controller-options.ts';
import { type Logger, silentLogger } from './logger.ts';
import type { Manager } from './manager.ts';
import { isPanic } from './panic.ts';
import type { ReconcileContext, ReconcileResult } from './reconcile.ts';
import { type ReconcileSignal, timedSignal, untimedSignal } from './reconcile-signal.ts';
import { type LastReconcile, type ReconcileOutcome, ReconcileStats } from './reconcile-stats.ts';
import type { Runnable } from './runnable-group.ts';
import type { Source, SourceRegistration } from './source.ts';
import { TerminalError } from './terminal-error.ts';

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
  /** What it does, as of now. */
  inspect(): ControllerState;
  /** What it has counted, under controller-runtime's names. */
  metrics(): readonly Metric[];
}

export interface ControllerState {
  readonly name: string;
  readonly workers: number;
  /** How many of them are at work. */
  readonly activeWorkers: number;
  readonly outcomes: Readonly<Record<ReconcileOutcome, number>>;
  readonly last: LastReconcile | undefined;
  readonly queue: WorkQueueState;
  /** By the key of each request whose last reconcile failed, why. */
  readonly failing: Readonly<Record<string, string>>;
}

/**
 * A controller that reconciles requests of any type; `controllerManagedBy` makes those that reconcile objects by their
 * names. It is at work once it is added to the manager: watch its sources before. Throws for a name that another controller
 * of the manager has. Mirrors controller-runtime pkg/controller (NewTyped).
 */
export function createController<R>(
  manager: Manager,
  name: string,
  options: TypedControllerOptions<R>,
): Controller<R> {
  return new ReconcileController(manager, name, { ...manager.controllerDefaults, ...options });
}

/** A reconcile, as a cause: its record in the trace. */
interface RecordCause {
  readonly record: number;
}

/** What controller-runtime waits for. */
const defaultCacheSyncTimeoutMs = 120_000;

/** What controller-runtime tells of a reconcile that did not fail. */
const told = {
  success: 'Reconcile successful',
  requeue: 'Reconcile done, requeueing',
  requeue_after: 'Reconcile done, requeueing after a while',
} as const;

class ReconcileController<R> implements Controller<R> {
  readonly name: string;
  readonly group: 'leader-election' | 'other';
  readonly warmUp?: (signal: AbortSignal) => Promise<void>;
  readonly queue: WorkQueue<R>;
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #informers: InformerFactory;
  readonly #options: TypedControllerOptions<R>;
  readonly #logger: Logger;
  readonly #stats = new ReconcileStats<R>();
  /** Those that start with the controller. */
  readonly #waiting: Source<R>[] = [];
  readonly #registrations: SourceRegistration[] = [];
  #sourcesStarted: boolean;
  #synced: Promise<void> | undefined;
  #started = false;

  constructor(manager: Manager, name: string, options: TypedControllerOptions<R>) {
    this.name = name;
    manager.enlist(this, options.skipNameValidation !== true);
    const userAgent = options.userAgent ?? `${name}-controller`;
    this.#environment = manager.environment.fork(userAgent);
    this.#client = manager.clientFor(userAgent);
    this.#informers = manager.informers;
    this.#options = options;
    this.#logger = (options.logger ?? manager.logger).child({ controller: name });
    const { rateLimiter, keyOf: nameOf } = options;
    const createQueue = options.usePriorityQueue === false ? createWorkQueue : createPriorityQueue;
    this.queue = createQueue<R>(this.#environment, {
      name,
      nameOf,
      durations: this.#stats.durations,
      ...(rateLimiter && { rateLimiter }),
    });
    const elected = options.needLeaderElection !== false;
    this.group = elected ? 'leader-election' : 'other';
    this.#sourcesStarted = !(elected && manager.elects);
    if (elected && options.enableWarmup === true) this.warmUp = (signal) => this.#warmUp(signal);
  }

  watch(source: Source<R>): void {
    if (this.#sourcesStarted) this.#registrations.push(source(this.queue));
    else this.#waiting.push(source);
  }

  ready(): Promise<void> {
    return this.#startSources();
  }

  async run(signal: AbortSignal): Promise<void> {
    if (this.#started) {
      throw new Error(
        'controller was started more than once. This is likely to be caused by being added to a manager multiple times',
      );
    }
    this.#started = true;
    const ended = new Promise<void>((resolve) => {
      const end = () => {
        this.#tell({}, 'Shutdown signal received, waiting for all workers to finish');
        this.#end();
        resolve();
      };
      signal.addEventListener('abort', end, { once: true });
    });
    this.#tell({}, 'Starting Controller');
    await Promise.race([this.#startSources(), ended]);
    const untimed = untimedSignal(signal);
    this.#tell({ 'worker count': this.#workers }, 'Starting workers');
    await Promise.all(Array.from({ length: this.#workers }, () => this.#work(untimed)));
    this.#tell({}, 'All workers finished');
  }

  /** Where it has not come to work, it ends here. */
  async #warmUp(signal: AbortSignal): Promise<void> {
    const ended = aborted(signal).then(() => {
      if (!this.#started) this.#end();
    });
    await Promise.race([this.#startSources(), ended]);
  }

  inspect(): ControllerState {
    const { keyOf } = this.#options;
    return {
      name: this.name,
      workers: this.#workers,
      activeWorkers: this.#stats.activeWorkers,
      outcomes: this.#stats.outcomes,
      last: this.#stats.last(keyOf),
      queue: this.queue.state(),
      failing: this.#stats.failing(keyOf),
    };
  }

  metrics(): readonly Metric[] {
    return this.#stats.metrics(this.name, this.#workers, this.queue.state());
  }

  get #workers(): number {
    return this.#options.maxConcurrentReconciles ?? 1;
  }

  /** Resolves when all that there are at the first call are synced; rejects when that takes too long. */
  #startSources(): Promise<void> {
    this.#sourcesStarted = true;
    if (this.#waiting.length > 0) {
      for (const source of this.#waiting.splice(0)) this.#registrations.push(source(this.queue));
      // They may watch what nobody did before.
      this.#informers.start();
    }
    this.#synced ??= this.#syncSources();
    return this.#synced;
  }

  async #syncSources(): Promise<void> {
    const synced = Promise.all(this.#registrations.map((registration) => registration.waitForSync()));
    const timeoutMs = this.#options.cacheSyncTimeoutMs ?? defaultCacheSyncTimeoutMs;
    if (timeoutMs === 0) return void (await synced);
    let cancel = (): void => {};
    const late = new Promise<never>((_resolve, reject) => {
      const message = `failed to wait for ${this.name} caches to sync: timed out waiting for cache to be synced`;
      const expire = () => reject(new Error(message));
      const timer = this.#environment.clock.setTimer(timeoutMs, expire, { background: true });
      cancel = () => timer.cancel();
    });
    await Promise.race([synced, late]).finally(cancel);
  }

  #end(): void {
    this.queue.shutDown();
    for (const registration of this.#registrations.splice(0)) registration.remove?.();
  }

  async #work(untimed: ReconcileSignal): Promise<void> {
    // Ends with the queue; what is still in line when the controller stops is left.
    for (;;) {
      const next = await this.queue.get();
      if (next === undefined || untimed.signal.aborted || this.#environment.isRevoked) return;
      this.#stats.activeWorkers++;
      await this.#reconcile(next, untimed);
      this.#stats.activeWorkers--;
      this.queue.done(next.item);
      await this.#environment.turn();
    }
  }

  async #reconcile(item: QueuedItem<R>, untimed: ReconcileSignal): Promise<void> {
    const { item: request } = item;
    const startedMs = this.#environment.clock.now();
    const cause = { record: this.#recordStart(item) };
    const time = this.#signal(untimed);
    const context = new Context(this, request, this.#client.withCause(cause), cause, time.signal);
    try {
      const result = await this.#options.reconciler.reconcile(request, context);
      this.#again(item, result, cause, startedMs);
    } catch (error) {
      this.#failed(item, error, cause, startedMs);
    } finally {
      if (time.expired) this.#stats.timeouts++;
      time.cancel();
    }
  }

  #again(item: QueuedItem<R>, result: ReconcileResult, cause: RecordCause, startedMs: number): void {
    const { item: request } = item;
    if (this.#environment.trace.detailed) this.#recordEnd(request, result, cause);
    let outcome: keyof typeof told = 'success';
    if (result?.requeueAfterMs !== undefined && result.requeueAfterMs > 0) {
      outcome = 'requeue_after';
      this.queue.forget(request);
      const background = result.background === true;
      const priority = result.priority ?? item.priority;
      this.queue.addAfter(request, result.requeueAfterMs, cause, { background, priority });
    } else if (result?.requeue === true) {
      outcome = 'requeue';
      this.queue.addRateLimited(request, cause, { priority: result.priority ?? item.priority });
    } else this.queue.forget(request);
    this.#stats.observe(request, outcome, startedMs, this.#environment.clock.now());
    if (this.#logger !== silentLogger) this.#logger.debug(this.#fieldsOf(request, cause), told[outcome]);
  }

  #failed(
    { item: request, priority }: QueuedItem<R>,
    error: unknown,
    cause: RecordCause,
    startedMs: number,
  ): void {
    if (this.#environment.isRevoked) return;
    const key = this.#options.keyOf(request);
    const message = messageOf(error);
    this.#stats.observe(request, 'error', startedMs, this.#environment.clock.now(), message);
    if (isPanic(error)) {
      this.#stats.panics++;
      if (this.#options.recoverPanic === false) {
        this.#environment.spawn(`${this.name} reconcile of ${key}`, () => Promise.reject(error));
        return;
      }
    }
    const terminal = error instanceof TerminalError;
    if (terminal) this.#stats.terminalErrors++;
    const result = terminal ? 'given-up' : 'failed';
    const fields = { controller: this.name, key, result, message } as const;
    const record = this.#environment.trace.record('reconcile-end', fields, cause);
    this.logOf(request, cause).error({ err: error }, 'Reconciler error');
    if (!terminal) this.queue.addRateLimited(request, { record }, { priority });
  }

  /** A reconcile goes by its record in the trace. */
  logOf(request: R, cause: RecordCause): Logger {
    if (this.#logger === silentLogger) return silentLogger;
    return this.#logger.child(this.#fieldsOf(request, cause));
  }

  /** Of the controller itself. */
  #tell(fields: object, message: string): void {
    this.#logger.info({ ...this.#options.logFields?.(), ...fields }, message);
  }

  #fieldsOf(request: R, { record }: RecordCause): object {
    const { keyOf, logFields } = this.#options;
    return { ...(logFields?.(request) ?? { key: keyOf(request) }), reconcileID: record };
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

  #recordEnd(request: R, result: ReconcileResult, cause: RecordCause): void {
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

  #signal(untimed: ReconcileSignal): ReconcileSignal {
    const timeoutMs = this.#options.reconciliationTimeoutMs;
    if (timeoutMs === undefined) return untimed;
    const message = `${this.name}: the reconcile took over ${timeoutMs} ms`;
    return timedSignal(this.#environment.clock, untimed.signal, timeoutMs, message);
  }
}

/** A logger is made for those who use it. */
class Context<R> implements ReconcileContext {
  readonly client: Client;
  readonly cause: RecordCause;
  readonly signal: AbortSignal;
  readonly #controller: ReconcileController<R>;
  readonly #request: R;

  constructor(
    controller: ReconcileController<R>,
    request: R,
    client: Client,
    cause: RecordCause,
    signal: AbortSignal,
  ) {
    this.#controller = controller;
    this.#request = request;
    this.client = client;
    this.cause = cause;
    this.signal = signal;
  }

  get log(): Logger {
    return this.#controller.logOf(this.#request, this.cause);
  }
}
