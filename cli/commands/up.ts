import { createServer } from 'node:net';
import { relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type {
  DeclaredStaticPod,
  NodeCidrOptions,
  SchedulerOptions,
  StartedCluster,
  WebhookServices,
} from '../../cluster/index.ts';
import { nodesMax } from '../../scenarios/scenario.ts';
import {
  type BehaviourOptions,
  behavioursOf,
  behavioursOption,
  localProcessesOption,
} from '../behaviour-files.ts';
import { expressions } from '../expressions.ts';
import { checkKubeconfig, writeKubeconfig } from '../kubeconfig-file.ts';
import {
  declaredNodes,
  devicesOption,
  kubeletConfigOption,
  type NodeFiles,
  nodeUsageOption,
} from '../node-files.ts';
import { duration, wholeNumber } from '../numbers.ts';
import { outliveReader } from '../output.ts';
import { openRequestLog } from '../request-log.ts';
import { shellQuote } from '../shell-quote.ts';
import { stopSignal } from '../stop-signal.ts';
import { toldOnce } from '../told-once.ts';
import { UsageError } from '../usage-error.ts';
import { webhookService } from '../webhook-services.ts';

interface UpOptions extends BehaviourOptions, NodeFiles {
  readonly nodes: number;
  readonly controllers: readonly string[];
  readonly scheduler: boolean;
  readonly schedulerConfig?: readonly string[];
  readonly port: number;
  readonly dataDir: string;
  readonly memory?: boolean;
  readonly fsync?: boolean;
  readonly quotaBackendBytes?: number;
  readonly serviceClusterIpRange?: readonly string[];
  readonly allocateNodeCidrs?: boolean;
  readonly clusterCidr?: string;
  readonly nodeCidrMaskSize?: number;
  readonly nodeCidrMaskSizeIpv4?: number;
  readonly nodeCidrMaskSizeIpv6?: number;
  readonly staticPods?: string;
  readonly etcdCompactionInterval: number;
  readonly kubeconfig: string;
  readonly requestLog?: string;
  readonly acceptHosts?: readonly RegExp[];
  readonly webhookService?: WebhookServices;
}

const help = `
The API server listens on 127.0.0.1 and keeps its objects in the data directory: started again, it has the same
objects at the same resourceVersions, and watches resume where they were. What it makes is for its user alone.

When the disk is full, or the quota used up, it says so, answers writes with 500, as a cluster whose etcd has no space,
and goes on by itself when there is room again.

A scheduler's configuration is a file as kube-scheduler --config takes it. Several of them are several schedulers; without
one named default-scheduler, pods that name no scheduler wait.

Controllers have the names that kube-controller-manager knows them by. With --controllers '' --no-scheduler --nodes 0
there is the API server and nothing else.

Everybody who reaches it is the administrator. Web pages reach it too, so it answers by the hosts it accepts only, and
pages of these only; --accept-hosts names others, as with kubectl proxy.

Examples:
  homeostat up
  homeostat up --nodes 10 --memory
  homeostat up --controllers '*,-deployment-controller'
  homeostat up --scheduler-config scheduler.yaml
  homeostat up --behaviours behaviours.yaml
  kubectl --kubeconfig .homeostat/kubeconfig get nodes`;

export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description('start a cluster for kubectl and other clients; Ctrl-C stops it')
    .option('--nodes <count>', 'how many simulated nodes; 0 for none', wholeNumber('--nodes', 0, nodesMax), 3)
    .addOption(
      new Option(
        '--controllers <names>',
        "which controllers run: '*' all, 'foo' the one named so, '-foo' not this one; '' none",
      )
        .argParser(names)
        .default(['*'], "'*'"),
    )
    .option('--no-scheduler', 'bind no pods to nodes')
    .option(
      '--scheduler-config <file>',
      'how the scheduler works: a KubeSchedulerConfiguration; given again, there is another scheduler',
      (file: string, before: readonly string[] = []) => [...before, file],
    )
    .option(
      '--port <port>',
      'where the API server listens; 0 takes a free port',
      wholeNumber('--port', 0, 65_535),
      6443,
    )
    .option('--data-dir <directory>', 'where objects are kept', '.homeostat/data')
    .addOption(new Option('--memory', 'keep objects in memory only').conflicts(['dataDir', 'fsync']))
    .option('--fsync', 'make every acknowledged write survive a power cut too')
    .addOption(
      new Option(
        '--etcd-compaction-interval <duration>',
        'how often history is forgotten: one to two of these are kept; 0: all is',
      )
        .argParser(duration('--etcd-compaction-interval'))
        .default(compactionIntervalMs, '5m'),
    )
    .option(
      '--quota-backend-bytes <bytes>',
      'how much may be kept, history included; past it only deletes are taken (default: what the heap has room for)',
      wholeNumber('--quota-backend-bytes', quotaBytesMin, Number.MAX_SAFE_INTEGER),
    )
    .option(
      '--service-cluster-ip-range <cidrs>',
      "addresses of services; two, of different families: 'A,B' (default: '10.96.0.0/12')",
      names,
    )
    .option(
      '--allocate-node-cidrs',
      'nodes get networks for their pods from the node-ipam-controller, of --cluster-cidr (default: they bring them along)',
    )
    .option('--cluster-cidr <cidrs>', "networks of pods; two, of different families: 'A,B'")
    .option(
      '--node-cidr-mask-size <bits>',
      'of the network of a node (default: 24, of IPv6 64)',
      maskSize(''),
    )
    .option('--node-cidr-mask-size-ipv4 <bits>', 'the same, in a cluster of both families', maskSize('-ipv4'))
    .option('--node-cidr-mask-size-ipv6 <bits>', 'the same, in a cluster of both families', maskSize('-ipv6'))
    .option(
      '--request-log <file>',
      'add each request to this file, for "homeostat generate rbac --from-trace"',
    )
    .addOption(behavioursOption())
    .addOption(devicesOption())
    .addOption(kubeletConfigOption())
    .addOption(nodeUsageOption())
    .addOption(localProcessesOption())
    .option(
      '--static-pods <directory>',
      'manifests of pods that lie on all nodes, or, in a directory NODE in it, on this one',
    )
    .option('--kubeconfig <file>', 'where the kubeconfig is written', '.homeostat/kubeconfig')
    .option(
      '--accept-hosts <regexps>',
      'by which hosts it may be called, and from whose web pages, besides 127.0.0.1 ' +
        "(default: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$')",
      expressions('--accept-hosts'),
    )
    .option(
      '--webhook-service <service=url>',
      'where the service NAMESPACE/NAME of a webhook is, such as team/hook=https://127.0.0.1:9443; may be given again',
      webhookService,
    )
    .addHelpText('after', help)
    .action(up);
}

function maskSize(family: string) {
  return wholeNumber(`--node-cidr-mask-size${family}`, 1, 128);
}

/** What kube-controller-manager's flags of these names say; undefined: nodes bring their networks along. */
function nodeCidrsOf(options: UpOptions): NodeCidrOptions | undefined {
  const { allocateNodeCidrs, clusterCidr, nodeCidrMaskSize, nodeCidrMaskSizeIpv4, nodeCidrMaskSizeIpv6 } =
    options;
  if (allocateNodeCidrs !== true) return undefined;
  if (clusterCidr === undefined)
    throw new UsageError('--cluster-cidr must be given if --allocate-node-cidrs is');
  return {
    clusterCidr,
    ...(nodeCidrMaskSize !== undefined && { nodeCidrMaskSize }),
    ...(nodeCidrMaskSizeIpv4 !== undefined && { nodeCidrMaskSizeIpv4 }),
    ...(nodeCidrMaskSizeIpv6 !== undefined && { nodeCidrMaskSizeIpv6 }),
  };
}

async function schedulersOf(files: readonly string[]): Promise<readonly SchedulerOptions[]> {
  const { readScheduler } = await import('../../scenarios/index.ts');
  return files.map((file) => ({ configuration: readScheduler(file) }));
}

async function staticPodsOf(directory: string): Promise<readonly DeclaredStaticPod[]> {
  const { readStaticPods } = await import('../../scenarios/index.ts');
  return readStaticPods(directory);
}

/** `a,b`; nothing: none. */
function names(list: string): readonly string[] {
  return list === '' ? [] : list.split(',');
}

/** As in Kubernetes. */
const compactionIntervalMs = 5 * 60_000;

/** What a cluster needs to begin with, many times over. */
const quotaBytesMin = 1024 * 1024;

/** What "homeostat explain" is told from. */
const attemptBytesMax = 32 * 1024 * 1024;

/** Secrets may be in all it makes. */
const umask = 0o077;

/** A start that takes longer than this says that it is under way. */
const patienceMs = 1_000;

async function up(options: UpOptions): Promise<void> {
  const signal = stopSignal();
  process.umask(umask);
  const { nodes, port, memory } = options;
  if (options.dataDir === '') throw new UsageError('--data-dir must name a directory');
  const dataDir = resolve(options.dataDir);
  // Before anything is made: who is refused finds nothing new.
  checkKubeconfig(options.kubeconfig);
  await checkPort(port);
  // The cluster is for others than the reader of its greeting (`homeostat up | head -1`).
  outliveReader();
  const progress = setTimeout(() => {
    if (process.stderr.isTTY) console.error(`starting ${nodesText(nodes)} ...`);
  }, patienceMs);
  try {
    const { problemOfControllers, problemOfNodeCidrs, problemOfServiceCidrs, startCluster } = await import(
      '../../cluster/index.ts'
    );
    const allocateNodeCidrs = nodeCidrsOf(options);
    const misfit = allocateNodeCidrs && problemOfNodeCidrs(allocateNodeCidrs);
    if (misfit !== undefined) throw new UsageError(misfit);
    const problem = problemOfControllers(options.controllers);
    if (problem !== undefined) throw new UsageError(`--controllers: ${problem}`);
    const wrong = problemOfServiceCidrs(options.serviceClusterIpRange ?? []);
    if (wrong !== undefined) throw new UsageError(`--service-cluster-ip-range: ${wrong}`);
    const behaviours = await behavioursOf(options);
    const declared = await declaredNodes(options);
    const schedulers = options.schedulerConfig && (await schedulersOf(options.schedulerConfig));
    const staticPods = options.staticPods === undefined ? undefined : await staticPodsOf(options.staticPods);
    if (signal.aborted) return;
    const logRequests = options.requestLog === undefined ? undefined : openRequestLog(options.requestLog);
    const cluster = await startCluster({
      nodes,
      bootstrap: true,
      controllers: options.controllers,
      scheduler: options.scheduler,
      ...(schedulers && { schedulers }),
      attemptBytesMax,
      port,
      ...(memory ? {} : { dataDir }),
      ...(options.fsync ? { fsync: true } : {}),
      ...(options.quotaBackendBytes ? { quotaBackendBytes: options.quotaBackendBytes } : {}),
      compactionIntervalMs: options.etcdCompactionInterval,
      ...(options.serviceClusterIpRange === undefined ? {} : { serviceCidrs: options.serviceClusterIpRange }),
      ...(allocateNodeCidrs === undefined ? {} : { allocateNodeCidrs }),
      ...behaviours,
      ...declared,
      ...(staticPods === undefined ? {} : { staticPods }),
      ...(options.acceptHosts === undefined ? {} : { acceptHosts: options.acceptHosts }),
      ...(options.webhookService === undefined ? {} : { webhookServices: options.webhookService }),
      onInternalError: toldOnce(),
      onStoreAlarm,
      onFailure,
    }).catch((error: Error) => {
      // Where it lies is what the user can change about it.
      throw error.name === 'StoreError' ? new UsageError(`--data-dir: ${error.message}`) : error;
    });
    logRequests?.(cluster.environment.trace);
    clearTimeout(progress);
    await serve(cluster, options, signal);
  } finally {
    clearTimeout(progress);
  }
}

function onStoreAlarm(alarm: Error | undefined): void {
  console.error(`homeostat: ${alarm === undefined ? 'writes are taken again' : alarm.message}`);
}

/** Something in the cluster failed that never should. */
function onFailure(failure: Error): never {
  console.error(failure);
  process.exit(1);
}

/** Greets, unless it is too late for that, and arranges for the end. */
async function serve(cluster: StartedCluster, options: UpOptions, signal: AbortSignal): Promise<void> {
  const stop = () => void cluster.stop().then(() => process.exit(0));
  if (signal.aborted) return stop();
  signal.addEventListener('abort', stop);
  try {
    writeKubeconfig(options.kubeconfig, cluster.kubeconfig);
    // Counted from the start of the process: what a user waits for.
    console.log(`ready ${cluster.url} after ${Math.round(performance.now())} ms`);
    console.log(await greeting(cluster, options));
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Rejects with the listen error that the API server would get later. */
function checkPort(port: number): Promise<void> {
  return new Promise((settled, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(port, '127.0.0.1', () => probe.close(() => settled()));
  });
}

/** What may be typed next; each line works as it stands there, in a cluster that has been used before too. */
async function greeting(cluster: StartedCluster, options: UpOptions): Promise<string> {
  const kubectl = `kubectl --kubeconfig ${shellQuote(relative('.', resolve(options.kubeconfig)))}`;
  const { appsV1 } = await import('../../api/index.ts');
  const { items } = await cluster.client().list(appsV1.deployments, { namespace: 'default' });
  const used = items.some(({ metadata }) => metadata?.name === 'web');
  return `
${nodesText(options.nodes)}; objects are kept in ${options.memory ? 'memory' : options.dataDir}. Type next, in another terminal:

  ${kubectl} ${used ? 'scale deployment web --replicas 5' : 'create deployment web --image nginx --replicas 3'}
  ${kubectl} get pods --watch

Ctrl-C stops the cluster.`;
}

function nodesText(nodes: number): string {
  return nodes === 1 ? '1 simulated node' : `${nodes} simulated nodes`;
}
