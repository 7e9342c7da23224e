import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import { type HttpAnswer, type HttpCall, messageOf, type PodPort } from '../../../apimachinery/index.ts';
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
  const socket = connect({ port: port.port, host: '127.0.0.1' });
  socket.once('error', (error) => failed(messageOf(error)));
  pipeline(stream, socket, stream, () => socket.destroy());
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
