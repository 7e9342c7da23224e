import type { V1Container, V1Pod } from '../../../api/index.ts';
import type { Clock } from '../../../environment/index.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { Disk } from '../files/disk.ts';

/** What programs of one container share. */
export interface Machine {
  readonly pod: V1Pod;
  readonly container: V1Container;
  readonly disk: Disk;
  readonly clock: Clock;
  /** All that there are, by name. */
  readonly programs: ReadonlyMap<string, Program>;
  /** What runs in the foreground of its terminal. */
  readonly foreground: { job: AbortController };
}

/** What a shell remembers. */
export interface ShellState {
  readonly variables: Map<string, string>;
  cwd: string;
  lastCode: number;
  /** Set by `exit`. */
  exitCode?: number;
}

/** What a program ends with that Ctrl-C has ended. */
export const interruptedCode = 130;

export type Write = (text: string | Uint8Array) => Promise<void>;

/** One program that runs. */
export interface Process {
  /** Its name first. */
  readonly words: readonly string[];
  readonly machine: Machine;
  readonly state: ShellState;
  readonly stdin: ByteReader;
  readonly stdout: Write;
  readonly stderr: Write;
  readonly tty: boolean;
  /** Aborted when it is to end. */
  readonly signal: AbortSignal;
}

/** A program: resolves with its exit code. FileErrors that it throws are told as its own. */
export type Program = (call: Process) => number | Promise<number>;
