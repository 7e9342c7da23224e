import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Metric,
  type ResourceType,
  readJson,
  unexpectedResponse,
  writeJson,
} from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import { aborted } from '../aborted.ts';
import type { Logger } from '../logger.ts';
import type { Runnable } from '../runnable-group.ts';
import { CertificateFiles } from '../serving/certificate-files.ts';
import type { HealthCheck } from '../serving/health-checks.ts';
import { type HttpHandler, HttpMux, type HttpRequest } from '../serving/http-handler.ts';
import { HttpListener } from '../serving/http-listener.ts';
import type { AdmissionHandler } from './admission-review.ts';
import { type AdmissionWebhookOptions, admissionWebhook } from './admission-webhook.ts';
import { type Converter, ConverterRegistry, conversionHandler } from './conversion.ts';
import { WebhookStats } from './webhook-stats.ts';

/** Mirrors controller-runtime pkg/webhook (Options). Differs: nothing listens unless files of a certificate are named. */
export interface WebhookServerOptions {
  /** Where the files of the certificate are. Absent: nothing listens, and webhooks are reached by a call. */
  readonly certDir?: string;
  /** Default `tls.crt`. */
  readonly certName?: string;
  /** Default `tls.key`. */
  readonly keyName?: string;
  /** The file of the authorities of which clients must have certificates. Default: anybody may ask. */
  readonly clientCaName?: string;
  /** Default: all of the machine's addresses. */
  readonly host?: string;
  /** Default 9443; 0: any free one. */
  readonly port?: number;
  readonly logger?: Logger;
}

/** What a webhook is called at, as API servers know it. */
export interface WebhookTarget {
  readonly url?: string;
  readonly service?: { readonly path?: string };
}

const defaultPort = 9443;

/**
 * Serves webhooks over HTTPS, or in this process: `call` is how an API server of the same world reaches them, in virtual time too.
 * Certificates that are replaced are taken up. Mirrors controller-runtime pkg/webhook (Server).
 */
export class WebhookServer implements Runnable {
  readonly name = 'webhook server';
  readonly group = 'webhook';
  readonly #environment: Environment;
  readonly #mux = new HttpMux();
  readonly #stats = new Map<string, WebhookStats>();
  readonly #converters = new ConverterRegistry();
  readonly #listener: HttpListener | undefined;
  #panics = 0;
  #running = false;

  constructor(environment: Environment, options: WebhookServerOptions = {}) {
    this.#environment = environment;
    this.#listener = listenerOf(environment, options, this.handle);
  }

  /** While it listens, where. */
  get port(): number | undefined {
    return this.#listener?.port;
  }

  has(path: string): boolean {
    return this.#mux.has(path);
  }

  /** Throws for a path that is taken. */
  register(path: string, handler: HttpHandler): void {
    const stats = new WebhookStats();
    this.#mux.handle(path, async (request) => {
      stats.begin();
      const startedMs = this.#environment.clock.now();
      let status = 500;
      try {
        const answer = await handler(request);
        status = answer.status;
        return answer;
      } finally {
        stats.end(status, this.#environment.clock.now() - startedMs);
      }
    });
    this.#stats.set(path, stats);
  }

  /** An admission webhook at a path. */
  registerAdmission(path: string, handler: AdmissionHandler, options: AdmissionWebhookOptions = {}): void {
    const onPanic = (error: unknown) => {
      this.#panics++;
      options.onPanic?.(error);
    };
    this.register(path, admissionWebhook(handler, { ...options, onPanic }));
  }

  /** Objects of a kind are converted at `/convert`. */
  registerConverter(type: ResourceType, converter: Converter): void {
    this.#converters.register(type, converter);
    if (!this.has('/convert')) this.register('/convert', conversionHandler(this.#converters));
  }

  readonly handle: HttpHandler = (request) => this.#mux.answer(request);

  /** Posts JSON to a webhook, and resolves with the JSON that comes back; rejects as a call over HTTP does. */
  async call(target: WebhookTarget, body: object): Promise<unknown> {
    const answer = await this.handle(posted(target, body));
    const { status: code, body: text } = answer;
    if (code >= 200 && code <= 206) return readJson(text);
    const resource = { group: '', resource: '' };
    throw unexpectedResponse({ code, verb: 'POST', resource, name: '', serverMessage: text.trim() });
  }

  /** Whether it has been started. Mirrors Server.StartedChecker. */
  readonly startedCheck: HealthCheck = () => {
    if (!this.#running) throw new Error('webhook server has not been started yet');
    if (this.#listener !== undefined && this.port === undefined) {
      throw new Error('webhook server is not reachable');
    }
  };

  metrics(): readonly Metric[] {
    return [
      ...[...this.#stats].flatMap(([path, stats]) => stats.metrics(path)),
      {
        name: 'controller_runtime_webhook_panics_total',
        type: 'counter',
        help: 'Admission handlers that failed by a mistake in the program',
        samples: [{ labels: {}, value: this.#panics }],
      },
    ];
  }

  async ready(): Promise<void> {
    await this.#listener?.ready();
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#running = true;
    if (this.#listener !== undefined) await this.#listener.run(signal);
    else await aborted(signal);
    this.#running = false;
  }
}

function listenerOf(
  environment: Environment,
  options: WebhookServerOptions,
  handler: HttpHandler,
): HttpListener | undefined {
  const { certDir, certName = 'tls.crt', keyName = 'tls.key', clientCaName, host, port, logger } = options;
  if (certDir === undefined) return undefined;
  const [certFile, keyFile] = [join(certDir, certName), join(certDir, keyName)];
  const files = { certFile, keyFile, ...(logger && { logger }) };
  return new HttpListener(environment, {
    name: 'webhook server',
    group: 'webhook',
    address: { host, port: port ?? defaultPort },
    handler,
    certificates: new CertificateFiles(environment, files),
    ...(clientCaName !== undefined && { clientCa: readFileSync(join(certDir, clientCaName), 'utf8') }),
  });
}

function posted({ url, service }: WebhookTarget, body: object): HttpRequest {
  const target = new URL(service?.path ?? url ?? '/', 'http://localhost');
  return {
    method: 'POST',
    path: target.pathname,
    query: target.searchParams,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(writeJson(body)),
  };
}
