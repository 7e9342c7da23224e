import { exposition, expositionContentType, type Metric } from '../apimachinery/index.ts';
import type { Environment } from '../environment/index.ts';
import type { ManagerOptions } from './manager-options.ts';
import { type ManagerState, mergedMetrics } from './manager-state.ts';
import { parseBindAddress } from './serving/bind-address.ts';
import { CertificateFiles } from './serving/certificate-files.ts';
import { type HealthCheck, healthHandler } from './serving/health-checks.ts';
import { type HttpHandler, HttpMux, jsonAnswer } from './serving/http-handler.ts';
import { HttpListener } from './serving/http-listener.ts';

/** Where a manager tells what it does. */
export const introspectionPath = '/debug/homeostat/controllers';

/** What a manager has to tell. */
export interface Told {
  state(): ManagerState;
  metrics(): Iterable<Metric>;
}

/**
 * What a manager serves of itself: metrics, introspection, health. Mirrors controller-runtime pkg/metrics/server and
 * pkg/manager (addHealthProbeServer).
 */
export class ManagerServing {
  readonly #options: ManagerOptions;
  readonly #metrics = new HttpMux();
  readonly #healthz = new Map<string, HealthCheck>();
  readonly #readyz = new Map<string, HealthCheck>();
  #listens = false;
  readonly handlers: { readonly metrics: HttpHandler; readonly health: HttpHandler };

  constructor(options: ManagerOptions, told: Told) {
    this.#options = options;
    const { extraHandlers = {}, extraMetrics = () => [] } = options.metrics ?? {};
    this.addMetricsHandler('/metrics', () => ({
      status: 200,
      headers: { 'content-type': expositionContentType },
      body: exposition(mergedMetrics([...told.metrics(), ...extraMetrics()])),
    }));
    this.addMetricsHandler(introspectionPath, () => jsonAnswer(200, told.state()));
    for (const [path, handler] of Object.entries(extraHandlers)) this.addMetricsHandler(path, handler);
    this.handlers = { metrics: this.#metrics.answer, health: (request) => this.#health().answer(request) };
  }

  addMetricsHandler(path: string, handler: HttpHandler): void {
    const what = 'unable to add new metrics handler because metrics endpoint has already been created';
    if (this.#listens) throw new Error(what);
    const filter = this.#options.metrics?.filter;
    this.#metrics.handle(path, filter?.(handler) ?? handler);
  }

  addHealthzCheck(name: string, check: HealthCheck): void {
    this.#addCheck(this.#healthz, name, check);
  }

  addReadyzCheck(name: string, check: HealthCheck): void {
    this.#addCheck(this.#readyz, name, check);
  }

  /** What listens where addresses are given. Nothing can be added from now on. */
  listeners(environment: Environment): readonly HttpListener[] {
    this.#listens = true;
    const { metrics = {}, healthProbeBindAddress = '0', logger } = this.#options;
    const listeners: HttpListener[] = [];
    const metricsAddress = parseBindAddress(metrics.bindAddress ?? '0');
    if (metricsAddress !== undefined) {
      const files = metrics.certificates && { ...(logger && { logger }), ...metrics.certificates };
      listeners.push(
        new HttpListener(environment, {
          name: 'metrics server',
          group: 'http-server',
          address: metricsAddress,
          handler: this.handlers.metrics,
          ...(files && { certificates: new CertificateFiles(environment, files) }),
        }),
      );
    }
    const address = parseBindAddress(healthProbeBindAddress);
    if (address !== undefined) {
      const handler = this.handlers.health;
      listeners.push(
        new HttpListener(environment, { name: 'health probe', group: 'http-server', address, handler }),
      );
    }
    return listeners;
  }

  #addCheck(checks: Map<string, HealthCheck>, name: string, check: HealthCheck): void {
    if (this.#listens) {
      throw new Error('unable to add new checker because healthz endpoint has already been created');
    }
    checks.set(name, check);
  }

  #health(): HttpMux {
    const { livenessEndpointName = '/healthz', readinessEndpointName = '/readyz' } = this.#options;
    const mux = new HttpMux();
    for (const [base, checks] of [
      [livenessEndpointName, this.#healthz],
      [readinessEndpointName, this.#readyz],
    ] as const) {
      const handler = healthHandler(base, checks);
      mux.handle(base, handler);
      mux.handle(`${base}/`, handler);
    }
    return mux;
  }
}
