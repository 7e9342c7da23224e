import { writeJson } from '../../apimachinery/index.ts';

/** A request over HTTP, or a call in the same process that is like one. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As much as is read of it: see `bodyBytesMax`. */
  readonly body: Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers a request. What it throws is answered with 500. */
export type HttpHandler = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;

export function textAnswer(status: number, body: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

export function jsonAnswer(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${writeJson(value)}\n` };
}

/** As Go's net/http has it. */
export const notFoundAnswer: HttpAnswer = textAnswer(404, '404 page not found\n');

/** Finds the handler of a path. One whose path ends in `/` has all below it, too. Mirrors Go's net/http (ServeMux). */
export class HttpMux {
  readonly #handlers = new Map<string, HttpHandler>();

  has(path: string): boolean {
    return this.#handlers.has(path);
  }

  /** Throws for a path that has a handler already. */
  handle(path: string, handler: HttpHandler): void {
    if (this.#handlers.has(path)) throw new Error(`can't register duplicate path: ${path}`);
    this.#handlers.set(path, handler);
  }

  readonly answer: HttpHandler = (request) => {
    const handler = this.#handlers.get(request.path) ?? this.#handlerAbove(request.path);
    return handler === undefined ? notFoundAnswer : handler(request);
  };

  #handlerAbove(path: string): HttpHandler | undefined {
    const above = [...this.#handlers].filter(([base]) => base.endsWith('/') && path.startsWith(base));
    return above.sort(([a], [b]) => b.length - a.length)[0]?.[1];
  }
}
