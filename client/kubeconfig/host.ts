import type { ReadFile } from './read-kubeconfig.ts';

/** The machine that kubeconfig files speak of. */
export interface Host {
  readonly readFile: ReadFile;
  /** Its environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Whether a person sits at the standard input. */
  readonly isTerminal: boolean;
  /** Runs a program to its end. Rejects where it cannot be started, with the error of Node's `spawn`. */
  run(program: Program): Promise<ProgramEnd>;
}

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment it gets. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** True: the person at the terminal may be asked. */
  readonly interactive: boolean;
}

export interface ProgramEnd {
  /** Null: ended by a signal. */
  readonly exitCode: number | null;
  readonly output: string;
}
