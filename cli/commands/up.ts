import { accessSync, constants, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { StartedCluster } from '../../cluster/index.ts';
import { wholeNumber } from '../numbers.ts';
import { UsageError } from '../usage-error.ts';

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
    .addOption(new Option('--memory', 'keep objects in memory only').conflicts(['dataDir', 'fsync']))
    .option('--fsync', 'make every acknowledged write survive a power cut too')
    .option('--kubeconfig <file>', 'where the kubeconfig is written', '.homeostat/kubeconfig')
    .addHelpText('after', help)
    .action(up);
}

async function up(options: UpOptions): Promise<void> {
  const { nodes, port, memory, fsync = false } = options;
  if (options.dataDir === '') throw new UsageError('--data-dir must name a directory');
  const dataDir = resolve(options.dataDir);
  // Before anything is made: who is refused finds nothing new.
  checkPlace(options.kubeconfig);
  await checkPort(port);
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

/** That a file can be written there, without making anything. */
function checkPlace(kubeconfig: string): void {
  const refuse = (why: string) => new UsageError(`--kubeconfig ${JSON.stringify(kubeconfig)}: ${why}`);
  if (kubeconfig === '') throw refuse('must name a file');
  let at = resolve(kubeconfig);
  if (isThere(at)?.isDirectory()) throw refuse('is a directory');
  while (isThere(at) === undefined) at = dirname(at);
  if (at !== resolve(kubeconfig) && !statSync(at).isDirectory()) throw refuse(`${at} is not a directory`);
  try {
    accessSync(at, constants.W_OK);
  } catch {
    throw refuse(`${at} cannot be written`);
  }
}

function isThere(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Something above it is a file.
    return undefined;
  }
}

/** Rejects with the listen error that the API server would get later. */
function checkPort(port: number): Promise<void> {
  return new Promise((settled, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(port, '127.0.0.1', () => probe.close(() => settled()));
  });
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
