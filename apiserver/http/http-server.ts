import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import {
  type ApiRequest,
  type ApiResponse,
  badRequest,
  type Encoder,
  jsonEncoder,
  jsonText,
  type ObjectBody,
  readJson,
  writeJson,
} from '../../apimachinery/index.ts';
import { noSuchMethod } from '../documents/documents.ts';
import { isGoTrue } from '../request/request-info.ts';
import { AcceptedCallers, urlHost } from './accepted-callers.ts';
import { apiRequest } from './api-request.ts';
import { compressed } from './compression.ts';
import { Door } from './door.ts';
import { refusalOf } from './framework-errors.ts';
import type { HttpHandler } from './http-handler.ts';
import { inPieces } from './in-pieces.ts';
import { readBody } from './read-body.ts';
import { sendStatus } from './refusals.ts';
import { upgradesOf } from './upgrades.ts';
import { streamWatch } from './watch-stream.ts';

export interface HttpServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Ends every connection, watches included. */
  close(): Promise<void>;
}

export interface HttpServerOptions {
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  /**
   * By which hosts, without their ports, the server may be called besides its own, and from which web pages may. Default:
   * `loopbackHosts`, as `kubectl proxy --accept-hosts` has it.
   */
  readonly acceptHosts?: readonly RegExp[];
  /** Told of what nobody foresaw; whoever asked has got a 500. */
  readonly onInternalError?: (error: unknown) => void;
}

const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** See `serveHttp`. */
export async function openHttpServer(server: HttpHandler, options: HttpServerOptions): Promise<HttpServer> {
  const { host = '127.0.0.1', port } = options;
  const { door, app } = openDoor(server, { ...options, host });
  await app.listen({ host, port });
  const address = door.server.address() as AddressInfo;
  const close = async () => {
    door.closeConnections();
    await app.close();
  };
  return { port: address.port, url: `http://${urlHost(host)}:${address.port}`, close };
}

/** The door of a server that is called `host`, and what is behind it: connections are taken once that listens, or is ready. */
export function openDoor(
  handler: HttpHandler,
  {
    host,
    acceptHosts,
    onInternalError = () => {},
  }: Pick<HttpServerOptions, 'acceptHosts' | 'onInternalError'> & { readonly host: string },
) {
  const door = new Door({
    callers: new AcceptedCallers(host, acceptHosts),
    enter: (request, response) => {
      if (methods.includes(request.method ?? '')) app.routing(request, response);
      else sendStatus(response, noSuchMethod);
    },
    upgrades: upgradesOf(handler),
    onInternalError,
  });
  const app = router(handler, door, onInternalError);
  return { door, app };
}

/** The routes behind the door: one. */
function router(server: HttpHandler, door: Door, onInternalError: (error: unknown) => void) {
  const refuse = (error: unknown, reply: FastifyReply) => {
    const { status } = refusalOf(error, onInternalError);
    reply.code(status.code).header('content-type', 'application/json').send(JSON.stringify(status));
  };
  const app = fastify({
    serverFactory: () => door.server,
    // The door answers these.
    clientErrorHandler: () => {},
    // Queries are read with the path.
    routerOptions: { maxParamLength: 4096, querystringParser: () => ({}) },
    frameworkErrors: (error, _request, reply) => refuse(error, reply),
    // No route has a schema: the compilers for them, a tenth of the start, are not even read.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  app.setErrorHandler((error, _request, reply) => refuse(error, reply));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.route({ method: [...methods], url: '*', handler: (request, reply) => answer(server, request, reply) });
  return app;
}

function noSchemas(): never {
  throw new Error('no route has a schema');
}

async function answer(server: HttpHandler, { raw }: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const sent = bodyless.has(raw.method ?? '') ? undefined : await readBody(raw);
  const request = apiRequest(raw, raw.url ?? '/', sent);
  const response = await server.handle(request, raw.socket);
  const { body, encoder } = response;
  if (body.type === 'watch') {
    streamWatch(reply.raw, response.headers, body, encoder);
    return reply.hijack();
  }
  if (body.type === 'process' || body.type === 'ports') throw badRequest('Upgrade request required');
  reply.code(response.status).headers(httpHeaders(response));
  // Nothing has no type.
  if (body.type === 'bytes') return reply.send(body.bytes.length === 0 ? undefined : body.bytes);
  if (body.type === 'stream') return reply.send(Readable.from(body.pieces, { objectMode: false }));
  const content = encoded(request, body, encoder);
  const smaller = compressed(content, request.headers['accept-encoding']);
  if (smaller === undefined) return reply.send(content);
  const vary = [response.headers.vary, 'Accept-Encoding'].filter((name) => name !== undefined);
  return reply.headers({ 'content-encoding': 'gzip', vary: vary.join(', ') }).send(smaller);
}

/** What these carry nobody looks at. */
const bodyless: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * JSON ends with its line, indented JSON does not. Indentation costs a parse, so only those pay for it who ask or are people. Bytes, because a
 * string would be sent with a charset, which Kubernetes does not name.
 */
function encoded(request: ApiRequest, body: ObjectBody, encoder: Encoder = jsonEncoder): Buffer | Readable {
  if (encoder !== jsonEncoder) return inPieces(body.pieces(encoder), '');
  if (!isPretty(request)) return inPieces(body.pieces(), '\n');
  return Buffer.from(writeJson(readJson(jsonText(body)), 2));
}

const peoplesTools = /^(?:curl|Wget|Mozilla\/5\.0)/;

/** Mirrors kubernetes apiserver pkg/endpoints/handlers/negotiation (isPrettyPrint). */
function isPretty({ query, headers }: ApiRequest): boolean {
  if (query.pretty) return isGoTrue(query.pretty);
  return peoplesTools.test(headers['user-agent'] ?? '');
}

function httpHeaders({ headers }: ApiResponse): Record<string, string | string[]> {
  const { warning, ...others } = headers;
  const all = { 'cache-control': 'no-cache, private', ...others };
  return warning === undefined ? all : { ...all, warning: warning.split('\n').map(utf8Bytes) };
}

/** Node writes a header's characters as bytes; Go writes text as UTF-8. */
function utf8Bytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}
