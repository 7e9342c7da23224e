import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import {
  type HttpAnswer,
  type HttpCall,
  messageOf,
  type PodPort,
  type RunProcess,
} from '../../../apimachinery/index.ts';
import { readBody } from '../read-body.ts';

/** What answers on each stream that is taken for a connection. */
const ports = new WeakMap<object, (call: HttpCall) => Promise<HttpAnswer>>();

/** It listens nowhere: streams are put into it. */
let server: Server | undefined;

/** Joins a stream of bytes with what listens on a port. `failed` is told why that cannot be, and the stream ends. */
export function connectPort(port: PodPort, stream: Duplex, failed: (why: string) => void): void {
  const leave = port.onEnd(() => stream.destroy());
  stream.once('close', leave);
  if (port.type === 'http') {
    ports.set(stream, (call) => port.answer(call));
    server ??= createServer((request, response) => void answer(request, response));
    server.emit('connection', stream);
    return;
  }
  if (port.type === 'process') {
    void runOver(stream, port.run, failed);
    return;
  }
  const socket = connect({ port: port.port, host: port.host });
  socket.once('error', (error) => failed(messageOf(error)));
  pipeline(stream, socket, stream, () => socket.destroy());
}

/** What comes is what a process reads, and what it writes goes out. */
async function runOver(stream: Duplex, run: RunProcess, failed: (why: string) => void): Promise<void> {
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  stream.on('error', () => {});
  const write = (bytes: Uint8Array) =>
    new Promise<void>((resolve) => {
      if (stream.writable) stream.write(bytes, () => resolve());
      else resolve();
    });
  const end = await run({ stdin: bytesOf(stream), stdout: write, stderr: async () => {}, gone: gone.signal });
  if ('problem' in end) failed(end.problem);
  stream.end();
}

/** Ends where the stream does, in whatever way. */
async function* bytesOf(stream: Duplex): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch {
    // Whoever has sent it is gone.
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const port = ports.get(request.socket);
    const { method = 'GET', url: path = '/' } = request;
    const headers = request.headers as Readonly<Record<string, string>>;
    const found = await port?.({ method, path, headers, body: (await readBody(request)) ?? nothing });
    response.statusCode = found?.status ?? 500;
    for (const [name, value] of Object.entries(found?.headers ?? {})) response.setHeader(name, value);
    response.end(found?.body);
  } catch {
    response.destroy();
  }
}

const nothing = new Uint8Array();
