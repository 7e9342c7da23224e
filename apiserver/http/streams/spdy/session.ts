import { Duplex } from 'node:stream';
import {
  controlFrame,
  dataBytesMax,
  dataHead,
  type Frame,
  FrameReader,
  finFlag,
  frameTypes,
} from './frames.ts';
import { emptyHeaders, HeaderReader, type SpdyHeaders } from './header-blocks.ts';

/** More than any client has open at once. */
const streamsMax = 10_000;

/** So much of a stream waits for its reader before the connection is read no more. */
const unreadBytesMax = 1024 * 1024;

/** So much of what answers a client waits for it to read before it is read no more itself. */
const unsentBytesMax = 1024 * 1024;

/** Of GOAWAY and RST_STREAM. */
const protocolError = 1;
const cancelled = 5;

/** One stream of a connection. */
export class SpdyStream extends Duplex {
  readonly id: number;
  readonly headers: SpdyHeaders;
  readonly #session: SpdySession;
  #remoteEnded = false;
  #localEnded = false;

  constructor(session: SpdySession, id: number, headers: SpdyHeaders) {
    super({ readableHighWaterMark: unreadBytesMax, emitClose: true });
    this.#session = session;
    this.id = id;
    this.headers = headers;
    // Who resets a stream breaks nothing else.
    this.on('error', () => {});
  }

  /** Takes bytes in; resolves when there is room for more. */
  receive(bytes: Buffer, last: boolean): Promise<void> | undefined {
    const hasRoom = bytes.length === 0 || this.push(bytes);
    if (last) {
      this.#remoteEnded = true;
      this.push(null);
    }
    if (hasRoom || last) return undefined;
    return new Promise((resolve) => {
      this.#onRoom = resolve;
    });
  }

  #onRoom: (() => void) | undefined;

  override _read(): void {
    this.#onRoom?.();
    this.#onRoom = undefined;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const parts: Buffer[] = [];
    for (let at = 0; at < chunk.length; at += dataBytesMax) {
      const part = chunk.subarray(at, at + dataBytesMax);
      parts.push(dataHead(this.id, part.length), part);
    }
    this.#session.send(Buffer.concat(parts), done);
  }

  override _final(done: () => void): void {
    this.#localEnded = true;
    this.#session.send(dataHead(this.id, 0, finFlag), done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this._read();
    const isOver = this.#remoteEnded && this.#localEnded;
    this.#session.forget(this.id);
    if (!isOver) this.#session.send(controlFrame(frameTypes.reset, this.id, cancelled));
    done(error);
  }
}

/**
 * The server's end of a connection that speaks SPDY/3.1: streams that the client opens. Mirrors github.com/moby/spdystream, which
 * Kubernetes' clients use: no flow control but the connection's own. Of what is no SPDY the connection ends.
 */
export class SpdySession {
  readonly #socket: Duplex;
  readonly #onStream: (stream: SpdyStream) => void;
  readonly #streams = new Map<number, SpdyStream>();
  readonly #headers = new HeaderReader();
  #replied = false;

  constructor(socket: Duplex, onStream: (stream: SpdyStream) => void) {
    this.#socket = socket;
    this.#onStream = onStream;
    socket.on('error', () => {}).once('close', () => this.#close());
    void this.#listen();
  }

  send(bytes: Buffer, done?: () => void): void {
    if (this.#socket.writable) this.#socket.write(bytes, () => done?.());
    else done?.();
  }

  forget(id: number): void {
    this.#streams.delete(id);
  }

  /** Ends the connection after what was sent. */
  end(): void {
    this.#socket.end(controlFrame(frameTypes.goAway, 0, 0));
  }

  async #listen(): Promise<void> {
    const reader = new FrameReader();
    try {
      for await (const bytes of this.#socket)
        for (const frame of reader.read(bytes as Buffer)) {
          await this.#frame(frame);
          if (this.#socket.writableLength > unsentBytesMax) await this.#sent();
        }
      this.#socket.end();
    } catch {
      this.#socket.end(controlFrame(frameTypes.goAway, 0, protocolError));
      this.#socket.destroy();
    }
  }

  /** Resolves when all is sent, or nobody is there. */
  #sent(): Promise<void> {
    return new Promise((resolve) => this.send(nothing, resolve));
  }

  async #frame(frame: Frame): Promise<void> {
    if (frame.kind === 'data') return this.#streams.get(frame.stream)?.receive(frame.bytes, frame.last);
    const { type, flags, payload } = frame;
    if (type === frameTypes.synStream) return this.#open(flags, payload);
    if (type === frameTypes.ping) this.send(controlFrame(frameTypes.ping, payload.readUInt32BE(0)));
    else if (type === frameTypes.reset) this.#streams.get(payload.readUInt32BE(0) & 0x7fffffff)?.destroy();
  }

  async #open(flags: number, payload: Buffer): Promise<void> {
    const id = payload.readUInt32BE(0) & 0x7fffffff;
    const headers = await this.#headers.read(payload.subarray(10));
    if (this.#socket.destroyed || this.#streams.has(id) || this.#streams.size >= streamsMax)
      throw new Error('no such stream can be opened');
    const stream = new SpdyStream(this, id, headers);
    this.#streams.set(id, stream);
    this.send(controlFrame(frameTypes.synReply, id, emptyHeaders(!this.#replied)));
    this.#replied = true;
    if ((flags & finFlag) !== 0) void stream.receive(nothing, true);
    this.#onStream(stream);
  }

  #close(): void {
    this.#headers.close();
    for (const stream of [...this.#streams.values()]) stream.destroy();
  }
}

const nothing = Buffer.alloc(0);
