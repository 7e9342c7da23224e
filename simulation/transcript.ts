import type { Trace } from '../environment/index.ts';
import { RunningDigest, recordLine } from './trace-digest.ts';

/**
 * Runs one seed from beginning to end. Must hand the trace to `observe` before anything is recorded.
 * A module checked in separate processes exports one.
 */
export type SeededRun = (seed: string, observe: (trace: Trace) => void) => Promise<void>;

/** What one run recorded. */
export interface RunTranscript {
  readonly digest: string;
  readonly lines: readonly string[];
}

/** Runs a seed once and keeps every record. */
export async function transcribe(run: SeededRun, seed: string): Promise<RunTranscript> {
  const lines: string[] = [];
  const digest = new RunningDigest();
  await run(seed, (trace) => {
    trace.subscribe((record) => {
      const line = recordLine(record);
      lines.push(line);
      digest.add(line);
    });
  });
  return { digest: digest.value(), lines };
}
