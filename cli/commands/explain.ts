import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import type { PodAttempts } from '../../scheduler/attempts/attempt-log.ts';
import { attemptsOfScenario } from '../attempts-of-scenario.ts';
import { attemptsOfServer } from '../attempts-of-server.ts';
import { explanation, type WhichAttempt } from '../explanation/index.ts';
import { accessOf } from '../kubeconfig-paths.ts';
import { wholeNumber } from '../numbers.ts';
import { outputOf } from '../output.ts';
import { UsageError } from '../usage-error.ts';

interface ExplainOptions {
  readonly namespace: string;
  readonly attempt?: number;
  readonly revision?: number;
  readonly allNodes?: boolean;
  readonly output?: string;
  readonly server?: string;
  readonly kubeconfig: string;
  readonly scenario?: string;
  readonly seed?: string;
}

const help = `
Of a pod that has a node it says which plugin gave each node how much, and so why the pod is there. Of one that waits: what
keeps it, which nodes were refused by whom and why, and what it waits for.

Scores stand as they count, between 0 and 100, with what the plugin gave before them where that is different: "2 -> 60". The
sum is that of all plugins, each times the weight in the head of its column.

A running cluster ("homeostat up") keeps the latest attempts of its schedulers, as many as have room in 32 MiB. With --scenario the
scenario is run, in virtual time, and its pods are explained as they are at its end; the names of pods are those of the
seed.

Examples:
  homeostat explain pod/web
  homeostat explain pod/web -n shop --attempt 1 --all-nodes
  homeostat explain pod/large --scenario scenarios/unschedulable.yaml --seed 7
  homeostat explain pod/web --revision 812
  homeostat explain pod/web -o json`;

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .argument('<pod>', 'the pod: pod/NAME')
    .description(
      'why a pod is where it is, or why it is nowhere: what the scheduler found out about each node',
    )
    .option('-n, --namespace <namespace>', 'the namespace of the pod', 'default')
    .option(
      '--attempt <number>',
      'the attempt to explain, counted from 1 (default: the last)',
      wholeNumber('--attempt', 1, Number.MAX_SAFE_INTEGER),
    )
    .option(
      '--revision <revision>',
      'the attempt that was made of the pod at this resourceVersion',
      wholeNumber('--revision', 1, Number.MAX_SAFE_INTEGER),
    )
    .option('--all-nodes', 'name every node, however many there are')
    .option('-o, --output <format>', 'json: all that is kept of the pod')
    .option('--server <url>', 'the running cluster to ask (default: that of the kubeconfig)')
    .option('--kubeconfig <file>', 'where the cluster is', '.homeostat/kubeconfig')
    .option('--scenario <file>', 'run this scenario, and explain a pod of it')
    .option('--seed <seed>', 'of the run of the scenario (default: a new one each time)')
    .addHelpText('after', help)
    .action(explain);
}

async function explain(pod: string, options: ExplainOptions): Promise<void> {
  const { namespace, allNodes = false, output } = options;
  const which = whichOf(options);
  if (output !== undefined && output !== 'json')
    throw new UsageError(`--output must be json, not "${output}"`);
  const known = await knownOf(`${namespace}/${podName(pod)}`, options);
  if (output === 'json') console.log(JSON.stringify(known, null, 2));
  else
    console.log(
      explanation(known, {
        ...(which && { which }),
        allNodes,
        output: outputOf(process.stdout, process.env),
      }),
    );
}

async function knownOf(pod: string, options: ExplainOptions): Promise<PodAttempts> {
  const { scenario, seed, server, kubeconfig } = options;
  if (scenario === undefined) {
    if (seed !== undefined) throw new UsageError('--seed is that of a --scenario');
    const access =
      server === undefined
        ? accessOf({ ...(kubeconfig !== undefined && { kubeconfig }) }).transport
        : { baseUrl: server };
    return attemptsOfServer(access, pod);
  }
  if (server !== undefined) throw new UsageError('--server and --scenario cannot both be explained');
  return attemptsOfScenario(scenario, seed ?? String(randomInt(1, 2 ** 31)), pod);
}

function whichOf({ attempt, revision }: ExplainOptions): WhichAttempt | undefined {
  if (attempt !== undefined && revision !== undefined)
    throw new UsageError('--attempt and --revision both name an attempt');
  if (attempt !== undefined) return { attempt };
  return revision === undefined ? undefined : { revision };
}

/** Of `pod/web`, `pods/web` or `web`. */
function podName(text: string): string {
  const [, name] = /^(?:pods?\/|po\/)?([^/]+)$/.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`"${text}" is no pod; it is given as pod/NAME`);
  return name;
}
