import type { ApiResponse, KubeObject, Status, WatchEvent, WatchStream } from '../../apimachinery/index.ts';
import type { Clock } from '../../environment/index.ts';
import { createSimulation, type Simulation } from '../../simulation/index.ts';
import { type EmbeddedStore, openStore, type Store, type StoreOptions } from '../../store/index.ts';
import { type ApiServer, type ApiServerOptions, createApiServer } from '../index.ts';

/** What an answer was, without its wrapping. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any kind
  readonly body: any;
}

/** An API server in virtual time over a store in memory, for tests. */
export interface TestApi {
  readonly simulation: Simulation;
  readonly server: ApiServer;
  readonly store: EmbeddedStore;
  /** `call('POST', '/api/v1/namespaces', {...})`; a string body goes as bytes. */
  call(
    method: string,
    path: string,
    body?: object | string,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Starts a watch and gathers its events. */
  watch(path: string): Promise<WatchLog>;
}

export interface WatchLog {
  readonly events: WatchEvent[];
  /** `ADDED web`, `MODIFIED web`, ... */
  readonly texts: string[];
  readonly stream: WatchStream;
  ended: boolean;
}

const tester = { name: 'tester', groups: [] };

/**
 * `around` may put something between the server and its store, which is opened with `options`; `parts` of the server may
 * be others than usual.
 */
export async function openApi(
  seed: string | number = 1,
  around: (store: EmbeddedStore, clock: Clock) => Store = (store) => store,
  options: StoreOptions = { memory: true },
  parts: Omit<ApiServerOptions, 'store'> = {},
): Promise<TestApi> {
  const simulation = createSimulation({ seed });
  const { environment } = simulation;
  const store = await simulation.complete(() => openStore(environment, options));
  return apiOver(simulation, store, around(store, environment.clock), parts);
}

/** One more server of a store that is open, which it knows as `seen`. */
export async function apiOver(
  simulation: Simulation,
  store: EmbeddedStore,
  seen: Store = store,
  parts: Omit<ApiServerOptions, 'store'> = {},
): Promise<TestApi> {
  const server = await simulation.complete(() =>
    createApiServer(simulation.environment, { ...parts, store: seen }),
  );
  const request = (method: string, pathAndQuery: string, body?: object | string, headers = {}) => {
    const [path = '', query = ''] = pathAndQuery.split('?', 2);
    return server.handle({
      method: method as 'GET',
      path,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: { 'user-agent': 'tester/1', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? Buffer.from(body) : body }),
      user: tester,
    });
  };
  return {
    simulation,
    server,
    store,
    call: async (method, path, body, headers) =>
      answer(await simulation.complete(() => request(method, path, body, headers))),
    async watch(path) {
      const response = await simulation.complete(() => request('GET', path));
      return simulation.complete(async () => follow(response));
    },
  };
}

function answer({ status, headers, body, encoder }: ApiResponse): Answer {
  if (body.type === 'object') {
    const bytes = Buffer.concat([...body.pieces(encoder)].map((piece) => Buffer.from(piece)));
    return { status, headers, body: encoder === undefined ? JSON.parse(bytes.toString()) : bytes.toString() };
  }
  return { status, headers, body: body.type === 'bytes' ? String(body.bytes) : undefined };
}

function follow(response: ApiResponse): WatchLog {
  const { body } = response;
  if (body.type !== 'watch')
    throw new Error(`no watch but ${response.status}: ${JSON.stringify(answer(response).body)}`);
  const events: WatchEvent[] = [];
  const texts: string[] = [];
  const stream = body.subscribe({
    events(batch) {
      for (const event of batch) {
        events.push(event);
        texts.push(`${event.type} ${nameOf(event.object)}`);
      }
    },
    end() {
      log.ended = true;
    },
  });
  const log: WatchLog = { events, texts, stream, ended: false };
  return log;
}

function nameOf(object: KubeObject): string {
  const status = object as unknown as Status;
  return status.kind === 'Status' ? String(status.code) : (object.metadata?.name ?? '');
}

/** A Deployment as small as it can be. */
export function deployment(name: string, changes: object = {}): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } },
      ...changes,
    },
  };
}
