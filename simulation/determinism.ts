import { type DeterminismTarget, runInProcesses } from './determinism-processes.ts';
import { type RunTranscript, type SeededRun, transcribe } from './transcript.ts';

export interface DeterminismOptions {
  readonly seed: string | number;
  /** How often the seed runs. Default 2. */
  readonly runs?: number;
}

export interface DeterminismReport {
  readonly seed: string;
  /** One digest per run, in order. */
  readonly digests: readonly string[];
  /** Lines (records) of the first run. */
  readonly records: number;
  readonly equal: boolean;
  /** Where the first run that differs leaves the first one; absent when all are equal. */
  readonly difference?: TraceDifference;
}

export interface TraceDifference {
  /** Which run differs from the first: 2 or more. */
  readonly run: number;
  /** The place of the first line that differs, from 1. */
  readonly line: number;
  /** Some lines before it, the same in both. */
  readonly before: readonly string[];
  /** The line in the first run and in the other; absent where a run had ended. */
  readonly first?: string;
  readonly other?: string;
}

/** Enough to see what led to a difference. */
const contextLines = 5;
const runsDefault = 2;

/** Runs a seed several times, each in a process of its own, and compares. Rejects if a run fails. */
export async function checkDeterminism(
  options: DeterminismOptions & DeterminismTarget,
): Promise<DeterminismReport> {
  const seed = String(options.seed);
  return report(seed, await runInProcesses(options, seed, options.runs ?? runsDefault));
}

/** The same within this process: cheaper, and blind to what two processes do differently. */
export async function checkDeterminismInProcess(
  run: SeededRun,
  options: DeterminismOptions,
): Promise<DeterminismReport> {
  const seed = String(options.seed);
  const transcripts: RunTranscript[] = [];
  for (let done = 0; done < (options.runs ?? runsDefault); done++) {
    transcripts.push(await transcribe(run, seed));
  }
  return report(seed, transcripts);
}

/** What to tell a person. */
export function formatDeterminism({ seed, digests, records, difference }: DeterminismReport): string {
  if (difference === undefined) {
    return `seed ${seed}: ${digests.length} runs of ${records} records, all ${digests[0]}`;
  }
  return [
    `seed ${seed}: run ${difference.run} differs from run 1 at record ${difference.line}`,
    ...difference.before.map((line) => `    ${line}`),
    `  1 ${difference.first ?? '(ended)'}`,
    `  ${difference.run} ${difference.other ?? '(ended)'}`,
  ].join('\n');
}

function report(seed: string, transcripts: readonly RunTranscript[]): DeterminismReport {
  const [first, ...others] = transcripts;
  if (first === undefined) throw new Error('a determinism check needs at least one run');
  const digests = transcripts.map(({ digest }) => digest);
  const at = others.findIndex(({ digest }) => digest !== first.digest);
  const other = others[at];
  const base = { seed, digests, records: first.lines.length };
  if (other === undefined) return { ...base, equal: true };
  return { ...base, equal: false, difference: firstDifference(first.lines, other.lines, at + 2) };
}

function firstDifference(first: readonly string[], other: readonly string[], run: number): TraceDifference {
  let at = 0;
  while (at < first.length && first[at] === other[at]) at++;
  const [firstLine, otherLine] = [first[at], other[at]];
  return {
    run,
    line: at + 1,
    before: first.slice(Math.max(0, at - contextLines), at),
    ...(firstLine === undefined ? {} : { first: firstLine }),
    ...(otherLine === undefined ? {} : { other: otherLine }),
  };
}
