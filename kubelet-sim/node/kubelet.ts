import type { V1Pod } from '../../api/index.ts';
import type { LocalKubeletApi } from '../../apimachinery/index.ts';
import {
  type Client,
  createEventRecorder,
  createInformerFactory,
  type EventRecorder,
  type InformerFactory,
} from '../../client/index.ts';
import { type Cause, deriveKey, type Environment, type LocalMachine } from '../../environment/index.ts';
import { BehaviourError } from '../behaviours/behaviour-error.ts';
import type { BehaviourPreset, PodBehaviours } from '../behaviours/behaviours.ts';
import { parseBehaviours } from '../behaviours/parse-behaviours.ts';
import type { ContainerPrograms } from '../connections/container-programs.ts';
import { KubeletConnections } from '../connections/kubelet-connections.ts';
import { type DeclaredDevices, driversOf } from '../devices/declared-devices.ts';
import { publishDevices } from '../devices/device-driver.ts';
import { EvictionManager } from '../eviction/eviction-manager.ts';
import { ImageGarbage } from '../eviction/image-garbage.ts';
import { type KubeletConfiguration, thresholdsOf } from '../eviction/kubelet-configuration.ts';
import { diskOf } from '../eviction/observe.ts';
import { PlayedConnections } from '../played/played-connections.ts';
import { PlayedNode } from '../played/played-pod.ts';
import type { PlayedPods } from '../played/played-pods.ts';
import { PodManager } from '../pod/pod-manager.ts';
import { ReferencedObjects } from '../pod/referenced-objects.ts';
import { KubeletServer } from '../server/kubelet-server.ts';
import { type DeclaredStaticPod, staticPodsOn } from '../static-pods/mirror-pod.ts';
import { StaticPods } from '../static-pods/static-pods.ts';
import type { Sharing } from '../usage/container-usage.ts';
import { type DeclaredNodeUsage, MachineUsage } from '../usage/node-usage.ts';
import { CsiDrivers } from './csi-drivers.ts';
import { NodeAgent } from './node-agent.ts';
import { NodeHost } from './node-host.ts';
import { NodeLease } from './node-lease.ts';
import { type NodeSpec, nodeFacts } from './node-spec.ts';

const defaultThresholds = thresholdsOf({});

export interface KubeletOptions {
  /** Its user agent is replaced: writes are `kubelet:<node>`'s. */
  readonly client: Client;
  readonly node: NodeSpec;
  /** What containers do; checked: throws BehaviourError for what is none. Default: they run for ever. */
  readonly behaviours?: PodBehaviours;
  /** What drivers offer on the node, and on others. Default: nothing. */
  readonly devices?: readonly DeclaredDevices[];
  /** What its machine, and others, use besides pods. Default: nothing. */
  readonly nodeUsage?: readonly DeclaredNodeUsage[];
  /** When pods are evicted. Default: as a kubelet's without a configuration. */
  readonly kubeletConfiguration?: KubeletConfiguration;
  /** The manifests that lie on nodes. Default: none. */
  readonly staticPods?: readonly DeclaredStaticPod[];
  /** How containers share what is declared for all of them together. Default: each has all, from the start of the kubelet. */
  readonly sharing?: Sharing;
  /** How long things take of which `behaviours` says nothing. Default `default`. */
  readonly preset?: BehaviourPreset;
  /**
   * The machine has been on all along: what the API server says runs on it runs still, and only the kubelet was away.
   * Default: the machine was off, and its containers are gone.
   */
  readonly resumes?: boolean;
  /** Where events go. Default: a recorder of its own, that writes them through `client`. */
  readonly recorder?: EventRecorder;
  /** What started it: the trace says that it led to what the kubelet does first. */
  readonly cause?: Cause;
  /** What it reads from. Default: caches of its own. */
  readonly informers?: InformerFactory;
  /** What others do in its place: stages. It keeps the Lease of its node in any case. Default: nothing. */
  readonly leaves?: LeftToOthers;
  /** What containers do, in TypeScript. Default: what is declared. */
  readonly programs?: ContainerPrograms;
  /** What behaviours lead to that name files and programs. Default: they lead nowhere, as in virtual time. */
  readonly machine?: LocalMachine;
  /** Containers may be processes of the machine. Default: behaviours that say so are refused. */
  readonly localProcesses?: boolean;
}

/** What a kubelet does not do itself. */
export interface LeftToOthers {
  /** Who plays its pods has them. */
  readonly pods?: PlayedPods;
  /** Telling how its node is. */
  readonly status?: boolean;
}

/** A node with its pods. It is killed by revoking its environment. */
export interface Kubelet {
  readonly nodeName: string;
  /** The pods of its node, as it knows them. */
  pods(): readonly V1Pod[];
  /** What the API server asks of it. */
  readonly connections: LocalKubeletApi;
  /**
   * Resolves when the node is registered, its lease is taken and its pods are known. A node of this name that is there
   * is adopted: the containers of its pods go on if it `resumes`, and are started again if not.
   */
  start(): Promise<void>;
}

/**
 * A simulated kubelet: real towards the API server, and instead of a container runtime the declared behaviours. Give it
 * an environment of its own, named `kubelet/<node>`, and a client that ends with it.
 */
export function createKubelet(environment: Environment, options: KubeletOptions): Kubelet {
  const facts = nodeFacts(options.node);
  const { cause, leaves = {} } = options;
  const client = options.client.withUserAgent(`kubelet:${facts.name}`).withCause(cause);
  const recorder =
    options.recorder ?? createEventRecorder(environment, client, { component: 'kubelet', host: facts.name });
  const behaviours = parseBehaviours(options.behaviours ?? []);
  const machine = machineFor(behaviours, options);
  const key = deriveKey(String(environment.random.next()), facts.name);
  const informers = options.informers ?? createInformerFactory(environment, client);
  const resumes = options.resumes ?? false;
  const deviceDrivers = driversOf(options.devices ?? [], facts.name);
  const nodeOf = () => agent.known;
  const { sharing = { startMs: environment.clock.now(), sharers: () => 1, nodeOf } } = options;
  const node = new NodeHost(facts, key, deviceDrivers, environment.clock.now(), sharing);
  const { images, volumes, pressures } = node;
  const agent = new NodeAgent({
    environment,
    client,
    recorder,
    facts,
    informers,
    resumes,
    images,
    volumes,
    pressures,
    reports: leaves.status !== true,
  });
  const preset = options.preset ?? 'default';
  const objects = new ReferencedObjects(environment, client);
  const drivers = new CsiDrivers(client);
  const shared = {
    environment,
    client,
    informers,
    recorder,
    node,
    images,
    objects,
    drivers,
    behaviours,
    preset,
    ...(machine && { machine }),
    onUsage: () => evictions.touch(),
  };
  let manager: PodManager | undefined;
  const played = leaves.pods && new PlayedNode(facts.name, { pods: leaves.pods, behaviours, sharing });
  const served = () => played?.all() ?? manager?.workers() ?? [];
  const { kubeletConfiguration: configuration = {}, nodeUsage = [] } = options;
  const machineUsage = new MachineUsage(nodeUsage, facts.name, sharing.startMs);
  const measured = {
    facts,
    machine: machineUsage,
    images,
    configuration,
    thresholds: options.kubeletConfiguration ? thresholdsOf(configuration) : defaultThresholds,
    pods: () => manager?.workers() ?? [],
  };
  const garbage = new ImageGarbage({
    environment,
    recorder,
    facts,
    images,
    configuration,
    disk(nowMs) {
      const running = measured.pods().filter(({ over }) => !over);
      return diskOf(
        measured,
        running.map((pod) => pod.stats(nowMs)),
        nowMs,
      );
    },
    inUse: (withEnded) => new Set(measured.pods().flatMap((pod) => pod.images(withEnded))),
  });
  const evictions = new EvictionManager({ ...measured, environment, recorder, pressures, garbage });
  images.onChange(() => evictions.touch());
  const now = () => environment.clock.now();
  let connections: LocalKubeletApi | undefined;
  return {
    nodeName: facts.name,
    pods: () => served().map(({ pod }) => pod),
    get connections() {
      // Most nodes are never asked.
      connections ??= new (played ? PlayedConnections : KubeletConnections)({
        environment: environment.fork('connections'),
        client,
        behaviours,
        programs: options.programs ?? {},
        ...(options.machine && { machine: options.machine }),
        allocatable: facts.allocatable,
        find: (key) => (played ?? manager)?.find(key),
        server: new KubeletServer({ ...measured, pods: served, startMs: sharing.startMs, now }),
      });
      return connections;
    },
    async start() {
      const network = networkOf(agent, node);
      const registered = await agent.register();
      const lease = new NodeLease(environment, client, registered, () => agent.reconnected());
      await lease.start();
      // Of a node that nobody knew, nothing can run.
      const manifests = staticPodsOn(options.staticPods ?? [], facts.name);
      const staticPods = new StaticPods(environment, client, registered, manifests);
      manager = new PodManager({
        ...shared,
        nodeNow: () => agent.known ?? registered,
        readNode: () => agent.read(),
        staticPods,
        resumes: resumes && agent.adopted,
        ...(cause && { cause }),
      });
      const begin = async () => {
        if (leaves.pods === undefined) await manager?.start();
        volumes.known();
        if (machineUsage.isDeclared) evictions.touch();
      };
      if (network === undefined) await begin();
      else environment.spawn('pods', () => network.then(begin));
      for (const driver of deviceDrivers.values())
        environment.spawn('devices', () => publishDevices(environment, client, registered, driver));
    },
  };
}

/** Whose processes containers may be; undefined: none is one. Throws BehaviourError where one may not be. */
function machineFor(
  behaviours: PodBehaviours,
  { machine, localProcesses = false }: Pick<KubeletOptions, 'machine' | 'localProcesses'>,
): LocalMachine | undefined {
  const at = behaviours.findIndex(({ process }) => process !== undefined);
  if (at < 0) return undefined;
  const path = `behaviours[${at}].process`;
  if (machine === undefined) throw new BehaviourError(path, 'containers are processes in real time only');
  if (localProcesses) return machine;
  throw new BehaviourError(path, 'processes must be allowed (localProcesses, --local-processes)');
}

/** Resolves when pods can have addresses; undefined: they can from the start. */
function networkOf(agent: NodeAgent, node: NodeHost): Promise<void> | undefined {
  if (node.facts.podCIDR !== undefined) return undefined;
  return new Promise((resolve) => {
    agent.onNetwork((cidrs) => {
      node.addresses.use(cidrs);
      resolve();
    });
  });
}
