/** The machine that a world in real time runs on, for what leads to it. A simulated world has none. */
export interface LocalMachine {
  /** Throws where the file cannot be read. */
  open(path: string): LocalFile;
  /** Starts a program; whether it could be started, `ended` says. It ends with this process at the latest. */
  start(command: LocalCommand): LocalProcess;
}

export interface LocalFile {
  /** What comes next; undefined: it ends here for now. */
  read(): Promise<Uint8Array | undefined>;
  /** Resolves when there may be more to read, or when `signal` is aborted. */
  changed(signal: AbortSignal): Promise<void>;
  close(): void;
}

export interface LocalCommand {
  /** The program, looked for as a shell does, and its arguments. */
  readonly words: readonly string[];
  /** Default: that of this process. */
  readonly directory?: string;
  /** Besides those of this process. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The numbers of a user and a group. Default: those of this process. */
  readonly user?: number;
  readonly group?: number;
  /** It gets a terminal, where the machine has a program (`script`) that gives one. Default: false. */
  readonly terminal?: boolean;
}

export interface LocalProcess {
  /** To be read once, each, to their ends. */
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly stderr: AsyncIterable<Uint8Array>;
  /** Resolves with the exit code, 128 and the signal's number for what is killed; rejects where it could not be started. */
  readonly ended: Promise<number>;
  /** Resolves when there is room for more, or nobody reads. */
  write(bytes: Uint8Array): Promise<void>;
  /** There is nothing more for it to read. */
  endInput(): void;
  /** Asks it to end (SIGTERM), or ends it and what it has started (SIGKILL): not later than when it has `ended`. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}
