import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { ApiRequest, ApiResponse, ObjectBody, UserInfo } from '../../apimachinery/index.ts';
import type { ApiServer } from '../api-server.ts';
import { inPieces } from './in-pieces.ts';
import { refuse, refuseMethod } from './refusals.ts';
import { streamWatch } from './watch-stream.ts';
import { acceptWebSockets } from './web-socket.ts';

export interface HttpServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Ends every connection, watches included. */
  close(): Promise<void>;
}

export interface HttpServerOptions {
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
}

/** Who everybody is until there is authentication: the cluster's administrator. */
const administrator: UserInfo = Object.freeze({
  name: 'kubernetes-admin',
  groups: Object.freeze(['system:masters', 'system:authenticated']),
});

/** One more than the largest body the API takes, so that the API says what was too large, in Kubernetes' words. */
const bodyBytesMax = 4 * 1024 * 1024;

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Serves an API server over HTTP and WebSocket. Rejects with the listen error (EADDRINUSE, EACCES). */
export async function serveHttp(server: ApiServer, options: HttpServerOptions): Promise<HttpServer> {
  const { host = '127.0.0.1', port } = options;
  const app = fastify({
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 4096 },
    frameworkErrors: (error, _request, reply) => refuse(error, reply, bodyBytesMax),
    // No route has a schema: the compilers for them, a tenth of the start, are not even read.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  app.setErrorHandler<FastifyError>((error, _request, reply) => refuse(error, reply, bodyBytesMax));
  app.setNotFoundHandler((_request, reply) => refuseMethod(reply));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.route({ method: [...methods], url: '*', handler: (request, reply) => answer(server, request, reply) });
  acceptWebSockets(app.server, (request) => server.handle(request), administrator);
  await app.listen({ host, port });
  const address = app.server.address() as AddressInfo;
  return { port: address.port, url: `http://${host}:${address.port}`, close: () => closeAll(app) };
}

function noSchemas(): never {
  throw new Error('no route has a schema');
}

async function closeAll(app: FastifyInstance): Promise<void> {
  app.server.closeAllConnections();
  await app.close();
}

async function answer(server: ApiServer, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const response = await server.handle(apiRequest(request));
  const { body } = response;
  if (body.type === 'watch') {
    streamWatch(reply.raw, response.headers, body);
    return reply.hijack();
  }
  reply.code(response.status).headers(httpHeaders(response));
  return reply.send(body.type === 'object' ? json(request, body) : body.bytes);
}

/**
 * Indentation costs a parse, so only those pay for it who ask or are people. Bytes, because a string would be sent with
 * a charset, which Kubernetes does not name.
 */
function json(request: FastifyRequest, body: ObjectBody): Buffer | Readable {
  if (!isPretty(request)) return inPieces(body);
  return Buffer.from(`${JSON.stringify(JSON.parse(body.text()), null, 2)}\n`);
}

/** What Go's strconv.ParseBool takes for true. */
const goTrue = /^(?:1|t|T|true|TRUE|True)$/;
const peoplesTools = /^(?:curl|Wget|Mozilla\/5\.0)/;

/** Mirrors kubernetes apiserver pkg/endpoints/handlers/negotiation (isPrettyPrint). */
function isPretty(request: FastifyRequest): boolean {
  const { pretty } = request.query as { readonly pretty?: string | readonly string[] };
  if (pretty !== undefined && pretty.length > 0) {
    return goTrue.test(typeof pretty === 'string' ? pretty : (pretty[0] ?? ''));
  }
  return peoplesTools.test(request.headers['user-agent'] ?? '');
}

function httpHeaders({ headers }: ApiResponse): Record<string, string | string[]> {
  const { warning, ...others } = headers;
  const all = { 'cache-control': 'no-cache, private', ...others };
  return warning === undefined ? all : { ...all, warning: warning.split('\n') };
}

function apiRequest(request: FastifyRequest): ApiRequest {
  const { url } = request;
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  return {
    method: request.method as ApiRequest['method'],
    path,
    query: lastValues(request.query as Readonly<Record<string, string | string[]>>),
    headers: request.headers as Readonly<Record<string, string>>,
    ...(request.body === undefined || request.body === null ? {} : { body: request.body as Uint8Array }),
    user: administrator,
  };
}

/** Of a repeated parameter the last counts. */
export function lastValues(
  query: Readonly<Record<string, string | string[]>>,
): Readonly<Record<string, string>> {
  for (const name in query) {
    if (typeof query[name] !== 'string') {
      return Object.fromEntries(
        Object.entries(query).map(([key, value]) => [
          key,
          Array.isArray(value) ? (value.at(-1) ?? '') : value,
        ]),
      );
    }
  }
  return query as Readonly<Record<string, string>>;
}
