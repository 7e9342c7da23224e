import type { Transport } from '../apimachinery/index.ts';
import { kubeconfig, serveInMemory } from '../cluster/index.ts';
import type { ConnectForeign } from '../simulation/index.ts';
import type { TestWorld } from './open-test-world.ts';

/** How a foreign program reaches the cluster it runs in. */
export interface ForeignAccess {
  /** The text of a kubeconfig file, with the server's address in it. */
  readonly kubeconfig: string;
  /** `http://kubernetes.default.svc`: always the same, so that it may be in a file. No TLS. */
  readonly server: string;
}

/** A foreign program that has been started. */
export interface ForeignProgram<T> {
  /** What its start has resolved with. */
  readonly value: T;
  /** Ends it without a word, as a crash does: its timers and connections are over. */
  end(): Promise<void>;
}

const host = 'kubernetes.default.svc';
const server = `http://${host}`;
const access: ForeignAccess = Object.freeze({ kubeconfig: kubeconfig(server), server });

/** See `TestCluster.runForeign`. */
export async function runForeign<T>(
  { control, transport }: TestWorld,
  name: string,
  start: (access: ForeignAccess) => T | Promise<T>,
): Promise<ForeignProgram<T>> {
  const environment = control.environment.fork(name);
  const way = named(transport(name), name);
  const connections = await serveInMemory({ handle: (request) => way.request(request) });
  const connect: ConnectForeign = (socket, args) => {
    const refusal = refusalOf(socket, args);
    if (refusal === undefined) connections.connect(socket);
    else queueMicrotask(() => socket.destroy(new Error(refusal)));
    return socket;
  };
  const foreign = control.foreign(environment, connect);
  environment.onRevoked(() => void connections.close());
  const value = await control.complete(() => foreign.run(async () => start(access)));
  return { value, end: async () => foreign.end() };
}

/** Who says nothing of itself goes by the name of its program. */
function named(inner: Transport, name: string): Transport {
  return {
    request: ({ headers, ...request }) =>
      inner.request({ ...request, headers: { ...headers, 'user-agent': headers['user-agent'] ?? name } }),
  };
}

/** Why a connection is not made; undefined: it leads to the API server. */
function refusalOf(socket: object, args: readonly unknown[]): string | undefined {
  const { host: asked = 'localhost', port, path } = optionsOf(args);
  const to = path ?? `${asked}:${port}`;
  if ('encrypted' in socket && socket.encrypted === true) {
    return `connect ${to}: there is no TLS in virtual time: the API server is at ${server}`;
  }
  if (typeof path !== 'string' && asked === host) return undefined;
  return `connect ${to}: in virtual time only the API server can be reached, at ${server}`;
}

interface ConnectOptions {
  readonly host?: string;
  readonly port?: number | string;
  readonly path?: string | null;
}

/** What `net.Socket.connect` takes: `(options)`, `(port, host)`, `(path)`, or what `net.connect` makes of these: an array of it. */
function optionsOf([first, second]: readonly unknown[]): ConnectOptions {
  if (Array.isArray(first)) return optionsOf(first);
  if (typeof first === 'object' && first !== null) return first;
  if (typeof first === 'string' && Number.isNaN(Number(first))) return { path: first };
  return { port: Number(first), ...(typeof second === 'string' && { host: second }) };
}
