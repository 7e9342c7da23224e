import type { V1Pod } from '../../api/index.ts';
import type { HttpAnswer, HttpCall, ProcessStreams } from '../../apimachinery/index.ts';

/** A command that somebody runs in a container. */
export interface ExecCall {
  readonly pod: V1Pod;
  readonly container: string;
  readonly command: readonly string[];
  readonly tty: boolean;
  /** `gone` is aborted when the container ends, too. */
  readonly streams: ProcessStreams;
}

/** A request to a port of a pod. */
export interface PodHttpCall extends HttpCall {
  readonly pod: V1Pod;
  readonly port: number;
}

/** What containers do, in TypeScript. It comes before what is declared, and where it gives undefined that counts. */
export interface ContainerPrograms {
  /** Resolves with the exit code. What it throws is told as a failure to run the command. */
  exec?(call: ExecCall): Promise<number> | undefined;
  /** What it throws is answered as a server's failure. */
  http?(call: PodHttpCall): Promise<HttpAnswer> | undefined;
}
