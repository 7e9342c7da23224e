import type { KubeletApi } from '../apimachinery/index.ts';
import type { Client } from '../client/index.ts';
import type { Cause, Environment, Fork } from '../environment/index.ts';
import { createKubelet, type Kubelet, type KubeletOptions, type NodeSpec } from '../kubelet-sim/index.ts';

/** What all nodes of a cluster have in common; the kubelet's defaults where absent. */
export interface NodeOptions
  extends Pick<
    KubeletOptions,
    | 'behaviours'
    | 'preset'
    | 'devices'
    | 'nodeUsage'
    | 'kubeletConfiguration'
    | 'staticPods'
    | 'sharing'
    | 'programs'
    | 'machine'
    | 'localProcesses'
    | 'leaves'
  > {
  readonly node?: Omit<NodeSpec, 'name' | 'index' | 'endpoint'>;
  /** Where the kubelet of a node listens. Default: nowhere, as their API server is in the same process. */
  readonly endpointOf?: (name: string) => NodeSpec['endpoint'];
  /** Told when a node has registered. */
  readonly onStarted?: (name: string, cause: Cause) => void;
}

/** The nodes of a cluster that run, each with an environment of its own, which ends with it. */
export class NodePool {
  readonly #environment: Environment;
  readonly #client: (actor: string, life: Environment) => Client;
  readonly #options: NodeOptions;
  readonly #running = new Map<string, Fork>();
  readonly #kubelets = new Map<string, Kubelet>();
  readonly #killed = new Set<string>();
  readonly #indexes = new Map<string, number>();

  constructor(
    environment: Environment,
    client: (actor: string, life: Environment) => Client,
    {
      node = {},
      behaviours,
      preset,
      devices,
      nodeUsage,
      kubeletConfiguration,
      staticPods,
      sharing,
      programs,
      machine,
      localProcesses,
      leaves,
      endpointOf,
      onStarted,
    }: NodeOptions,
  ) {
    this.#environment = environment;
    this.#client = client;
    this.#options = {
      node,
      ...(behaviours && { behaviours }),
      ...(preset && { preset }),
      ...(devices && { devices }),
      ...(nodeUsage && { nodeUsage }),
      ...(kubeletConfiguration && { kubeletConfiguration }),
      ...(staticPods && { staticPods }),
      ...(sharing && { sharing }),
      ...(programs && { programs }),
      ...(machine && { machine }),
      ...(localProcesses && { localProcesses }),
      ...(leaves && { leaves }),
      ...(endpointOf && { endpointOf }),
      ...(onStarted && { onStarted }),
    };
  }

  names(): readonly string[] {
    return [...this.#running.keys()];
  }

  isRunning(name: string): boolean {
    return this.#running.has(name);
  }

  /** Whether there is such a node, or was. */
  has(name: string): boolean {
    return this.#indexes.has(name);
  }

  /** What the API server asks of a node; undefined: it does not run. */
  connections(name: string): KubeletApi | undefined {
    return this.#kubelets.get(name)?.connections;
  }

  /** Resolves when the node has registered. Throws if it runs already. */
  async start(name: string, cause?: Cause): Promise<void> {
    if (this.#running.has(name)) throw new Error(`node ${name} is running already`);
    const actor = `kubelet/${name}`;
    const environment = this.#environment.fork(actor);
    this.#running.set(name, environment);
    // A node keeps its index, and with it its pod network, when it comes back.
    const index = this.#indexes.get(name) ?? this.#indexes.size;
    this.#indexes.set(name, index);
    const { node, endpointOf, onStarted, ...options } = this.#options;
    const endpoint = endpointOf?.(name);
    // Of a store that was there before, the machines were on meanwhile; those that were killed come back from scratch.
    const resumes = !this.#killed.has(name);
    const record = this.#environment.trace.record('node-started', { node: name }, cause);
    const client = this.#client(actor, environment);
    const kubelet = createKubelet(environment, {
      ...options,
      resumes,
      client,
      cause: { record },
      node: { ...node, name, index, ...(endpoint && { endpoint }) },
    });
    this.#kubelets.set(name, kubelet);
    await kubelet.start();
    if (this.#running.get(name) === environment) onStarted?.(name, { record });
  }

  kill(name: string, cause?: Cause): void {
    const environment = this.#running.get(name);
    if (environment === undefined) throw new Error(`there is no node ${name}`);
    this.#running.delete(name);
    this.#kubelets.delete(name);
    this.#killed.add(name);
    this.#environment.trace.record('node-killed', { node: name }, cause);
    environment.revoke();
  }

  stop(): void {
    for (const environment of this.#running.values()) environment.revoke();
    this.#running.clear();
    this.#kubelets.clear();
  }
}
