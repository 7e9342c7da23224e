import type { Transport } from '../apimachinery/index.ts';
import { kubeconfig, serveInMemory } from '../cluster/index.ts';
import type { ForeignSockets } from '../simulation/index.ts';
import { ForeignPorts } from './foreign-ports.ts';
import type { ForeignPrograms } from './foreign-programs.ts';
import type { TestWorld } from './open-test-world.ts';

/** How a foreign program reaches the cluster it runs in. */
export interface ForeignAccess {
  /** The text of a kubeconfig file, with the server's address in it. */
  readonly kubeconfig: string;
  /** `http://kubernetes.default.svc`: always the same, so that it may be in a file. No TLS. */
  readonly server: string;
}

/** What a foreign program is started with besides. */
export interface ForeignOptions {
  /**
   * The ports that are behind services at which the API server calls its webhooks, by `namespace/name`. By a URL it is called at
   * the host that it is named.
   */
  readonly services?: Readonly<Record<string, number>>;
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
  programs: ForeignPrograms,
  name: string,
  start: (access: ForeignAccess) => T | Promise<T>,
  { services = {} }: ForeignOptions = {},
): Promise<ForeignProgram<T>> {
  const environment = control.environment.fork(name);
  const way = named(transport(name), name);
  const connections = await serveInMemory({ handle: (request) => way.request(request) });
  const ports = new ForeignPorts();
  const sockets: ForeignSockets = {
    connect(socket, args) {
      const to = optionsOf(args);
      const refusal = refusalOf(socket, to, name);
      if (refusal !== undefined) queueMicrotask(() => socket.destroy(new Error(refusal)));
      else if (to.host === host) connections.connect(socket);
      else ports.connect(socket, to.host ?? 'localhost', Number(to.port), false);
      return socket;
    },
    listen: (server, args) => ports.listen(server, args),
  };
  const foreign = control.foreign(environment, sockets);
  const ending = new Set<() => void>();
  environment.onRevoked(() => {
    void connections.close();
    ports.end();
    for (const tell of ending) tell();
  });
  programs.add({ name, ports, services, ending, run: (task) => foreign.run(task) });
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

/** What a program calls the machine that it runs on, besides by its name. */
const itself: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0', '::']);

/** Why a connection is not made; undefined: it leads to the API server, or to the program itself. */
function refusalOf(
  socket: object,
  { host: asked = 'localhost', port, path }: ConnectOptions,
  name: string,
): string | undefined {
  const to = path ?? `${asked}:${port}`;
  if ('encrypted' in socket && socket.encrypted === true) {
    return `connect ${to}: there is no TLS in virtual time: the API server is at ${server}`;
  }
  if (typeof path !== 'string' && (asked === host || asked === name || itself.has(asked))) return undefined;
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
