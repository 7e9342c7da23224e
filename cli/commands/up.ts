import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { StartedCluster } from '../../cluster/index.ts';
import { wholeNumber } from '../numbers.ts';

interface UpOptions {
  readonly nodes: number;
  readonly port: number;
  readonly dataDir: string;
  readonly memory?: boolean;
  readonly fsync?: boolean;
  readonly kubeconfig: string;
}

const help = `
The API server listens on 127.0.0.1 and keeps its objects in the data directory: started again, it has the same
objects at the same resourceVersions, and watches resume where they were.

Examples:
  homeostat up
  homeostat up --nodes 10 --memory
  kubectl --kubeconfig .homeostat/kubeconfig get nodes`;

export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description('start a cluster for kubectl and other clients; Ctrl-C stops it')
    .option('--nodes <count>', 'how many simulated nodes; 0 for none', wholeNumber('--nodes', 0, 5_000), 3)
    .option(
      '--port <port>',
      'where the API server listens; 0 takes a free port',
      wholeNumber('--port', 0, 65_535),
      6443,
    )
    .option('--data-dir <directory>', 'where objects are kept', '.homeostat/data')
    .option('--memory', 'keep objects in memory only')
    .option('--fsync', 'make every acknowledged write survive a power cut too')
    .option('--kubeconfig <file>', 'where the kubeconfig is written', '.homeostat/kubeconfig')
    .addHelpText('after', help)
    .action(up);
}

async function up(options: UpOptions): Promise<void> {
  const { nodes, port, memory, fsync = false } = options;
  const dataDir = resolve(options.dataDir);
  if (!memory) mkdirSync(dirname(dataDir), { recursive: true });
  const { startCluster } = await import('../../cluster/index.ts');
  const cluster = await startCluster({
    nodes,
    port,
    fsync,
    ...(memory ? {} : { dataDir }),
    onFailure(failure) {
      console.error(failure);
      process.exit(1);
    },
  });
  stopOnSignal(cluster);
  try {
    writeKubeconfig(options.kubeconfig, cluster.kubeconfig);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  greet(cluster, options);
}

function writeKubeconfig(file: string, text: string): void {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
}

function greet(cluster: StartedCluster, options: UpOptions): void {
  // Counted from the start of the process: what a user waits for.
  console.log(`ready ${cluster.url} after ${Math.round(performance.now())} ms`);
  const file = relative('.', resolve(options.kubeconfig)) || options.kubeconfig;
  const nodes = options.nodes === 1 ? '1 simulated node' : `${options.nodes} simulated nodes`;
  console.log(`
${nodes}; objects are kept in ${options.memory ? 'memory' : options.dataDir}. Type next, in another terminal:

  kubectl --kubeconfig ${file} get nodes
  kubectl --kubeconfig ${file} create namespace team
  kubectl --kubeconfig ${file} get pods -A --watch

Ctrl-C stops the cluster.`);
}

function stopOnSignal(cluster: StartedCluster): void {
  let asked = false;
  const stop = (): void => {
    // A second signal does not wait.
    if (asked) process.exit(130);
    asked = true;
    void cluster.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
