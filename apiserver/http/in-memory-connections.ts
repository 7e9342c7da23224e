import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ApiRequest, ApiResponse } from '../../apimachinery/index.ts';
import type { HttpHandler } from './http-handler.ts';
import { openDoor } from './http-server.ts';
import { connectInMemory, type ServedEnd } from './in-memory-socket.ts';

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
  // Compression is done by threads, which answer whenever they are ready; the date that Node tells is not that of a world.
  door.server.prependListener('request', ({ headers }, response) => {
    delete headers['accept-encoding'];
    response.sendDate = false;
  });
  const open = new Set<ServedEnd>();
  let isClosed = false;
  return {
    connect(socket) {
      const served = connectInMemory(socket, (end) => !isClosed && door.server.emit('connection', end));
      open.add(served);
      served.once('close', () => open.delete(served));
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
