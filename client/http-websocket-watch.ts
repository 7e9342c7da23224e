import type { IncomingMessage } from 'node:http';
import { type ClientOptions, WebSocket } from 'ws';
import { type ApiResponse, messageOf, StatusError } from '../apimachinery/index.ts';
import { parseEvent } from './http-watch.ts';
import { TransportError } from './transport-error.ts';

const normalClosure = 1000;
/** Of a server that says nothing why: as `ws` tells it. */
const noStatus = 1005;

/**
 * A watch over WebSocket: a message for each event. Resolves with the answer, or with the server's document where it refuses.
 * Rejects where none comes.
 */
export function openWatch(url: URL, options: ClientOptions): Promise<ApiResponse | IncomingMessage> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, options);
    socket.on('unexpected-response', (_request, response) => resolve(response));
    socket.on('error', reject);
    socket.on('open', () => {
      socket.pause();
      resolve({ status: 200, headers: {}, body: watchBody(socket) });
    });
  });
}

function watchBody(socket: WebSocket): ApiResponse['body'] {
  return {
    type: 'watch',
    subscribe(sink) {
      let over = false;
      const finish = (error?: Error) => {
        if (over) return;
        over = true;
        socket.terminate();
        sink.end(error);
      };
      socket.on('message', (data: Buffer) => {
        if (over) return;
        try {
          sink.events([parseEvent(data)]);
        } catch (error) {
          if (!(error instanceof StatusError)) throw error;
          finish(error);
        }
      });
      socket.on('close', (code) => {
        if (code === normalClosure || code === noStatus) finish();
        else finish(broken(`code ${code}`));
      });
      socket.on('error', (error) => finish(broken(messageOf(error))));
      socket.resume();
      return {
        stop() {
          over = true;
          socket.terminate();
        },
      };
    },
  };
}

function broken(why: string): TransportError {
  return new TransportError(`the connection of a watch broke: ${why}`, { definite: false });
}
