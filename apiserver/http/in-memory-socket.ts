import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * Connects a socket that is not connected yet, without a network. `accept` gets the server's end, a turn later, and answers whether
 * there is somebody to take it; if not, the socket hears nothing. What comes by it is taken in the asynchronous context of this call.
 */
export function connectInMemory(socket: Socket, accept: (served: ServedEnd) => boolean): ServedEnd {
  const served = new ServedEnd();
  const enter = AsyncLocalStorage.snapshot();
  const client = clientEnd(socket, (chunk) => enter(() => served.push(chunk)));
  served.toClient = (chunk) => enter(() => client(chunk));
  socket.once('close', () => enter(() => served.destroy()));
  process.nextTick(() => {
    if (socket.destroyed || !accept(served)) return;
    Object.assign(socket, { connecting: false });
    socket.emit('connect');
    socket.emit('ready');
  });
  return served;
}

/** Has a socket fail that was to be connected, when whoever connects it listens to it. */
export function refuseInMemory(socket: Socket, error: Error): void {
  process.nextTick(() => socket.destroy(error));
}

/** The server's end of a connection. */
export class ServedEnd extends Duplex {
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
