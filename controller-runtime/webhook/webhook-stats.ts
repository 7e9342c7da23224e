import { Histogram, type Metric } from '../../apimachinery/index.ts';

/** In seconds: Prometheus' default. */
const latencyBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What is counted of one webhook. Mirrors controller-runtime pkg/webhook/internal/metrics. */
export class WebhookStats {
  readonly #latency = new Histogram(latencyBounds);
  // Those that are looked for are told from the start.
  readonly #codes = new Map<number, number>([
    [200, 0],
    [500, 0],
  ]);
  #inFlight = 0;

  begin(): void {
    this.#inFlight++;
  }

  end(code: number, ms: number): void {
    this.#inFlight--;
    this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1);
    this.#latency.observe(ms / 1000);
  }

  metrics(webhook: string): Metric[] {
    return [
      {
        name: 'controller_runtime_webhook_requests_total',
        type: 'counter',
        help: 'Admission requests, by webhook and code',
        samples: [...this.#codes].map(([code, value]) => ({
          labels: { code: String(code), webhook },
          value,
        })),
      },
      {
        name: 'controller_runtime_webhook_requests_in_flight',
        type: 'gauge',
        help: 'Admission requests that are being answered',
        samples: [{ labels: { webhook }, value: this.#inFlight }],
      },
      {
        name: 'controller_runtime_webhook_latency_seconds',
        type: 'histogram',
        help: 'How long admission requests took',
        samples: this.#latency.samples({ webhook }),
      },
    ];
  }
}
