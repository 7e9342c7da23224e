import { Duplex } from 'node:stream';
import { createWebSocketStream, type RawData, type WebSocket } from 'ws';
import type { PortsBody } from '../../../apimachinery/index.ts';
import type { Upgrade } from '../upgrade.ts';
import { sendPaced, socketOpener } from './open-socket.ts';
import { forward, forwardOver, portForwardProtocol } from './ports-over-spdy.ts';

/** SPDY inside of a WebSocket: what kubectl speaks since 1.31. */
const tunnel = `SPDY/3.1+${portForwardProtocol}`;

const binary = 'v4.channel.k8s.io';

const open = socketOpener([tunnel, binary, '']);

/** Forwards ports over a WebSocket. Mirrors the kubelet's streaming server (portforward websocketStreamHandler). */
export function portsOverSocket(upgrade: Upgrade, body: PortsBody): void {
  open(upgrade, (socket) => {
    if (socket.protocol === tunnel) {
      const stream = createWebSocketStream(socket);
      forwardOver(stream, body);
    } else forwardByChannels(socket, body);
  });
}

/** Of each port that is named two channels: an even one for bytes, an odd one for errors. Both begin with the port's number. */
function forwardByChannels(socket: WebSocket, body: PortsBody): void {
  const streams = body.ports.map((port, at) => {
    const stream = new ChannelStream(socket, 2 * at);
    const number = Buffer.from([port & 0xff, port >> 8]);
    void sendPaced(socket, Buffer.from([2 * at, ...number]));
    void sendPaced(socket, Buffer.from([2 * at + 1, ...number]));
    forward(body, port, stream, (why) => {
      void sendPaced(socket, Buffer.concat([Buffer.from([2 * at + 1]), Buffer.from(why)]));
    });
    return stream;
  });
  socket.on('message', (data: RawData) => {
    const message = data as Buffer;
    const channel = message[0] ?? 1;
    if (channel % 2 === 0) streams[channel / 2]?.push(message.subarray(1));
  });
  socket.on('close', () => {
    for (const stream of streams) stream.destroy();
  });
}

/** One channel of a WebSocket as a connection. */
class ChannelStream extends Duplex {
  readonly #socket: WebSocket;
  readonly #channel: number;

  constructor(socket: WebSocket, channel: number) {
    super();
    this.#socket = socket;
    this.#channel = channel;
    this.on('error', () => {});
  }

  override push(bytes: Uint8Array | null): boolean {
    const hasRoom = super.push(bytes);
    if (!hasRoom && bytes !== null && !this.destroyed) this.#socket.pause();
    return hasRoom;
  }

  override _read(): void {
    if (this.#socket.isPaused) this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    void sendPaced(this.#socket, Buffer.concat([Buffer.from([this.#channel]), chunk])).then(done);
  }

  /** A connection that is over ends the channels: there is no other way to say so. */
  override _final(done: () => void): void {
    this.#socket.close(1000);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.close(1000);
    done(error);
  }
}
