import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A question to a rule, and the judge's answer. */
export interface Vector {
  readonly rule: string;
  readonly in: unknown;
  readonly out: unknown;
}

/** Kubernetes' own code, which answers questions in the order in which they are asked. Needs Go. */
export class Judge {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  /** `directory` has the judge's program: it reads and writes `Vector`s as JSON lines. */
  constructor(directory: string) {
    this.#process = spawn('go', ['run', '.'], {
      cwd: directory,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // A question to a judge that has given up is answered with an error below.
    this.#process.stdin.on('error', () => undefined);
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async ask(rule: string, input: unknown): Promise<Vector> {
    this.#process.stdin.write(`${JSON.stringify({ rule, in: input })}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error(`no answer to ${rule} ${JSON.stringify(input)}`);
    return JSON.parse(answer.value) as Vector;
  }

  close(): void {
    this.#process.stdin.end();
  }
}
