import { type WebSocket, WebSocketServer } from 'ws';
import type { Upgrade } from '../upgrade.ts';
import { limitIdle } from './spdy-upgrade.ts';

/** What clients send at once is far less. */
export const messageBytesMax = 16 * 1024 * 1024;

/** So much waits to be sent before whoever sends has to wait. */
const unsentBytesMax = 64 * 1024;

/** Makes WebSockets of one kind: with the first of the client's protocols that is among `protocols`. */
export function socketOpener(
  protocols: readonly string[],
): (upgrade: Upgrade, use: (socket: WebSocket) => void) => void {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: messageBytesMax,
    handleProtocols: (offered) => [...offered].find((name) => protocols.includes(name)) ?? false,
  });
  return ({ request, socket, head }, use) => {
    server.handleUpgrade(request, socket, head, (webSocket) => {
      limitIdle(socket);
      webSocket.on('error', () => {});
      use(webSocket);
    });
  };
}

/** Sends a message; resolves when there is room for more, or nobody is there. */
export function sendPaced(socket: WebSocket, message: string | Uint8Array): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  const isText = typeof message === 'string';
  if (socket.bufferedAmount < unsentBytesMax) {
    socket.send(message, { binary: !isText });
    return Promise.resolve();
  }
  return new Promise((resolve) => socket.send(message, { binary: !isText }, () => resolve()));
}
