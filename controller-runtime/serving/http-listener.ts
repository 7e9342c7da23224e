import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { messageOf } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import { aborted } from '../aborted.ts';
import type { Runnable, RunnableGroupName } from '../runnable-group.ts';
import type { BindAddress } from './bind-address.ts';
import type { CertificateFiles } from './certificate-files.ts';
import { type HttpAnswer, type HttpHandler, type HttpRequest, textAnswer } from './http-handler.ts';

/** As much is read of a body, and one byte more, so that what is larger is seen to be. */
export const bodyBytesMax = 7 * 1024 * 1024;

/** For so long a listener that ends waits for requests under way. */
const closeTimeoutMs = 60_000;

export interface HttpListenerOptions {
  readonly name: string;
  readonly group: RunnableGroupName;
  readonly address: BindAddress;
  readonly handler: HttpHandler;
  /** HTTPS with these, as they are at the time. Absent: HTTP. */
  readonly certificates?: CertificateFiles;
  /** The authorities, as PEM, of which each client must have a certificate. Default: anybody may ask. */
  readonly clientCa?: string;
}

/**
 * Serves a handler over HTTP(S) while it runs; it is ready when it listens. Rejects with what the listener says:
 * EADDRINUSE, files of certificates that cannot be read. Of the real world only.
 */
export class HttpListener implements Runnable {
  readonly name: string;
  readonly group: RunnableGroupName;
  readonly #environment: Environment;
  readonly #options: HttpListenerOptions;
  readonly #listening: Promise<void>;
  #settle: { resolve(): void; reject(error: unknown): void } = { resolve() {}, reject() {} };
  #address: AddressInfo | undefined;

  constructor(environment: Environment, options: HttpListenerOptions) {
    this.name = options.name;
    this.group = options.group;
    this.#environment = environment;
    this.#options = options;
    this.#listening = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever runs it hears of it, too.
    this.#listening.catch(() => {});
  }

  /** While it listens, where. */
  get port(): number | undefined {
    return this.#address?.port;
  }

  ready(): Promise<void> {
    return this.#listening;
  }

  async run(signal: AbortSignal): Promise<void> {
    try {
      const server = this.#server();
      await listen(server, this.#options.address);
      this.#address = server.address() as AddressInfo;
      this.#settle.resolve();
      await aborted(signal);
      await this.#close(server);
    } catch (error) {
      this.#settle.reject(error);
      throw error;
    } finally {
      this.#address = undefined;
      this.#options.certificates?.stop();
    }
  }

  #server(): Server {
    const { certificates, clientCa } = this.#options;
    const answer = (request: IncomingMessage, response: ServerResponse) =>
      void this.#answer(request, response);
    if (certificates === undefined) return createServer(answer);
    const client =
      clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
    const server = createTlsServer({ ...certificates.start(), ...client }, answer);
    certificates.onChange((pair) => server.setSecureContext({ ...pair, ...client }));
    return server;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answerOf(request);
    if (response.destroyed) return;
    try {
      send(response, answer, request.complete);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else send(response, failedAnswer(error), request.complete);
    }
  }

  async #answerOf(request: IncomingMessage): Promise<HttpAnswer> {
    try {
      return await this.#options.handler(await requestOf(request));
    } catch (error) {
      return failedAnswer(error);
    }
  }

  /** Requests under way are answered; connections that ask for nothing are closed. */
  #close(server: Server): Promise<void> {
    const timer = this.#environment.clock.setTimer(closeTimeoutMs, () => server.closeAllConnections());
    return new Promise((resolve) => {
      server.close(() => {
        timer.cancel();
        resolve();
      });
      server.closeIdleConnections();
    });
  }
}

/** What was not read to its end cannot be followed by another request. Throws what is wrong with the answer. */
function send(response: ServerResponse, { status, headers, body }: HttpAnswer, complete: boolean): void {
  response.writeHead(status, { ...headers, ...(!complete && { connection: 'close' }) }).end(body);
}

function failedAnswer(error: unknown): HttpAnswer {
  return textAnswer(500, `internal server error: ${messageOf(error)}\n`);
}

function listen(server: Server, { host, port }: BindAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    // Kept: later a connection that cannot be taken, as without file descriptors, is told here, and ends nothing.
    server.on('error', reject);
    server.listen({ port, ...(host !== undefined && { host }) }, resolve);
  });
}

async function requestOf(request: IncomingMessage): Promise<HttpRequest> {
  const { method = 'GET', url = '/', headers } = request;
  // Not relative to a URL: what begins with two slashes would name a host.
  const whole = url.startsWith('/') ? `http://localhost${url}` : url;
  const { pathname, searchParams } = new URL(whole, 'http://localhost');
  const single = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method,
    path: pathname,
    query: searchParams,
    headers: Object.fromEntries(single),
    body: await bodyOf(request),
  };
}

/** What is too large is read no further. */
function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let room = bodyBytesMax + 1;
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('end', () => resolve(Buffer.concat(pieces)));
    request.on('data', (piece: Buffer) => {
      pieces.push(piece.subarray(0, room));
      room -= piece.length;
      if (room > 0) return;
      request.pause();
      resolve(Buffer.concat(pieces));
    });
  });
}
