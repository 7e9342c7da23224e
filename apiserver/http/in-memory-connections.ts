import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { ApiRequest, ApiResponse } from '../../apimachinery/index.ts';
import type { HttpHandler } from './http-handler.ts';
import { openDoor } from './http-server.ts';

/** A server that sockets of this process are connected to without a network. */
export interface InMemoryServer {
  /** Connects a socket that is not connected yet. What comes by it is taken in the asynchronous context of this call. */
  connect(socket: Socket): void;
  /** Ends every connection; those at the other end hear nothing more, as if they had ended before. */
  close(): Promise<void>;
}

/** See `serveInMemory`. Whatever it is called, it answers. */
export async function openInMemoryServer(handler: HttpHandler): Promise<InMemoryServer> {
  const { door, app } = openDoor(inContext(handler), { host: 'localhost', acceptHosts: [/./] });
  await app.ready();
  // Compression is done by threads, which answer whenever they are ready.
  door.server.prependListener('request', ({ headers }) => {
    delete headers['accept-encoding'];
  });
  const open = new Set<ServedEnd>();
  let isClosed = false;
  return {
    connect(socket) {
      const served = new ServedEnd();
      open.add(served);
      served.once('close', () => open.delete(served));
      const enter = AsyncLocalStorage.snapshot();
      const client = clientEnd(socket, (chunk) => enter(() => served.push(chunk)));
      served.toClient = (chunk) => enter(() => client(chunk));
      socket.once('close', () => enter(() => served.destroy()));
      process.nextTick(() => {
        if (socket.destroyed || isClosed) return;
        door.server.emit('connection', served);
        Object.assign(socket, { connecting: false });
        socket.emit('connect');
        socket.emit('ready');
      });
    },
    close: async () => {
      isClosed = true;
      for (const served of open) served.toClient = () => {};
      door.closeConnections();
      await app.close();
    },
  };
}

/** Watches speak when their world has something to say: what hears them hears it in the context of the request. */
function inContext(handler: HttpHandler): HttpHandler {
  return {
    async handle(request: ApiRequest, connection: Duplex): Promise<ApiResponse> {
      const enter = AsyncLocalStorage.snapshot();
      const response = await handler.handle(request, connection);
      const { body } = response;
      if (body.type !== 'watch') return response;
      const subscribe: typeof body.subscribe = ({ events, end }) =>
        body.subscribe({
          events: (batch) => enter(() => events(batch)),
          end: (error) => enter(() => end(error)),
        });
      return { ...response, body: { type: 'watch', subscribe } };
    },
  };
}

/** The server's end of a connection. */
class ServedEnd extends Duplex {
  toClient: (chunk: Buffer | null) => void = () => {};

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.toClient(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.toClient(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.toClient(null);
    done(error);
  }

  // What Node's server asks of a socket.
  setTimeout(): this {
    return this;
  }
}

/** Has a socket write to `send` in the place of a network; returns what gives it something to read, null: the end. */
function clientEnd(socket: Socket, send: (chunk: Buffer | null) => void): (chunk: Buffer | null) => void {
  let ended = false;
  const self = Object.assign(socket, { connecting: true });
  Object.assign(self, {
    _read: () => {},
    _write: (chunk: Buffer | string, encoding: BufferEncoding, done: () => void) => {
      send(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
      done();
    },
    _writev: null,
    _final: (done: () => void) => {
      send(null);
      done();
    },
    setTimeout: () => self,
    ref: () => self,
    unref: () => self,
  });
  return (chunk) => {
    if (ended || socket.destroyed) return;
    ended = chunk === null;
    socket.push(chunk);
  };
}
