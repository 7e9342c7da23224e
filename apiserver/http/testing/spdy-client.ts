import { once } from 'node:events';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { constants, createDeflate } from 'node:zlib';
import { controlFrame, dataHead, FrameReader, finFlag, frameTypes } from '../streams/spdy/frames.ts';
import { headerDictionary } from '../streams/spdy/header-dictionary.ts';

/** A client of SPDY/3.1, for tests. */
export interface SpdyClient {
  readonly socket: Socket;
  /** Opens a stream and gives its number. */
  open(headers: Readonly<Record<string, string>>): Promise<number>;
  send(stream: number, data: string | Uint8Array, last?: boolean): void;
  /** What has come of a stream, and whether it has ended. */
  received(stream: number): { readonly text: string; readonly ended: boolean };
  /** Control frames that have come, by type. */
  readonly control: readonly number[];
  /** Resolves when the stream has ended. */
  end(stream: number): Promise<string>;
}

/** Upgrades a connection to `path` of the server; undefined: it was answered otherwise, with that status. */
export async function spdyClient(url: string, path: string, protocol: string): Promise<SpdyClient | number> {
  const asked = request(url + path, {
    method: 'POST',
    headers: { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': protocol },
  });
  asked.end();
  const answer = await Promise.race([once(asked, 'upgrade'), once(asked, 'response')]);
  const [response, socket] = answer as [{ statusCode?: number; resume(): void }, Socket | undefined];
  if (socket === undefined) {
    response.resume();
    return response.statusCode ?? 0;
  }
  return clientOver(socket);
}

function clientOver(socket: Socket): SpdyClient {
  const streams = new Map<number, { text: string; ended: boolean }>();
  const control: number[] = [];
  const reader = new FrameReader();
  const deflate = createDeflate({ dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH });
  let wake = () => {};
  socket.on('data', (bytes) => {
    for (const frame of reader.read(bytes)) {
      if (frame.kind === 'control') {
        control.push(frame.type);
        if (frame.type === frameTypes.reset) {
          const stream = streams.get(frame.payload.readUInt32BE(0));
          if (stream !== undefined) stream.ended = true;
        }
      } else {
        const stream = streams.get(frame.stream);
        if (stream !== undefined) {
          stream.text += frame.bytes.toString();
          stream.ended ||= frame.last;
        }
      }
    }
    wake();
  });
  socket.on('error', () => {}).on('close', () => wake());
  let next = 1;
  return {
    socket,
    control,
    async open(headers) {
      const id = next;
      next += 2;
      streams.set(id, { text: '', ended: false });
      const block = Buffer.concat([
        word(Object.keys(headers).length),
        ...Object.entries(headers).flatMap(([name, value]) => [text(name), text(value)]),
      ]);
      deflate.write(block);
      const [compressed] = (await once(deflate, 'data')) as [Buffer];
      socket.write(controlFrame(frameTypes.synStream, id, 0, Buffer.alloc(2), compressed));
      return id;
    },
    send(stream, data, last = false) {
      const bytes = Buffer.from(data);
      socket.write(Buffer.concat([dataHead(stream, bytes.length, last ? finFlag : 0), bytes]));
    },
    received: (stream) => streams.get(stream) ?? { text: '', ended: false },
    async end(stream) {
      while (streams.get(stream)?.ended === false && !socket.destroyed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return streams.get(stream)?.text ?? '';
    },
  };
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([word(value.length), Buffer.from(value)]);
}
