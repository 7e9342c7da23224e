import { Histogram, type Metric } from '../apimachinery/index.ts';
import type { WorkQueueState } from '../client/index.ts';
import { queueDurationBounds, queueMetrics } from './queue-metrics.ts';

export type ReconcileOutcome = 'error' | 'requeue_after' | 'requeue' | 'success';

/** The last of a controller's reconciles. */
export interface LastReconcile {
  readonly key: string;
  readonly outcome: ReconcileOutcome;
  /** When it was over. */
  readonly atMs: number;
  readonly durationMs: number;
}

/** In seconds. Mirrors controller-runtime pkg/internal/controller/metrics. */
const timeBounds = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5,
  1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];

/** What a controller counts. Nothing is made for a reconcile that goes well. */
export class ReconcileStats<R> {
  readonly #time = new Histogram(timeBounds);
  readonly #outcomes: Record<ReconcileOutcome, number> = {
    error: 0,
    requeue_after: 0,
    requeue: 0,
    success: 0,
  };
  /** Of what failed the last time that it was worked on, why. */
  readonly #failing = new Map<R, string>();
  #last: { request: R; outcome: ReconcileOutcome; atMs: number; durationMs: number } | undefined;
  /** How long what is in the queue waits, and is worked on. */
  readonly durations = {
    queue: new Histogram(queueDurationBounds),
    work: new Histogram(queueDurationBounds),
  };
  activeWorkers = 0;
  terminalErrors = 0;
  panics = 0;
  timeouts = 0;

  observe(request: R, outcome: ReconcileOutcome, startedMs: number, nowMs: number, problem?: string): void {
    this.#outcomes[outcome]++;
    const durationMs = nowMs - startedMs;
    this.#time.observe(durationMs / 1000);
    if (problem !== undefined) this.#failing.set(request, problem);
    else if (this.#failing.size > 0) this.#failing.delete(request);
    this.#last ??= { request, outcome, atMs: nowMs, durationMs };
    this.#last.request = request;
    this.#last.outcome = outcome;
    this.#last.atMs = nowMs;
    this.#last.durationMs = durationMs;
  }

  get outcomes(): Readonly<Record<ReconcileOutcome, number>> {
    return { ...this.#outcomes };
  }

  /** By their keys. */
  failing(keyOf: (request: R) => string): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#failing].map(([request, problem]) => [keyOf(request), problem]));
  }

  last(keyOf: (request: R) => string): LastReconcile | undefined {
    if (this.#last === undefined) return undefined;
    const { request, ...rest } = this.#last;
    return { key: keyOf(request), ...rest };
  }

  /** Under upstream's names. */
  metrics(controller: string, workers: number, queue: WorkQueueState): Metric[] {
    const labels = { controller };
    const errors = this.#outcomes.error;
    const counter = (name: string, help: string, value: number): Metric => ({
      name: `controller_runtime_${name}`,
      type: 'counter',
      help,
      samples: [{ labels, value }],
    });
    const gauge = (name: string, help: string, value: number): Metric => ({
      ...counter(name, help, value),
      type: 'gauge',
    });
    return [
      {
        ...counter('reconcile_total', 'Reconciles, by controller and result', 0),
        samples: Object.entries(this.#outcomes).map(([result, value]) => ({
          labels: { controller, result },
          value,
        })),
      },
      counter('reconcile_errors_total', 'Reconciles that failed, by controller', errors),
      counter('terminal_reconcile_errors_total', 'Reconciles that failed for good', this.terminalErrors),
      counter('reconcile_panics_total', 'Reconciles that failed by a mistake in the program', this.panics),
      counter('reconcile_timeouts_total', 'Reconciles that took longer than they may', this.timeouts),
      {
        name: 'controller_runtime_reconcile_time_seconds',
        type: 'histogram',
        help: 'How long reconciles took, by controller',
        samples: this.#time.samples(labels),
      },
      gauge('max_concurrent_reconciles', 'How many reconciles there may be at once', workers),
      gauge('active_workers', 'How many reconciles there are', this.activeWorkers),
      ...queueMetrics(controller, queue, this.durations),
    ];
  }
}
