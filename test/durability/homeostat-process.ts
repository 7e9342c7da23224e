import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { commandArgs } from '../command/command.ts';

/** A loaded machine takes seconds where an idle one takes half of one; a process that hangs takes longer than this. */
const readyMsMax = 30_000;

export interface ProcessOptions {
  /** Where relative paths of its options start. */
  readonly cwd: string;
}

/** How a process ended, and what it had printed. */
export interface Ended {
  /** Null: it was killed by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `homeostat` command in a process of its own, run from the sources. */
export class HomeostatProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], { cwd }: ProcessOptions) {
    this.#child = spawn(process.execPath, [...commandArgs, ...args], { cwd });
    this.#child.stdout?.on('data', (bytes) => {
      this.#stdout += bytes;
    });
    this.#child.stderr?.on('data', (bytes) => {
      this.#stderr += bytes;
    });
    this.#ended = once(this.#child, 'close').then(([code]) => ({
      code,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** The URL it serves at, once it says so. Rejects with what it printed if it ends before. */
  async ready(): Promise<string> {
    const timer = setTimeout(() => this.signal('SIGKILL'), readyMsMax);
    try {
      for (;;) {
        const [, url] = /^ready (http\S+) after \d+ ms$/m.exec(this.#stdout) ?? [];
        if (url !== undefined) return url;
        const more = this.#child.stdout as NonNullable<ChildProcess['stdout']>;
        const ended = await Promise.race([once(more, 'data').then(() => undefined), this.#ended]);
        if (ended !== undefined)
          throw new Error(`it ended with ${ended.code}:\n${quoted(ended.stdout + ended.stderr)}`);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  ended(): Promise<Ended> {
    return this.#ended;
  }

  kill(): Promise<Ended> {
    this.signal('SIGKILL');
    return this.#ended;
  }
}

/** What another process said, for a message: its stack is not that of a test, whose files Vitest would read. */
export function quoted(text: string): string {
  return text.replace(/^/gm, '| ');
}

/** Runs a command to its end; one that does not end is killed. */
export async function homeostat(args: readonly string[], options: ProcessOptions): Promise<Ended> {
  const process = new HomeostatProcess(args, options);
  const timer = setTimeout(() => process.signal('SIGKILL'), readyMsMax);
  const ended = await process.ended();
  clearTimeout(timer);
  return ended;
}

/** A control plane without nodes on a data directory, and the URL it serves at. */
export async function up(
  directory: string,
  cwd: string,
): Promise<{ process: HomeostatProcess; url: string }> {
  const process = new HomeostatProcess(['up', '--nodes', '0', '--port', '0', '--data-dir', directory], {
    cwd,
  });
  return { process, url: await process.ready() };
}
