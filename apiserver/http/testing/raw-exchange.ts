import { connect, type Socket } from 'node:net';

/**
 * Sends bytes (text is taken as Latin-1), reads nothing before all are sent, and resolves with what comes back until the
 * server closes the connection: nothing, if it closes it before.
 */
export function rawExchange(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const { socket, text } = rawConnection(port);
    socket.on('close', () => resolve(text())).pause();
    socket.write(
      typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes,
      (error) => error ?? socket.resume(),
    );
  });
}

/** A connection, and what has come back so far. */
export function rawConnection(port: number): { readonly socket: Socket; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const socket = connect(port, '127.0.0.1');
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {});
  return { socket, text: () => Buffer.concat(chunks).toString('latin1') };
}

/** The status codes of answers that came one after another. */
export function statusCodes(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, code]) => Number(code));
}

/** The headers that ask for a WebSocket. */
export const webSocketHeaders =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
