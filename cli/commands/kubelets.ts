import type { Command } from 'commander';
import type { Transport } from '../../apimachinery/index.ts';
import { behavioursOf, behavioursOption } from '../behaviour-files.ts';
import { accessOf } from '../kubeconfig-paths.ts';
import { wholeNumber } from '../numbers.ts';
import { stopSignal } from '../stop-signal.ts';
import { UsageError } from '../usage-error.ts';

interface KubeletsOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly nodes: number;
  readonly namePrefix: string;
  readonly waitForPodCidr?: boolean;
  readonly behaviours?: readonly string[];
}

/** As of "homeostat up". */
const nodesMax = 3_000;

const help = `
Gives a Kubernetes API server that runs elsewhere nodes to schedule pods on: a real one without machines, or another
homeostat. Pods start, run and end there as they do on the nodes of "homeostat up"; nothing is really run.

It asks as the user of the kubeconfig, who must be allowed what kubelets do; an administrator is. Nodes of these names that
are there already are taken over. When it ends its nodes stay, and are not ready after a while, as machines that lose their
power; started again, it goes on with them.

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
    .addHelpText('after', help)
    .action(kubelets);
}

async function kubelets(options: KubeletsOptions): Promise<void> {
  const { nodes, namePrefix, waitForPodCidr = false } = options;
  const signal = stopSignal();
  const behaviours = await behavioursOf(options.behaviours);
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
      ...(behaviours && { behaviours }),
      onRegistered: progress(nodes),
      onFailure(failure) {
        console.error(failure);
        process.exit(1);
      },
    },
    signal,
  );
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
