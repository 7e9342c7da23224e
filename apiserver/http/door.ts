import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { badRequest, StatusError } from '../../apimachinery/index.ts';
import type { AcceptedCallers } from './accepted-callers.ts';
import { Exchanges } from './exchanges.ts';
import { refusalOf } from './framework-errors.ts';
import { plainAnswer, sendStatus, statusAnswer, tooSlow } from './refusals.ts';
import { type RequestTarget, readTarget } from './request-target.ts';
import type { Upgrade, Upgrades } from './upgrade.ts';
import { withoutUpgrade } from './without-upgrade.ts';

/** What lies behind the door. */
export interface DoorOptions {
  readonly callers: AcceptedCallers;
  /** Answers a request whose `url` is a path and a query, and whose caller is accepted. */
  readonly enter: (request: IncomingMessage, response: ServerResponse) => void;
  /** What such a request's connection may become instead. */
  readonly upgrades: Upgrades;
  /** Told what went wrong inside; the caller has got a 500 or a closed connection. */
  readonly onInternalError: (error: unknown) => void;
}

/** Mirrors kubernetes apiserver pkg/server (SecureServingInfo.Serve, RequestTimeout) and Go's net/http. */
const limits = {
  maxHeaderSize: 1024 * 1024,
  headersTimeout: 32_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 90_000,
  /** How often Node looks for who is late. */
  connectionsCheckingInterval: 1_000,
};

/**
 * For how long a connection that was given its last answer may go on writing. What is closed with something unread is
 * reset, and who is reset does not see the answer. Go waits half a second (rstAvoidanceDelay), which loses many.
 */
const lingerMs = 5_000;

/** Answers of Go's net/http to what its parser cannot read. */
const parserAnswers: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_INVALID_TRANSFER_ENCODING: 501,
  HPE_INVALID_VERSION: 505,
};

/**
 * The one way in: requests, upgrades and connections come through here and nowhere else. Nothing that a client sends or
 * leaves out reaches a listener that throws, and what is refused is refused in one place. A request that asks to become
 * something that there is not is answered as if it did not ask, as Go's net/http does.
 */
export class Door {
  readonly server: Server;
  readonly #options: DoorOptions;
  readonly #exchanges = new Exchanges();
  readonly #connections = new Set<Duplex>();

  constructor(options: DoorOptions) {
    this.#options = options;
    this.server = createServer(limits);
    // What is too many is said in bytes.
    this.server.maxHeadersCount = 0;
    this.server
      .on('connection', (socket) => this.#connect(socket))
      .on('request', (request, response) => this.#request(request, response))
      .on('upgrade', (request, socket, head) => this.#upgrade({ request, socket, head }))
      .on('connect', (_request, socket) => this.#refuse(socket, plainAnswer(405)))
      .on('clientError', (error, socket) => this.#clientError(error, socket))
      .on('error', (error) => this.#options.onInternalError(error));
  }

  /** Ends every connection, whatever it has become. */
  closeConnections(): void {
    for (const socket of this.#connections) socket.destroy();
  }

  #connect(socket: Socket): void {
    // It comes a second time after an upgrade that is none.
    if (this.#connections.has(socket)) return;
    this.#connections.add(socket);
    // While a connection changes hands nobody else listens for its errors; what is broken is closed too.
    socket.on('error', ignore).once('close', () => this.#connections.delete(socket));
    // What Node calls after a last answer.
    socket.destroySoon = () => leave(socket);
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    this.#exchanges.begin(request.socket, response);
    try {
      const target = this.#admit(request);
      if (target instanceof StatusError) {
        sendStatus(response, target.status);
      } else {
        request.url = target.url;
        this.#options.enter(request, response);
      }
    } catch (error) {
      const { status } = refusalOf(error, this.#options.onInternalError);
      if (response.headersSent) response.destroy();
      else sendStatus(response, status);
    }
  }

  /** Where a request goes, or why it may not. */
  #admit(request: IncomingMessage): RequestTarget | StatusError {
    const target = readTarget(request.url ?? '');
    if (target === undefined) return badRequest('the target of the request cannot be read');
    return this.#options.callers.refusal(request, target.host) ?? target;
  }

  #upgrade(upgrade: Upgrade): void {
    this.#exchanges.whenOver(upgrade.socket, () => {
      this.#becomes(upgrade)
        .then((becomes) => becomes || this.#asRequest(upgrade))
        .catch((error) => {
          this.#options.onInternalError(error);
          upgrade.socket.destroy();
        });
    });
  }

  async #becomes(upgrade: Upgrade): Promise<boolean> {
    const { method = '', headers } = upgrade.request;
    const upgrader = this.#options.upgrades.get(headers.upgrade?.toLowerCase() ?? '');
    if (upgrader === undefined || !upgrader.methods.includes(method)) return false;
    const target = this.#admit(upgrade.request);
    return target instanceof StatusError ? false : upgrader.enter(target.url, upgrade);
  }

  /** The connection comes in again, and its request without asking for anything. What is wrong with it is said there. */
  #asRequest({ request, socket, head }: Upgrade): void {
    if (socket.destroyed) return;
    if (socket instanceof Socket) socket.setTimeout(0);
    socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
    this.server.emit('connection', socket);
  }

  #clientError(error: Error & { readonly code?: string }, socket: Duplex): void {
    const code = error.code ?? '';
    if (code.startsWith('HPE_')) {
      this.#refuse(socket, plainAnswer(parserAnswers[code] ?? 400));
    } else if (code === 'ERR_HTTP_REQUEST_TIMEOUT' && this.#exchanges.isUnanswered(socket)) {
      this.#refuse(socket, statusAnswer(tooSlow));
    } else {
      socket.destroy();
    }
  }

  /** Says why no more is read of a connection, once it is its turn, and closes it. */
  #refuse(socket: Duplex, answer: string): void {
    this.#exchanges.conclude(socket, () => leave(socket, answer));
  }
}

/** Says a last word, if any, and closes the connection when the client does, or soon. */
function leave(socket: Duplex, answer = ''): void {
  if (!socket.writable) return;
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  socket.end(answer);
  socket.resume();
}

function ignore(): void {}
