import type { V1Container, V1Pod } from '../../../api/index.ts';
import type { Clock } from '../../../environment/index.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { Disk } from '../files/disk.ts';
import { FileError } from '../files/file-tree.ts';

/** What programs of one container share. */
export interface Machine {
  readonly pod: V1Pod;
  readonly container: V1Container;
  readonly disk: Disk;
  readonly clock: Clock;
  /** Between two commands: resolves when there is time for the next one. */
  turn(): Promise<void>;
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
  /** In how many shells it runs, each of which waits for the next. */
  readonly depth: number;
  /** Set by `exit`. */
  exitCode?: number;
}

const depthMax = 50;

/** What a shell begins with that another one runs. Throws FileError where too many run in one another. */
export function innerState({ variables, cwd, lastCode, depth }: ShellState): ShellState {
  if (depth >= depthMax) throw new FileError("can't fork: Resource temporarily unavailable");
  return { variables: new Map(variables), cwd, lastCode, depth: depth + 1 };
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
