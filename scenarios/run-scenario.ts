import { StatusError } from '../apimachinery/index.ts';
import type { Cluster, ClusterOptions } from '../cluster/index.ts';
import { WaitError, WorldFailure } from '../environment/index.ts';
import { SimulationError } from '../simulation/index.ts';
import { StepFailure } from './commands/index.ts';
import type { Scenario } from './scenario.ts';
import { openRealWorld } from './world/real-world.ts';
import { openVirtualWorld } from './world/virtual-world.ts';
import type { ScenarioWorld, WorldObserver } from './world/world.ts';

export interface RunOptions extends WorldObserver {
  /** Decides everything that is left to chance. */
  readonly seed: string | number;
  /** Real time and a store on disk, instead of virtual time. */
  readonly real?: boolean;
  /** Ends a run in real time: it then rejects with the signal's reason, and leaves nothing behind. */
  readonly signal?: AbortSignal;
  /** How many bytes the attempts of the scheduler may take, as in ClusterOptions. Default: 0. */
  readonly attemptBytesMax?: number;
  /** Called when the last step has ended, or one has failed, with the cluster as it is then. */
  readonly atEnd?: (cluster: Cluster) => void;
  /** For the real duration, in milliseconds. Absent: it is not measured. */
  readonly stopwatch?: () => number;
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly passed: boolean;
  readonly seed: string;
  readonly virtualMs: number;
  readonly realMs: number;
  /** `sha256:<hex>` over the whole trace; absent in real time, where no two runs are the same. */
  readonly digest?: string;
  readonly failure?: ScenarioFailure;
}

export interface ScenarioFailure {
  /** From 1; 0: the cluster did not come up. */
  readonly step: number;
  readonly summary: string;
  readonly message: string;
  /** A diff, or what was pending; may be of several lines, may be empty. */
  readonly detail: string;
}

/** How long a cluster may take to come to rest before the first step. */
const startMsMax = 120_000;

/**
 * Runs a scenario from an empty cluster to its last step, or the first that fails. Never rejects for a failed step.
 *
 * @example
 *     for (const scenario of parseScenarios(await readFile('survive.yaml', 'utf8'), 'survive.yaml')) {
 *       const { passed, failure } = await runScenario(scenario, { seed: 7 });
 *       console.log(scenario.name, passed ? 'pass' : failure?.message);
 *     }
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioResult> {
  const stopwatch = options.stopwatch ?? (() => 0);
  const startedMs = stopwatch();
  const { attemptBytesMax = 0, atEnd } = options;
  const cluster = { ...clusterOptions(scenario), attemptBytesMax };
  let digest: (() => string) | undefined;
  let world: ScenarioWorld;
  if (options.real) world = await openRealWorld(options.seed, cluster, options);
  else {
    const virtual = await openVirtualWorld(options.seed, cluster, options);
    digest = virtual.digest;
    world = virtual;
  }
  const { clock } = world.control.environment;
  const startMs = clock.now();
  try {
    const failure = await unlessAborted(runSteps(scenario, world), options.signal);
    atEnd?.(world.cluster);
    return {
      scenario: scenario.name,
      passed: failure === undefined,
      seed: String(options.seed),
      virtualMs: clock.now() - startMs,
      realMs: stopwatch() - startedMs,
      ...(digest === undefined ? {} : { digest: digest() }),
      ...(failure === undefined ? {} : { failure }),
    };
  } finally {
    await world.close();
  }
}

/** What of the steps goes on meanwhile ends with the world. */
async function unlessAborted<T>(steps: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return steps;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    stop = () => signal.removeEventListener('abort', abort);
  });
  try {
    return await Promise.race([steps, aborted]);
  } finally {
    stop();
  }
}

/** What a scenario says of its cluster, as a cluster takes it. */
export function clusterOptions({ cluster }: Scenario): Omit<ClusterOptions, 'store' | 'connect'> {
  const { capacity, ...options } = cluster;
  return { ...options, ...(capacity === undefined ? {} : { node: { capacity } }) };
}

/** Runs the steps in a world; resolves with what failed. Never rejects for a failed step. */
export async function runSteps(
  scenario: Scenario,
  world: Omit<ScenarioWorld, 'close'>,
): Promise<ScenarioFailure | undefined> {
  const { control, cluster } = world;
  const { trace } = control.environment;
  let step = 0;
  let summary = 'start the cluster';
  try {
    await control.settle({ withinMs: startMsMax });
    for (const one of scenario.steps) {
      step++;
      summary = one.description === '' ? one.summary : `${one.description} (${one.summary})`;
      const record = trace.record('step', { step, summary });
      const cause = { record };
      const client = cluster.client('scenario').withCause(cause);
      await one.run({ control, cluster, client, cause });
    }
    return undefined;
  } catch (error) {
    return failureOf(error, step, summary);
  }
}

/** What a person can make something of; anything else is a fault of ours and is thrown on. */
function failureOf(error: unknown, step: number, summary: string): ScenarioFailure {
  if (error instanceof StepFailure) return { step, summary, message: error.message, detail: error.detail };
  if (error instanceof StatusError) return { step, summary, message: error.message, detail: '' };
  if (error instanceof WaitError) return { step, summary, message: error.message, detail: '' };
  if (error instanceof SimulationError || error instanceof WorldFailure) {
    const { cause } = error;
    // What the world found wrong with itself is told in words, with what was going on.
    if (cause instanceof WaitError) {
      return {
        step,
        summary,
        message: `${cause.failure}: ${cause.summary}`,
        detail: cause.pending.join('\n'),
      };
    }
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { step, summary, message: error.message, detail };
  }
  throw error;
}
