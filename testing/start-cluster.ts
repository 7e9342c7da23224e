import type { V1PolicyRule } from '../api/index.ts';
import { user as userOf } from '../apimachinery/index.ts';
import { type Client, createClient } from '../client/index.ts';
import {
  createCertificateAuthority,
  inProcessTransport,
  type Managers,
  managersOf,
  runsController,
} from '../cluster/index.ts';
import { UsedPermissions } from '../custom-resources/index.ts';
import type { WorldState } from '../scenarios/index.ts';
import { type DefinitionSource, readDefinitions, serveDefinitions } from './definitions.ts';
import { type ForeignAccess, type ForeignOptions, type ForeignProgram, runForeign } from './foreign.ts';
import { ForeignPrograms } from './foreign-programs.ts';
import { Journal } from './journal.ts';
import { openTestWorld, startActors, type TestWorld, type TestWorldOptions } from './open-test-world.ts';
import {
  type Assertion,
  consistently,
  type Duration,
  durationMs,
  eventually,
  type WaitingPlace,
} from './waiting.ts';
import { applyWebhookConfigurations, type WebhookConfigurationSource } from './webhook-configurations.ts';
import { type WebhookHandlers, type WebhookHost, webhooksOf } from './webhook-handlers.ts';

export interface TestClusterOptions extends Omit<TestWorldOptions, 'webhooks' | 'state'> {
  /** There is no other; in real time a cluster is started by `startCluster` of `homeostat`. */
  readonly time?: 'virtual';
  /** Served before anything else happens. */
  readonly crds?: readonly DefinitionSource[];
  /** What answers where the API server calls a webhook, besides the webhooks that the managers serve. */
  readonly webhooks?: WebhookHandlers;
  /** Which webhooks of admission the API server calls, as soon as the actors are at work. */
  readonly webhookConfigurations?: readonly WebhookConfigurationSource[];
  /** The built-in ones, as kube-controller-manager's --controllers names them. Default: []. */
  readonly controllers?: readonly string[];
  /** Default: false. */
  readonly scheduler?: boolean;
  /** One's own: by the name of each actor, what adds its controllers to a manager. */
  readonly managers?: Managers;
}

/** What whoever is not told otherwise takes the user for: as in a request with the headers Impersonate-User and -Group. */
export interface ActingUser {
  readonly user: string;
  /** All who are known are in `system:authenticated` besides. */
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** A cluster in virtual time. Time passes only while one of its methods is awaited. */
export interface TestCluster
  extends Pick<TestWorld, 'control' | 'cluster' | 'network' | 'errors' | 'digest' | 'run' | 'act' | 'close'> {
  /** That of the start; of a fork that of its parent, a slash, and its own. */
  readonly seed: string;
  /** An administrator, who is no part of the cluster: calls take no time. */
  readonly client: Client;
  /** The client of a user. What users may do is for the `authorizer` of the options: by default everything. */
  clientAs(who: ActingUser): Client;
  /** What each client has asked for since the cluster was started: see `rulesUsedBy`. */
  readonly used: UsedPermissions;
  /** How late it is, in milliseconds of the Unix epoch. */
  now(): number;
  /** Lets so much time pass. */
  advance(duration: Duration): Promise<void>;
  /** Lets time pass until nothing is to be done but what comes round again: heartbeats, resyncs. */
  settle(): Promise<void>;
  /** Resolves with what the assertion answers as soon as it holds. Within 30s if it does not say. */
  eventually<T>(assertion: Assertion<T>, options?: { readonly within?: Duration }): Promise<T>;
  /** Resolves when the assertion has held for so long, 10s if it does not say. */
  consistently(assertion: Assertion<unknown>, options?: { readonly during?: Duration }): Promise<void>;
  /**
   * Runs a program that was written for Node and another client, as it is: its timers, clock, randomness and connections are this
   * cluster's. Resolves when `start` has; what it has set off goes on whenever time passes. Modules are to be loaded before, since
   * no time passes while a file is read. Its servers listen on a machine of its own, where the API server calls its webhooks.
   *
   * @example
   *     await cluster.runForeign('website-operator', ({ kubeconfig }) => {
   *       const config = new KubeConfig();
   *       config.loadFromString(kubeconfig);
   *       return startOperator(config);
   *     });
   */
  runForeign<T>(
    name: string,
    start: (access: ForeignAccess) => T | Promise<T>,
    options?: ForeignOptions,
  ): Promise<ForeignProgram<T>>;
  /**
   * Another cluster, with all that is stored in this one at the time it has here, and actors of its own, which begin with that as
   * after a restart. Neither is touched by what happens in the other. `options` are for the fork alone, and win over this one's.
   */
  fork(options?: TestClusterOptions): Promise<TestCluster>;
}

const withinDefault = '30s';
const duringDefault = '10s';

/**
 * Starts a cluster with the real API server and no actors but those that are asked for. They are at work when this resolves, and
 * all kinds are served.
 *
 * @example
 *     const cluster = await startCluster({ seed: 7, controllers: ['deployment', 'replicaset'] });
 *     await cluster.client.create(appsV1.deployments, deployment);
 *     await cluster.settle();
 *     await cluster.advance('1h');
 *     await cluster.close();
 */
export function startCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  return open(options, String(options.seed ?? 1));
}

async function open(options: TestClusterOptions, seed: string, state?: WorldState): Promise<TestCluster> {
  const { crds = [], webhooks = {}, webhookConfigurations = [], before, managers, ...others } = options;
  const { nodes = 0, time: _, ...rest } = others;
  const definitions = readDefinitions(crds);
  const journal = new Journal();
  const hosts: WebhookHost[] = [];
  const programs = new ForeignPrograms();
  const onRecord: TestWorldOptions['onRecord'] = (record) => {
    journal.take(record);
    options.onRecord?.(record);
  };
  const world = await openTestWorld({
    serviceAccounts: runsController('serviceaccount-controller', options.controllers ?? []),
    ...rest,
    onRecord,
    seed,
    webhooks: webhooksOf(webhooks, hosts, {
      has: (target) => programs.has(target),
      call: (...asked) => programs.call(world.network, ...asked),
    }),
    ...(state && { state }),
  });
  const kept = { ...options, ...authorityOf(world, options) };
  const used = new UsedPermissions();
  world.control.environment.trace.follow(['request'], ({ kind, fields }) => {
    if (kind === 'request' && fields.asked !== undefined) used.add(fields.by, fields.asked);
  });
  try {
    if (definitions.length > 0) await serveDefinitions(world, definitions);
    if (before !== undefined) await world.run(before);
    const all = { ...builtIn(kept), ...managers };
    hosts.push(...(await world.run(() => startActors(world.cluster, all, nodes))));
    await applyWebhookConfigurations(world, webhookConfigurations);
  } catch (error) {
    await world.close();
    throw error;
  }
  return clusterOf(world, programs, journal, used, kept, seed);
}

/** A fork has the authority of its parent, by which what is stored was signed. */
function authorityOf(
  { control }: TestWorld,
  { controllers = [], certificateAuthority }: TestClusterOptions,
): Pick<TestClusterOptions, 'certificateAuthority'> {
  if (controllers.length === 0 || certificateAuthority !== undefined) return {};
  return { certificateAuthority: createCertificateAuthority(control.environment.fork('authority')) };
}

/** No controllers are no manager of controllers. */
function builtIn(options: TestClusterOptions): Managers {
  const { controllers = [], scheduler = false } = options;
  const { 'controller-manager': controllerManager, ...others } = managersOf({
    ...options,
    controllers,
    scheduler,
  });
  if (controllers.length === 0 || controllerManager === undefined) return others;
  return { 'controller-manager': controllerManager, ...others };
}

function clusterOf(
  world: TestWorld,
  programs: ForeignPrograms,
  journal: Journal,
  used: UsedPermissions,
  options: TestClusterOptions,
  seed: string,
): TestCluster {
  const { control, cluster, network, errors, digest, run, act, close } = world;
  const { clock } = control.environment;
  const place: WaitingPlace = { control, journal, startMs: clock.now(), replay: replayOf(seed) };
  let forks = 0;
  return {
    ...{ control, cluster, network, errors, digest, run, act, close, seed, used },
    client: world.user,
    clientAs({ user, groups = [], ...known }) {
      const who = { ...userOf(user, ...groups), ...known };
      return createClient(
        inProcessTransport(cluster.api, () => who),
        { userAgent: user },
      );
    },
    now: () => clock.now(),
    advance: (duration) => control.runFor(durationMs(duration)),
    settle: () => control.settle(),
    eventually: (assertion, { within = withinDefault } = {}) => eventually(place, assertion, within),
    consistently: (assertion, { during = duringDefault } = {}) => consistently(place, assertion, during),
    runForeign: (name, start, own) => runForeign(world, programs, name, start, own),
    async fork(own = {}) {
      const { crds: _crds, before: _before, ...inherited } = options;
      const forked = { ...inherited, nodes: cluster.nodes(), ...own };
      forks += 1;
      return open(forked, `${seed}/${own.seed ?? forks}`, await world.state());
    },
  };
}

/**
 * The rules of the smallest role for what these clients of a cluster have asked for up to now: for manifests, or to compare with
 * them. An actor is called by its name as far as its informers ask, and its controllers by theirs. What did not happen is not
 * among them. Throws for who has asked for nothing.
 */
export function rulesUsedBy(
  { used }: Pick<TestCluster, 'used'>,
  ...clients: readonly [string, ...string[]]
): readonly V1PolicyRule[] {
  return used.roleOf(clients).rules ?? [];
}

function replayOf(seed: string): string {
  const [first, ...forks] = seed.split('/');
  const forked = forks.map((fork) => `.fork({ seed: '${fork}' })`).join('');
  return `replay it: startCluster({ seed: '${first}' })${forked}`;
}
