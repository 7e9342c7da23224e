import { Server as HttpServer } from 'node:http';
import type { Server, Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { connectInMemory, refuseInMemory, type ServedEnd } from '../cluster/index.ts';

/** Those that a system gives to servers that ask for port 0 begin here. */
const firstFreePort = 32_768;
const portMax = 65_535;

/**
 * The ports of one foreign program, which has a machine of its own: what it listens on is in no other's way, and on no real machine.
 * Connections are streams in memory. Those of a TLS server are as after the handshake, which there is none of.
 */
export class ForeignPorts {
  readonly #servers = new Map<number, Server>();
  readonly #open = new Set<ServedEnd>();
  #nextFree = firstFreePort;

  /** In the place of `Server.prototype.listen`, in whose words it fails. */
  listen(server: Server, args: readonly unknown[]): Server {
    const { port, host, signal, listening } = listenOptionsOf(args);
    if (server.listening) {
      const message = 'Listen method has been called more than once without closing.';
      throw Object.assign(new Error(message), { code: 'ERR_SERVER_ALREADY_LISTEN' });
    }
    if (listening !== undefined) server.once('listening', listening);
    const at = port === 0 ? this.#free() : port;
    if (this.#servers.has(at)) {
      queueMicrotask(() => server.emit('error', addressInUse(host, at)));
      return server;
    }
    this.#servers.set(at, server);
    const family = host.includes(':') ? 'IPv6' : 'IPv4';
    hold(server, { address: host, family, port: at }, () => this.#servers.delete(at));
    signal?.addEventListener('abort', () => server.close(), { once: true });
    queueMicrotask(() => {
      if (server.listening) server.emit('listening');
    });
    return server;
  }

  has(port: number): boolean {
    return this.#servers.has(port);
  }

  /** Connects a socket that is not connected yet to a server that `encrypts` or does not, or has it fail as where there is none. */
  connect(socket: Socket, host: string, port: number, encrypts: boolean): void {
    const server = this.#servers.get(port);
    if (server === undefined) return void refuseInMemory(socket, refused(host, port));
    if (server instanceof TlsServer !== encrypts) return void refuseInMemory(socket, misunderstood(encrypts));
    const served = connectInMemory(socket, (end) => taken(server, end));
    this.#open.add(served);
    served.once('close', () => this.#open.delete(served));
  }

  /** Nobody listens any more, and nobody hears of it. */
  end(): void {
    const servers = [...this.#servers.values()];
    // What keeps them for later may outlive the program, and must not take them again.
    for (const server of servers) if (server instanceof HttpServer) server.closeIdleConnections();
    for (const served of this.#open) served.toClient = () => {};
    for (const server of servers) server.removeAllListeners().close();
  }

  #free(): number {
    while (this.#servers.has(this.#nextFree) && this.#nextFree < portMax) this.#nextFree++;
    return this.#nextFree++;
  }
}

/** Has a server listen, as far as it knows: what it asks of a handle of Node's is answered here. */
function hold(server: Server, address: object, closed: () => void): void {
  const handle = {
    getsockname(out: object): number {
      Object.assign(out, address);
      return 0;
    },
    close: closed,
    ref: () => {},
    unref: () => {},
  };
  Object.assign(server, { _handle: handle });
}

interface Counted {
  _connections: number;
  _emitCloseIfDrained(): void;
}

/** Gives a connection to a server, which closes when its last one has: it counts them as it does Node's own. */
function taken(server: Server, served: ServedEnd): boolean {
  if (!server.listening) return false;
  const counted = server as unknown as Counted;
  counted._connections++;
  served.once('close', () => {
    counted._connections--;
    counted._emitCloseIfDrained();
  });
  if (!(server instanceof TlsServer)) return server.emit('connection', served);
  Object.assign(served, { encrypted: true, authorized: false, getPeerCertificate: () => ({}) });
  return server.emit('secureConnection', served);
}

interface ListenOptions {
  readonly port: number;
  readonly host: string;
  readonly signal: AbortSignal | undefined;
  readonly listening: (() => void) | undefined;
}

/** What `listen` takes: `(options)`, `(port, host, backlog)`, each with a callback at the end. */
function listenOptionsOf(args: readonly unknown[]): ListenOptions {
  const [first, second] = args;
  const last = args.at(-1);
  const listening = typeof last === 'function' ? (last as () => void) : undefined;
  const isOptions = typeof first === 'object' && first !== null;
  const options: { port?: unknown; host?: unknown; path?: unknown; signal?: AbortSignal } = isOptions
    ? first
    : { port: typeof first === 'function' ? 0 : (first ?? 0), host: second };
  const { port, path = 'a handle', host, signal } = options;
  return {
    port: portOf(port ?? path),
    host: typeof host === 'string' ? host : '::',
    signal,
    listening,
  };
}

function portOf(port: unknown): number {
  const known = Number(port);
  if (typeof port === 'string' && Number.isNaN(known)) {
    throw new Error(`listen ${port}: in virtual time servers listen on ports alone`);
  }
  if (Number.isInteger(known) && known >= 0 && known <= portMax) return known;
  const message = `options.port should be >= 0 and < 65536. Received ${String(port)}.`;
  throw Object.assign(new RangeError(message), { code: 'ERR_SOCKET_BAD_PORT' });
}

/** Only one end speaks TLS: what net/http of Go says, or a server of Node, which hangs up. */
function misunderstood(encrypts: boolean): Error {
  if (encrypts) return new Error('http: server gave HTTP response to HTTPS client');
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

function addressInUse(address: string, port: number): Error {
  const error = new Error(`listen EADDRINUSE: address already in use ${address}:${port}`);
  return Object.assign(error, { code: 'EADDRINUSE', errno: -98, syscall: 'listen', address, port });
}

function refused(address: string, port: number): Error {
  const error = new Error(`connect ECONNREFUSED ${address}:${port}`);
  return Object.assign(error, { code: 'ECONNREFUSED', errno: -111, syscall: 'connect', address, port });
}
