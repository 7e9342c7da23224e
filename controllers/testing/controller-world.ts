import type { ApiRequest, Transport } from '../../apimachinery/index.ts';
import { type ApiServer, createApiServer } from '../../apiserver/index.ts';
import { type Client, createClient, createInformerFactory } from '../../client/index.ts';
import { createManager, type Manager } from '../../controller-runtime/index.ts';
import { createSimulation, type Simulation } from '../../simulation/index.ts';
import { openStore } from '../../store/index.ts';
import { slowTransport } from './slow-transport.ts';

/** An API server in virtual time, and a manager that runs the controllers a test is about. */
export interface ControllerWorld {
  readonly simulation: Simulation;
  readonly api: ApiServer;
  /** What the test does itself. */
  readonly client: Client;
  readonly manager: Manager;
  /** What reconciles have failed with, as `key: message`. */
  readonly errors: readonly string[];
  /** Resolves with what `work` does, in virtual time. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

const user = Object.freeze({ name: 'tester', groups: [] });

export interface ControllerWorldOptions {
  readonly seed?: string | number;
  /** How long a message of the controllers may take. Default 0: their requests are plain calls. */
  readonly delayMsMax?: number;
  /** Comes just before each request of the controllers: others act by the client; what it throws, the request throws. */
  readonly intercept?: (request: Omit<ApiRequest, 'user'>, client: Client) => Promise<unknown> | undefined;
  readonly before?: (client: Client) => Promise<unknown>;
}

/** Opens the world; controllers added by `add` run when this resolves. `before` is there before they start. */
export async function openControllerWorld(
  add: (manager: Manager) => unknown,
  options: ControllerWorldOptions = {},
): Promise<ControllerWorld> {
  const simulation = createSimulation({ seed: options.seed ?? 1 });
  const { environment } = simulation;
  const store = await simulation.complete(() => openStore(environment, { memory: true }));
  const api = await simulation.complete(() => createApiServer(environment.fork('apiserver'), { store }));
  const transport: Transport = { request: (request) => api.handle({ ...request, user }) };
  const client = createClient(transport, { userAgent: 'test' });
  const { before } = options;
  if (before !== undefined) await simulation.complete(() => before(client));
  const managing = environment.fork('controller-manager');
  const { delayMsMax = 0, intercept } = options;
  const direct = intercept === undefined ? transport : intercepted(transport, client, intercept);
  const way = delayMsMax === 0 ? direct : slowTransport(managing, direct, delayMsMax);
  const own = createClient(way, { userAgent: 'controller-manager', signal: managing.signal });
  const manager = createManager(managing, { client: own, informers: createInformerFactory(managing, own) });
  const errors: string[] = [];
  environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'write-failed') errors.push(`${fields.what}: ${fields.message}`);
    if (kind === 'reconcile-end' && fields.result === 'failed')
      errors.push(`${fields.key}: ${fields.message}`);
  });
  add(manager);
  await simulation.complete(() => manager.start());
  return { simulation, api, client, manager, errors, run: (work) => simulation.complete(work) };
}

function intercepted(
  inner: Transport,
  client: Client,
  intercept: NonNullable<ControllerWorldOptions['intercept']>,
): Transport {
  return {
    async request(request) {
      await intercept(request, client);
      return inner.request(request);
    },
  };
}
