import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunTranscript } from './transcript.ts';

/** What to run, once per process. */
export type DeterminismTarget =
  /** A module (a file URL or an absolute path) and its export that is a SeededRun; default export name `run`. */
  | { readonly module: string | URL; readonly exportName?: string }
  /**
   * A program and its arguments, which say the seed themselves. It prints its trace, one record a line, and in the end
   * its digest as `sha256:<hex>`.
   */
  | { readonly command: readonly [program: string, ...arguments: string[]] };

/** A run that takes longer than this hangs. */
const runMsMax = 600_000;
/** A hundred thousand records of some kilobytes. */
const outputBytesMax = 256 * 1024 * 1024;
const digestForm = /sha256:[0-9a-f]{64}/g;

/** Runs the target `runs` times, two at a time (more would only share the cores of a small machine). */
export async function runInProcesses(
  target: DeterminismTarget,
  seed: string,
  runs: number,
): Promise<RunTranscript[]> {
  const [program, ...args] = 'command' in target ? target.command : childCommand(target, seed);
  const transcripts: RunTranscript[] = [];
  for (let done = 0; done < runs; done += 2) {
    const pair = Array.from({ length: Math.min(2, runs - done) }, () => runOnce(program, args));
    transcripts.push(...(await Promise.all(pair)));
  }
  return transcripts;
}

/** This build's own child program; run from sources it needs the loader that runs TypeScript. */
function childCommand(
  { module, exportName }: Exclude<DeterminismTarget, { readonly command: unknown }>,
  seed: string,
): [string, ...string[]] {
  const fromSources = import.meta.url.endsWith('.ts');
  const child = fileURLToPath(new URL(`./determinism-child.${fromSources ? 'ts' : 'js'}`, import.meta.url));
  const loader = fromSources ? ['--import', 'tsx'] : [];
  return [process.execPath, ...loader, child, String(module), exportName ?? 'run', seed];
}

function runOnce(program: string, args: readonly string[]): Promise<RunTranscript> {
  return new Promise((resolve, reject) => {
    const options = { timeout: runMsMax, maxBuffer: outputBytesMax };
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error !== null) {
        reject(new Error(`${[program, ...args].join(' ')} failed:\n${stderr || error.message}`));
        return;
      }
      const digest = stdout.match(digestForm)?.at(-1);
      if (digest === undefined) reject(new Error(`${[program, ...args].join(' ')} printed no digest`));
      else resolve({ digest, lines: linesOf(stdout, digest) });
    });
  });
}

/** The records: every line but the one that says the digest, which differs whenever anything does. */
function linesOf(stdout: string, digest: string): string[] {
  return stdout.split('\n').filter((line) => line !== '' && !line.includes(digest));
}
