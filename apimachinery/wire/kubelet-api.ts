/**
 * What an API server asks of the kubelet of a node. Mirrors kubernetes pkg/kubelet/server. Of one that is elsewhere, calls that give
 * promises reject with UnreachedError where nobody answers.
 */
export interface KubeletApi {
  /**
   * Throws KubeletError where there is no log, or rejects with it. Bytes come at the reader's pace; who stops before the end says so
   * (`return`).
   */
  logs(
    of: ContainerAddress,
    options: LogOptions,
  ): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;
  /** Throws KubeletError where no such container runs. Nothing is run before the result is called, once. */
  exec(of: ContainerAddress, command: readonly string[], streams: WantedStreams): RunProcess;
  /** The same, for the process that the container runs. */
  attach(of: ContainerAddress, streams: WantedStreams): RunProcess;
  /** What listens on a port of a pod; undefined: nothing does. Throws KubeletError where the pod does not run. */
  port(of: PodAddress, port: number): PodPort | undefined;
  /** What is asked of the kubelet itself. */
  http(request: HttpCall): Promise<HttpAnswer>;
}

/** One in this process: its logs are at hand. */
export interface LocalKubeletApi extends KubeletApi {
  logs(of: ContainerAddress, options: LogOptions): AsyncIterable<Uint8Array>;
}

/** By the name of a node, and where it says that its kubelet listens (`10.0.0.7:10250`); undefined: it cannot be reached. */
export type Kubelets = (node: string, host?: string) => KubeletApi | undefined;

/** Nobody answers where a kubelet should be. The message says why, as Go does. */
export class UnreachedError extends Error {
  override readonly name = 'UnreachedError';
}

/** Why a kubelet refuses, in its words, with the HTTP status that says so. */
export class KubeletError extends Error {
  override readonly name = 'KubeletError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface PodAddress {
  readonly namespace: string;
  readonly pod: string;
}

export interface ContainerAddress extends PodAddress {
  readonly container: string;
}

/** PodLogOptions, read and checked. */
export interface LogOptions {
  readonly follow?: boolean;
  /** Of the container that ran before. */
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly sinceMs?: number;
  readonly tailLines?: number;
  readonly limitBytes?: number;
}

/** Which streams of a process its client has. */
export interface WantedStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** The client's ends of a process' streams. */
export interface ProcessStreams {
  /** Ends where the client closes it, or is gone; empty where it has none. To be read once. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Resolve when there is room for more, or the client is gone. */
  stdout(bytes: Uint8Array): Promise<void>;
  stderr(bytes: Uint8Array): Promise<void>;
  /** Aborted when the client is gone. */
  readonly gone: AbortSignal;
}

/** How a process ended, or why it could not begin. */
export type ProcessEnd = { readonly exitCode: number } | { readonly problem: string };

/** Runs a process to its end. Never rejects. */
export type RunProcess = (streams: ProcessStreams) => Promise<ProcessEnd>;

/** A request to what listens somewhere, whole. */
export interface HttpCall {
  readonly method: string;
  /** With the query, as it was sent. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Its answer, whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** What listens on a port. */
export type PodPort = Listening & PortTarget;

/** Something that answers requests, or a port that stands for it, or a program that reads what is sent and writes what comes back. */
export type PortTarget =
  | { readonly type: 'http'; answer(call: HttpCall): Promise<HttpAnswer> }
  | { readonly type: 'local'; readonly host: string; readonly port: number }
  | { readonly type: 'process'; readonly run: RunProcess };

/** A container that listens. */
export interface Listening {
  /** Calls back once when it ends, and connections with it. Returns what ends that. */
  onEnd(callback: () => void): () => void;
}
