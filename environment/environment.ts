import type { TraceFields } from './trace-fields.ts';

/** What a component may ask of the world. Every component takes one as its first argument; it has no default. */
export interface Environment {
  /** Names this environment in traces: `kubelet/node-1`, `deployment-controller`. */
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly trace: Trace;
  /**
   * Takes whole lines for those who look after the process: standard error in the real world. Undefined in virtual time, where
   * the trace says what happens.
   */
  readonly writeLog?: ((line: string) => void) | undefined;
  /** True once this environment, or the one it was forked from, is revoked: what ran in it is over. */
  readonly isRevoked: boolean;
  /** Aborted then, for what takes a signal. */
  readonly signal: AbortSignal;

  /**
   * Runs `task` at once and keeps it in view: if it rejects, the world fails (a simulation ends with its seed,
   * the real world reports to its `onFailure`). A rejection after the environment was revoked is ignored.
   */
  spawn(name: string, task: () => Promise<void>): void;

  /**
   * Between two pieces of work: resolves when it is this component's turn again. Whatever repeats without waiting for
   * time waits for this, so that no loop keeps all others out. In the real world the event loop is given back once a
   * slice of it is used up; in a simulation each turn takes virtual time. Resolves at once when the environment is
   * revoked: look at `isRevoked` after it, as after every wait.
   */
  turn(): Promise<void>;

  /** Calls `listener` once when the environment is revoked; at once if it has been. It must not throw. */
  onRevoked(listener: () => void): void;

  /**
   * A child with random and id streams of its own (derived from this seed and `name` alone, so that a sibling
   * added or removed does not shift them). Its timers and its children's end when it is revoked.
   */
  fork(name: string): Fork;
}

/** A child environment that can be ended: revoking it is what a crash is. */
export interface Fork extends Environment {
  /** Cancels every timer of this environment and its children and aborts `signal`. Idempotent. */
  revoke(): void;
}

/** A pending callback. */
export interface Timer {
  /** After this the callback will not be called. Idempotent; no effect once fired. */
  cancel(): void;
}

export interface TimerOptions {
  /**
   * True for what goes on for ever by itself (heartbeats, resyncs, lease renewals, watch timeouts). A world
   * is settled when only background timers are left. Default false.
   */
  readonly background?: boolean;
}

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `callback` once, `delayMs` from now (0 and below: as soon as possible, never within this call). */
  setTimer(delayMs: number, callback: () => void, options?: TimerOptions): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason when the environment's (or the given) signal aborts first. */
  sleep(delayMs: number, options?: TimerOptions & { readonly signal?: AbortSignal }): Promise<void>;
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, bound). `bound` is an integer of at least 1. */
  integer(bound: number): number;
  /** Fills and returns an array of `size` random bytes. */
  bytes(size: number): Uint8Array;
  /** One element, uniformly. Asserts that `items` is not empty. */
  pick<T>(items: readonly T[]): T;
}

export interface Ids {
  /** A version 4 UUID, as in metadata.uid. */
  uid(): string;
  /** `length` characters of Kubernetes' safe alphabet `bcdfghjklmnpqrstvwxz2456789`, as in generateName suffixes. */
  suffix(length: number): string;
}

/** Says what made something happen: an earlier trace record, or the write that made a resourceVersion. */
export type Cause = { readonly record: number } | { readonly revision: number };

export type TraceKind = keyof TraceFields;

/** One thing that happened, of one kind. */
export interface RecordOf<K extends TraceKind> {
  /** Rises by one with every record of a world. 0 for details, which cause nothing. */
  readonly id: number;
  readonly atMs: number;
  /** The environment that reported it. */
  readonly by: string;
  readonly kind: K;
  /** All that led to it, oldest first; none where nobody knows. */
  readonly causes: readonly Cause[];
  readonly fields: TraceFields[K];
}

/** One thing that happened. */
export type TraceRecord = { [K in TraceKind]: RecordOf<K> }[TraceKind];

export interface Trace {
  /** False when nobody reads: then a caller may `skip` instead of building fields. */
  readonly enabled: boolean;
  /** Whether somebody reads details: only then are they to be reported. */
  readonly detailed: boolean;
  /** Reports what happened and returns the record's id. */
  record<K extends TraceKind>(kind: K, fields: TraceFields[K], causes?: Cause | readonly Cause[]): number;
  /** The id of a record that nobody reads: ids are the same with readers and without. */
  skip(): number;
  /** Reports a detail. Only those read it who asked for details. */
  detail<K extends TraceKind>(kind: K, fields: TraceFields[K], causes?: Cause | readonly Cause[]): void;
  /** Whether somebody follows details of this kind: only then are they to be made. */
  isFollowed(kind: TraceKind): boolean;
  /**
   * The reader is called with the details of these kinds, and with nothing else: nobody has to make records because of it.
   * Returns the function that ends it.
   */
  follow(kinds: readonly TraceKind[], reader: (record: TraceRecord) => void): () => void;
  /** Readers are called synchronously, in the order they came. Returns the function that ends it. */
  subscribe(reader: (record: TraceRecord) => void, options?: SubscribeOptions): () => void;
}

export interface SubscribeOptions {
  /** Default false. */
  readonly details?: boolean;
}
