import type { KubeObject } from '../object/object.ts';
import type { Bytes, Encoder } from './encoder.ts';
import type { PodPort, RunProcess, WantedStreams } from './kubelet-api.ts';
import type { UserInfo } from './user-info.ts';

/**
 * What a client and an API server say to each other, over HTTP or by a direct call. In process, bodies are frozen
 * objects and no JSON is made; over HTTP the adapter turns them into bytes.
 */
export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Starts with `/`, without the query, still percent-encoded. */
  readonly path: string;
  /** Decoded; of a repeated parameter the first. */
  readonly query: Readonly<Record<string, string>>;
  /** The others of repeated parameters, in order; absent: none is repeated. */
  readonly repeated?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Lower-case names. `accept`, `content-type` and `user-agent` matter. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes from the wire, or a plain object from this process, which the server takes over and freezes. */
  readonly body?: Uint8Array | object | undefined;
  /** Who asks, where the transport knows; else the server finds out from the request. */
  readonly user?: UserInfo | undefined;
  /** The program that asks, where the transport knows: under this name its writes are kept in managedFields. */
  readonly program?: string | undefined;
  /** What made the caller ask (a trace record, or the write it reacts to). */
  readonly cause?: RequestCause | undefined;
  /** Aborted when the caller has gone away. */
  readonly signal?: AbortSignal | undefined;
}

/** The same shape as the environment's Cause. */
export type RequestCause = { readonly record: number } | { readonly revision: number };

export interface ApiResponse {
  readonly status: number;
  /** Lower-case names; has `content-type` where there is a body. Repeated `warning` headers are joined by newlines. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ResponseBody;
  /** In what objects and watch events are to be sent, where they are sent; absent: as JSON. */
  readonly encoder?: Encoder;
}

export type ResponseBody = ObjectBody | BytesBody | StreamBody | WatchBody | ProcessBody | PortsBody;

/** An object, a list, a Status or a Table, of which bytes are made only for whoever needs them. */
export interface ObjectBody {
  readonly type: 'object';
  readonly object: KubeObject | object;
  /**
   * Its bytes, default: JSON; of what may be long a piece at a time. What is stored is encoded at most once per revision and
   * encoder.
   */
  pieces(encoder?: Encoder): Iterable<Bytes>;
}

/** A document that is not an API object (OpenAPI, metrics, `ok`). */
export interface BytesBody {
  readonly type: 'bytes';
  readonly bytes: Bytes;
}

/** Bytes that come as they are made: a log. */
export interface StreamBody {
  readonly type: 'stream';
  /** To be read once, at the reader's pace; who stops before the end says so (`return`), and the source stops too. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** A process in a container, which begins when somebody has streams for it: what the connection becomes then. */
export interface ProcessBody {
  readonly type: 'process';
  readonly streams: WantedStreams;
  /** At most once. */
  readonly run: RunProcess;
}

/** Ports of a pod, to be connected with. */
export interface PortsBody {
  readonly type: 'ports';
  /** Those that the request names. */
  readonly ports: readonly number[];
  /** What listens on one; undefined: nothing does. Throws KubeletError where the pod runs no more. */
  open(port: number): PodPort | undefined;
}

/** A stream of watch events, which starts when somebody subscribes. */
export interface WatchBody {
  readonly type: 'watch';
  /** At most once. Events are delivered from a later turn on, never within this call. */
  subscribe(sink: WatchStreamSink): WatchStream;
}

export interface WatchStreamSink {
  /** Events in order; called synchronously with everything that is ready, or a piece of it where there is `ready`. */
  events(batch: readonly WatchEvent[]): void;
  /**
   * The last call: timeoutSeconds have passed or the server stops. An error: the reader was too slow, or the connection
   * of a transport broke.
   */
  end(error?: Error): void;
  /**
   * Of a sink whose reader has a pace of its own: resolves, in a later turn of the event loop, when the reader has taken
   * what `events` gave. Asked after each piece of some size, before the next. Absent: takes everything at once.
   */
  ready?(): Promise<void>;
}

export interface WatchStream {
  /** No event after this. Idempotent. */
  stop(): void;
}

/** metav1.WatchEvent, shared by all watchers that see the same. The object is frozen. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject;
  /** As it is sent, default: `{"type":...,"object":...}` and a newline; made at most once per encoder, which must stream. */
  frame(encoder?: Encoder): Uint8Array;
}

/** How a client reaches an API server. Rejects only when no answer came (TransportError); a Status is an answer. */
export interface Transport {
  request(request: Omit<ApiRequest, 'user' | 'program'>): Promise<ApiResponse>;
}
