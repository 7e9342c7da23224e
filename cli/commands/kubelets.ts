import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type Command, Option } from 'commander';
import type { Transport } from '../../apimachinery/index.ts';
import { readText } from '../../scenarios/documents.ts';
import { nodesMax } from '../../scenarios/scenario.ts';
import {
  type BehaviourOptions,
  behavioursOf,
  behavioursOption,
  localProcessesOption,
} from '../behaviour-files.ts';
import { accessOf } from '../kubeconfig-paths.ts';
import {
  declaredNodes,
  devicesOption,
  kubeletConfigOption,
  type NodeFiles,
  nodeUsageOption,
} from '../node-files.ts';
import { wholeNumber } from '../numbers.ts';
import { stopSignal } from '../stop-signal.ts';
import { UsageError } from '../usage-error.ts';

interface KubeletsOptions extends BehaviourOptions, NodeFiles {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly nodes: number;
  readonly namePrefix: string;
  readonly waitForPodCidr?: boolean;
  readonly nodeAddress: string;
  readonly clientCaFile?: string;
  readonly anonymousAuth?: boolean;
}

const help = `
Gives a Kubernetes API server that runs elsewhere nodes to schedule pods on: a real one without machines, or another
homeostat. Pods start, run and end there as they do on the nodes of "homeostat up"; nothing is really run.

It asks as the user of the kubeconfig, who must be allowed what kubelets do; an administrator is. Nodes of these names that
are there already are taken over. When it ends its nodes stay, and are not ready after a while, as machines that lose their
power; started again, it goes on with them.

Each node has a port where the API server reaches its kubelet over HTTPS, with a certificate that nobody has signed: logs, exec, attach,
and port-forward work. Whoever else reaches it may ask as much, unless there is a --client-ca-file: that of the API server's
--kubelet-client-certificate. Proxies to nodes (kubectl get --raw /api/v1/nodes/NAME/proxy/metrics/resource) work where --node-address
is not of the loopback: there Kubernetes' API server proxies nothing.

"kubectl top" and autoscalers need metrics-server beside Kubernetes' API server, as with kwok: started with --kubelet-insecure-tls,
--kubelet-use-node-status-port and --kubelet-preferred-address-types=InternalIP it reads /metrics/resource of each kubelet, which tells
what is declared as usage. It has no certificate for a --client-ca-file unless it is given one (--kubelet-client-certificate).

Examples:
  homeostat kubelets --nodes 100
  homeostat kubelets --kubeconfig cluster.kubeconfig --nodes 5 --name-prefix spare`;

export function addKubeletsCommand(program: Command): void {
  program
    .command('kubelets')
    .description('simulated nodes for a Kubernetes API server that runs elsewhere; Ctrl-C stops them')
    .option('--kubeconfig <file>', 'where the API server is (default: as kubectl finds it)')
    .option('--context <name>', 'which context of it (default: its current one)')
    .option('--nodes <count>', 'how many nodes', wholeNumber('--nodes', 1, nodesMax), 3)
    .option('--name-prefix <prefix>', 'nodes are called PREFIX-1 and on', 'node')
    .option(
      '--wait-for-pod-cidr',
      'nodes get networks for their pods from the cluster (kube-controller-manager --allocate-node-cidrs; default: they bring them along)',
    )
    .addOption(behavioursOption())
    .addOption(devicesOption())
    .addOption(kubeletConfigOption())
    .addOption(nodeUsageOption())
    .addOption(localProcessesOption())
    .option(
      '--node-address <ip>',
      'where the API server reaches them for logs, exec and the like',
      '127.0.0.1',
    )
    .option(
      '--client-ca-file <file>',
      'they answer only whoever has a certificate that one in this file has signed (default: everybody)',
    )
    .addOption(
      new Option('--anonymous-auth', 'they answer everybody, also at an address of other machines').conflicts(
        'clientCaFile',
      ),
    )
    .addHelpText('after', help)
    .action(kubelets);
}

async function kubelets(options: KubeletsOptions): Promise<void> {
  const { nodes, namePrefix, waitForPodCidr = false } = options;
  const signal = stopSignal();
  const { nodeAddress: address } = options;
  const clientAuthorities = clientAuthoritiesOf(options);
  const behaviours = await behavioursOf(options);
  const declared = await declaredNodes(options);
  const { transport: access } = accessOf({
    ...(options.kubeconfig !== undefined && { kubeconfig: options.kubeconfig }),
    ...(options.context !== undefined && { context: options.context }),
  });
  const { httpTransport } = await import('../../client/index.ts');
  const transport = httpTransport(access);
  await checkServer(transport, access.baseUrl);
  const { startKubelets } = await import('../../cluster/index.ts');
  const names = Array.from({ length: nodes }, (_, at) => `${namePrefix}-${at + 1}`);
  const started = await startKubelets(
    {
      transport,
      names,
      node: { waitsForPodCidr: waitForPodCidr },
      address,
      ...(clientAuthorities !== undefined && { clientAuthorities }),
      ...behaviours,
      ...declared,
      onRegistered: progress(nodes),
      onFailure(failure) {
        console.error(failure);
        process.exit(1);
      },
    },
    signal,
  ).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === 'listen' ? new UsageError(`--node-address: ${error.message}`) : error;
  });
  const stop = () => {
    started.stop();
    transport.close();
    process.exit(0);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  console.log(
    `${nodes === 1 ? '1 node is' : `${nodes} nodes are`} registered at ${access.baseUrl}. Ctrl-C stops them.`,
  );
}

/** What is in --client-ca-file. Throws UsageError, also where others than this machine could ask without. */
function clientAuthoritiesOf({
  nodeAddress,
  clientCaFile,
  anonymousAuth,
}: KubeletsOptions): string | undefined {
  if (isIP(nodeAddress) === 0) throw new UsageError(`--node-address "${nodeAddress}" is no IP address`);
  if (clientCaFile !== undefined) return authoritiesIn(clientCaFile);
  if (anonymousAuth === true || /^(?:127\.|::1$)/.test(nodeAddress)) return undefined;
  throw new UsageError(
    `others reach --node-address "${nodeAddress}", too; give --client-ca-file, or --anonymous-auth`,
  );
}

/** Throws UsageError for a file that has none: with it nobody would be let in, and nobody told why. */
function authoritiesIn(file: string): string {
  const text = readText(file, (why) => new UsageError(`${file}: cannot be read${why}`));
  try {
    new X509Certificate(text);
    return text;
  } catch {
    throw new UsageError(`--client-ca-file: there is no certificate in ${file}`);
  }
}

/** Rejects with UsageError where nobody answers, or whoever asks is not welcome. */
async function checkServer(transport: Transport, server: string): Promise<void> {
  const path = '/api/v1/nodes';
  const headers = { accept: 'application/json', 'user-agent': 'homeostat' };
  const { status, body } = await transport
    .request({ method: 'GET', path, query: { limit: '1' }, headers })
    .catch((error: Error) => {
      throw new UsageError(`no API server answers at ${server}: ${error.message}`);
    });
  if (status === 200) return;
  const { message } = (body.type === 'object' ? body.object : {}) as { readonly message?: string };
  throw new UsageError(`${server} answers ${status}${message === undefined ? '' : `: ${message}`}`);
}

/** On a terminal, how far it is. */
function progress(nodes: number): (count: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (count) =>
    process.stderr.write(`\rregistered ${count} of ${nodes} nodes${count === nodes ? '\n' : ''}`);
}
