import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import {
  type ApiRequest,
  type ApiResponse,
  deepFreeze,
  messageOf,
  readJson,
  type Transport,
  writeJson,
} from '../apimachinery/index.ts';
import type { CredentialSource, Credentials } from './credentials.ts';
import { HttpConnections } from './http-connections.ts';
import { httpWatchBody } from './http-watch.ts';
import { TransportError } from './transport-error.ts';

export interface HttpTransportOptions {
  /** `http://127.0.0.1:6443`; a path in it comes before that of requests. */
  readonly baseUrl: string;
  /** Sent with every request (`authorization`). Lower-case names; of several values each in a line of its own. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Credentials that change; asked before each request, and told when they are refused. */
  readonly credentials?: CredentialSource;
  /** The certificate authorities to trust instead of the system's, as PEM. */
  readonly ca?: string;
  /** Who it is that asks: a certificate and its key, as PEM. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the server's certificate must be for. Default: the host of the URL. */
  readonly serverName?: string;
  /** Whatever certificate the server has, it is believed. */
  readonly insecureSkipTlsVerify?: boolean;
  /** A proxy to reach the server by: a URL of `http`, `https` or `socks5`. Default: none. */
  readonly proxyUrl?: string;
  /** Long answers may come gzipped. Default false. */
  readonly compressed?: boolean;
  /** What watches come over. Default: chunks of an HTTP/1.1 answer, a line for each event. */
  readonly watchOver?: 'http' | 'websocket';
  /** An answer must begin, and go on, within this. Default 60 s. */
  readonly timeoutMs?: number;
  /** A watch in which nothing comes for so long counts as dead. Servers tell something about once a minute. Default: when it should have ended. */
  readonly watchSilenceMsMax?: number;
}

/** A transport over keep-alive connections of its own. */
export interface HttpTransport extends Transport {
  /** Closes every connection; what is under way breaks. */
  close(): void;
}

type Call = Omit<ApiRequest, 'user'>;

/** As kubectl's default for requests that are not watches. */
const defaultTimeoutMs = 60_000;
/** A watch is given so much longer than it asked for before its silence is taken for a dead connection. */
const watchGraceMs = 30_000;

/**
 * Speaks HTTP/1.1 to an API server. Answers are parsed and frozen; JSON that is asked for as text is not made again.
 * Rejects with TransportError. A GET on a kept connection that turns out dead is sent once more.
 */
export function httpTransport(options: HttpTransportOptions): HttpTransport {
  return new NodeHttpTransport(options);
}

class NodeHttpTransport implements HttpTransport {
  readonly #base: URL;
  readonly #basePath: string;
  readonly #headers: Readonly<Record<string, string | string[]>>;
  readonly #timeoutMs: number;
  readonly #watchSilenceMsMax: number | undefined;
  readonly #credentials: CredentialSource | undefined;
  readonly #connections: HttpConnections;
  readonly #overWebSocket: boolean;
  readonly #send: typeof httpRequest;
  /** By abort signal: the requests it ends. One listener each, however many requests. */
  readonly #underWay = new WeakMap<AbortSignal, Set<ClientRequest>>();

  constructor(options: HttpTransportOptions) {
    this.#base = new URL(options.baseUrl);
    this.#basePath = this.#base.pathname.replace(/\/$/, '');
    this.#headers = options.compressed
      ? { 'accept-encoding': 'gzip', ...options.headers }
      : (options.headers ?? {});
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.#watchSilenceMsMax = options.watchSilenceMsMax;
    this.#credentials = options.credentials;
    this.#connections = new HttpConnections(options);
    this.#overWebSocket = options.watchOver === 'websocket';
    this.#send = this.#base.protocol === 'https:' ? httpsRequest : httpRequest;
  }

  async request(call: Call): Promise<ApiResponse> {
    const source = this.#credentials;
    if (source === undefined) return this.#request(call, undefined);
    const used = await source.get().catch((error: unknown) => {
      throw new TransportError(`getting credentials: ${messageOf(error)}`, { definite: true, cause: error });
    });
    const response = await this.#request(call, used);
    if (response.status === 401) await source.refused(used);
    return response;
  }

  close(): void {
    this.#connections.close();
  }

  async #request(call: Call, used: Credentials | undefined): Promise<ApiResponse> {
    await this.#connections.prepare(used);
    if (this.#overWebSocket && isWatch(call)) return this.#watch(call, used);
    const { request, response } = await this.#exchange(call, used, true);
    if (isWatch(call) && response.statusCode === 200) {
      return { status: 200, headers: headersOf(response), body: httpWatchBody(request, response) };
    }
    return document(response, await readAll(call, response));
  }

  async #watch(call: Call, used: Credentials | undefined): Promise<ApiResponse> {
    const { openWatch } = await import('./http-websocket-watch.ts');
    const url = new URL(this.#basePath + call.path + queryText(call.query), this.#base);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const opened = await openWatch(url, {
      agent: this.#connections.agent,
      finishRequest: (request) => {
        request.setHeaders(new Map(Object.entries(this.#headersOf(call, used, undefined))));
        this.#endWith(call.signal, request);
        endSilence(request, this.#silenceMsMax(call));
        request.end();
      },
    }).catch((error: unknown) => {
      throw transportError(call, error as NodeJS.ErrnoException);
    });
    return 'body' in opened ? opened : document(opened, await readAll(call, opened));
  }

  /** Sends the request and waits for the head of the answer. */
  #exchange(call: Call, used: Credentials | undefined, mayRepeat: boolean): Promise<Exchange> {
    const body = bodyBytes(call.body);
    return new Promise((resolve, reject) => {
      const request = this.#begin(call, used, body);
      this.#endWith(call.signal, request);
      request.on('timeout', () => request.destroy(silentError()));
      request.on('response', (response) => resolve({ request, response }));
      request.on('error', (error: NodeJS.ErrnoException) => {
        const stale = request.reusedSocket && error.code === 'ECONNRESET' && call.method === 'GET';
        if (stale && mayRepeat) resolve(this.#exchange(call, used, false));
        else reject(transportError(call, error));
      });
      request.end(body);
    });
  }

  /** Throws for what cannot be sent: a certificate that is none, a token that no header can hold. */
  #begin(call: Call, used: Credentials | undefined, body: Uint8Array | string | undefined): ClientRequest {
    try {
      return this.#send({
        agent: this.#connections.agent,
        protocol: this.#base.protocol,
        hostname: this.#base.hostname.replace(/^\[|\]$/g, ''),
        port: this.#base.port,
        method: call.method,
        path: this.#basePath + call.path + queryText(call.query),
        headers: this.#headersOf(call, used, body),
        timeout: this.#silenceMsMax(call),
      });
    } catch (error) {
      throw transportError(call, error as NodeJS.ErrnoException, true);
    }
  }

  #headersOf(
    call: Call,
    used: Credentials | undefined,
    body: Uint8Array | string | undefined,
  ): OutgoingHeaders {
    const headers: OutgoingHeaders = { ...this.#headers, ...call.headers };
    if (used?.token !== undefined) headers.authorization ??= `Bearer ${used.token}`;
    if (body !== undefined) headers['content-length'] = Buffer.byteLength(body);
    return headers;
  }

  #silenceMsMax(call: Call): number {
    if (!isWatch(call)) return this.#timeoutMs;
    if (this.#watchSilenceMsMax !== undefined) return this.#watchSilenceMsMax;
    const seconds = Number(call.query.timeoutSeconds ?? 0);
    return seconds > 0 ? seconds * 1000 + watchGraceMs : 0;
  }

  #endWith(signal: AbortSignal | undefined, request: ClientRequest): void {
    if (signal === undefined) return;
    if (signal.aborted) {
      request.destroy(new Error('the caller has gone away'));
      return;
    }
    let requests = this.#underWay.get(signal);
    if (requests === undefined) {
      const created = new Set<ClientRequest>();
      const destroyAll = () => {
        for (const one of created) one.destroy(new Error('the caller has gone away'));
      };
      signal.addEventListener('abort', destroyAll, { once: true });
      this.#underWay.set(signal, created);
      requests = created;
    }
    const known = requests;
    known.add(request);
    request.on('close', () => known.delete(request));
  }
}

/** Before the server has answered, and afterwards, when the request is no more than its connection. */
function endSilence(request: ClientRequest, silenceMsMax: number): void {
  request.setTimeout(silenceMsMax, () => request.destroy(silentError()));
  request.on('upgrade', (_response, socket: Socket) => {
    socket.setTimeout(silenceMsMax, () => socket.destroy(silentError()));
  });
}

function silentError(): Error {
  return new Error('the server has been silent for too long');
}

type OutgoingHeaders = Record<string, string | number | string[]>;

interface Exchange {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

function isWatch(call: Call): boolean {
  const watch = call.query.watch;
  return watch === 'true' || watch === '1';
}

function queryText(query: ApiRequest['query']): string {
  let text = '';
  for (const name in query) {
    const pair = `${encodeURIComponent(name)}=${encodeURIComponent(query[name] ?? '')}`;
    text += text === '' ? `?${pair}` : `&${pair}`;
  }
  return text;
}

function bodyBytes(body: ApiRequest['body']): Uint8Array | string | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  return writeJson(body);
}

const unzip = promisify(gunzip);

async function readAll(call: Call, response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk);
    const whole = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    return response.headers['content-encoding'] === 'gzip' ? await unzip(whole) : whole;
  } catch (error) {
    throw transportError(call, error as NodeJS.ErrnoException);
  }
}

function document(response: IncomingMessage, bytes: Buffer): ApiResponse {
  const headers = headersOf(response);
  const status = response.statusCode ?? 0;
  if (headers['content-type']?.includes('json') !== true) {
    return { status, headers, body: { type: 'bytes', bytes } };
  }
  const text = bytes.toString('utf8');
  const object = parseObject(text);
  if (object === undefined) return { status, headers, body: { type: 'bytes', bytes } };
  return { status, headers, body: { type: 'object', object: deepFreeze(object), pieces: () => [text] } };
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = readJson(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function headersOf(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(response.headersDistinct)) {
    if (values !== undefined) headers[name] = values.join(name === 'warning' ? '\n' : ', ');
  }
  return headers;
}

/** Failures before anything was sent. */
const definiteCodes: ReadonlySet<string | undefined> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function transportError(
  call: Call,
  error: NodeJS.ErrnoException,
  definite = definiteCodes.has(error.code),
): TransportError {
  return new TransportError(`${call.method} ${call.path}: ${error.message}`, { definite, cause: error });
}
