import type { Transport } from '../apimachinery/index.ts';
import { serveKubelets } from '../apiserver/index.ts';
import { createClient, createInformerFactory } from '../client/index.ts';
import { createManager, silentLogger } from '../controller-runtime/index.ts';
import { createCertificateAuthority } from '../controllers/index.ts';
import type { Environment, WorldFailure } from '../environment/index.ts';
import { localMachine, realEnvironment } from '../environment/real/index.ts';
import type { PlayedStages, Stage, StagesOptions } from '../stages/index.ts';
import { type NodeOptions, NodePool } from './node-pool.ts';
import { leftToStages, stagesActor, stagesModule } from './played-stages.ts';

export interface StartKubeletsOptions extends Omit<NodeOptions, 'leaves' | 'onStarted'> {
  /** The way to the API server; whoever it asks as must be allowed what kubelets do. */
  readonly transport: Transport;
  /** The names of the nodes. */
  readonly names: readonly string[];
  /** Where they are reached by the API server: each has a free port of its own there. Default: 127.0.0.1. */
  readonly address?: string;
  /** Certificates, as PEM, that sign those of whoever may ask them (logs, exec, ...). Default: everybody may. */
  readonly clientAuthorities?: string;
  /** Told after each node that has registered, with how many have by then. */
  readonly onRegistered?: (count: number) => void;
  /** What objects go through, as kwok has it; those of pods and nodes only on these nodes. Default: none. */
  readonly stages?: readonly Stage[];
  /** Something failed that never should. */
  readonly onFailure: (failure: WorldFailure) => void;
}

/** Kubelets in real time. */
export interface StartedKubelets {
  /** The nodes stay, as machines do that lose their power. Idempotent. */
  stop(): void;
}

/** So many register at once. */
const atOnce = 20;

/**
 * Starts simulated kubelets of an API server elsewhere, of ours or of Kubernetes. Resolves when all nodes are registered, however
 * long that takes, or when they are stopped by `signal`.
 */
export async function startKubelets(
  options: StartKubeletsOptions,
  signal: AbortSignal,
): Promise<StartedKubelets> {
  const { transport, names, stages = [], onRegistered, onFailure } = options;
  const environment = realEnvironment({ onFailure });
  const { address = '127.0.0.1', clientAuthorities } = options;
  const { certificate, privateKey } = createCertificateAuthority(environment.fork('kubelet-certificate'));
  const ports = await serveKubelets({
    nodes: names,
    kubelets: (name) => pool.connections(name),
    host: address,
    certificate,
    privateKey,
    now: () => environment.clock.now(),
    ...(clientAuthorities !== undefined && { clientAuthorities }),
  });
  const endpointOf = (name: string) => {
    const port = ports.port(name);
    return port === undefined ? undefined : { address, port };
  };
  const pool = new NodePool(
    environment,
    (actor, life) => createClient(transport, { userAgent: actor.replace('/', ':'), signal: life.signal }),
    {
      machine: localMachine,
      endpointOf,
      ...leftToStages(stages, () => played),
      onStarted: (name, cause) => played?.nodeStarted(name, cause),
      ...options,
    },
  );
  const played =
    stages.length === 0 ? undefined : await playStages(environment, transport, pool, { stages, address });
  const stop = () => {
    void ports.close();
    pool.stop();
    environment.close();
  };
  let registered = 0;
  const waiting = [...names];
  const stopped = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  const startSome = async () => {
    for (let name = waiting.shift(); name !== undefined && !signal.aborted; name = waiting.shift()) {
      await pool.start(name);
      onRegistered?.(++registered);
    }
  };
  await Promise.race([stopped, Promise.all(Array.from({ length: atOnce }, startSome))]);
  return { stop };
}

async function playStages(
  environment: Environment,
  transport: Transport,
  pool: NodePool,
  options: Pick<StagesOptions, 'stages' | 'address'>,
): Promise<PlayedStages> {
  const { addStages } = await stagesModule();
  const own = environment.fork(stagesActor);
  const clientOver = (way: Transport) => createClient(way, { userAgent: stagesActor, signal: own.signal });
  const client = clientOver(transport);
  const manager = createManager(own, {
    client,
    informers: createInformerFactory(own, client),
    logger: silentLogger,
  });
  const played = addStages(manager, {
    ...options,
    isRunning: (name) => pool.isRunning(name),
    as: (username) => clientOver(impersonating(transport, username)),
  });
  own.spawn('stages', () => manager.start());
  return played;
}

function impersonating(transport: Transport, username: string): Transport {
  return {
    request: (request) =>
      transport.request({ ...request, headers: { ...request.headers, 'impersonate-user': username } }),
  };
}
