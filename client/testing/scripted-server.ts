import type {
  ApiRequest,
  ApiResponse,
  KubeObject,
  Transport,
  WatchStreamSink,
} from '../../apimachinery/index.ts';
import type { ListOptions } from '../client.ts';
import { objectAnswer, watchEvent } from './fake-api.ts';

type Query = ApiRequest['query'];
type Page = { readonly items: readonly KubeObject[]; readonly version: string; readonly continue?: string };

/** A server of one collection that says what the test tells it to, for tests that look at what was asked. */
export class ScriptedServer implements Transport {
  /** Answers a list; throws to refuse it. */
  onList: (query: Query, call: number) => Page = () => ({ items: [], version: '1' });
  /** Answers a watch; throws to refuse it. */
  onWatch: (stream: ScriptedStream, query: Query, call: number) => void = () => {};
  readonly lists: Query[] = [];
  readonly watches: Query[] = [];
  readonly streams: ScriptedStream[] = [];

  async request(call: Omit<ApiRequest, 'user'>): Promise<ApiResponse> {
    if (call.query.watch !== 'true') return this.#list(call.query);
    this.watches.push(call.query);
    const stream = new ScriptedStream();
    this.streams.push(stream);
    this.onWatch(stream, call.query, this.watches.length);
    const body = { type: 'watch' as const, subscribe: (sink: WatchStreamSink) => stream.subscribe(sink) };
    return { status: 200, headers: {}, body };
  }

  /** What was asked of lists: `resourceVersion`, `limit` and `continue`. */
  listed(): Pick<ListOptions, 'resourceVersion' | 'limit' | 'continue'>[] {
    return this.lists.map(({ resourceVersion = '', limit, continue: token }) => ({
      resourceVersion,
      ...(limit === undefined ? {} : { limit: Number(limit) }),
      ...(token === undefined ? {} : { continue: token }),
    }));
  }

  #list(query: Query): ApiResponse {
    this.lists.push(query);
    const { items, version, continue: token } = this.onList(query, this.lists.length);
    const metadata = { resourceVersion: version, ...(token === undefined ? {} : { continue: token }) };
    return objectAnswer(200, { kind: 'List', apiVersion: 'v1', metadata, items });
  }
}

/** One watch; what it is told before somebody listens is told then. */
export class ScriptedStream {
  stops = 0;
  #sink: WatchStreamSink | undefined;
  readonly #early: ((sink: WatchStreamSink) => void)[] = [];

  subscribe(sink: WatchStreamSink) {
    this.#sink = sink;
    queueMicrotask(() => {
      for (const call of this.#early.splice(0)) call(sink);
    });
    return {
      stop: () => {
        this.stops += 1;
      },
    };
  }

  send(type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR', object: KubeObject): this {
    return this.#do((sink) => sink.events([watchEvent(type, object)]));
  }

  end(error?: Error): this {
    return this.#do((sink) => sink.end(error));
  }

  #do(call: (sink: WatchStreamSink) => void): this {
    if (this.#sink === undefined || this.#early.length > 0) this.#early.push(call);
    else call(this.#sink);
    return this;
  }
}
