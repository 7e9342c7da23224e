import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ApiRequest, ApiResponse, UserInfo, WatchBody } from '../../apimachinery/index.ts';
import { pacedSink } from './paced-sink.ts';

/** Subprotocols that Kubernetes' watches speak; the binary one puts each event into a frame of bytes. */
const protocols = ['binary.k8s.io', ''];

/**
 * Watches over WebSocket, one event a message. Mirrors kubernetes apiserver pkg/endpoints/handlers/watch.go
 * (HandleWS). What is no watch is answered with its HTTP status.
 */
export function acceptWebSockets(
  http: Server,
  handle: (request: ApiRequest) => Promise<ApiResponse>,
  user: UserInfo,
): void {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    void handle(watchRequest(request, user)).then(({ status, body }) => {
      if (body.type !== 'watch') {
        refuse(socket, Math.max(status, 400), body.type === 'object' ? body.text() : '');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (webSocket) => stream(webSocket, body));
    });
  });
  http.on('close', () => {
    for (const client of sockets.clients) client.terminate();
  });
}

function watchRequest(request: IncomingMessage, user: UserInfo): ApiRequest {
  const url = new URL(request.url ?? '/', 'http://localhost');
  return {
    method: 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers as Readonly<Record<string, string>>,
    user,
  };
}

function stream(socket: WebSocket, body: WatchBody): void {
  const binary = socket.protocol === 'binary.k8s.io';
  const watch = body.subscribe(
    pacedSink({
      send: (events, gone) => {
        const last = events.length - 1;
        for (const [at, event] of events.entries()) {
          socket.send(event.frame(), { binary }, at === last ? gone : undefined);
        }
      },
      end: () => socket.close(),
      cut: () => socket.terminate(),
    }),
  );
  socket.on('close', () => watch.stop());
  socket.on('error', () => watch.stop());
}

function refuse(socket: Duplex, status: number, text: string): void {
  const length = Buffer.byteLength(text);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${text}`,
  );
}
