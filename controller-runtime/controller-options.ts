import type { KubeObject } from '../apimachinery/index.ts';
import type { RateLimiter } from '../client/index.ts';
import type { Logger } from './logger.ts';
import type { TypedReconciler } from './reconcile.ts';

/** What a manager may say of all its controllers, and each of them for itself. Mirrors controller-runtime pkg/config (Controller). */
export interface ControllerDefaults {
  /** How many requests are worked on at once. Default 1. */
  readonly maxConcurrentReconciles?: number;
  /**
   * Whether mistakes in a program (TypeError, failed assertions) are retried like any error (default), or fail the
   * world.
   */
  readonly recoverPanic?: boolean;
  /** After so long a reconcile's signal aborts. Default: never. */
  readonly reconciliationTimeoutMs?: number;
  /** How long the sources may take for what was there at the start, before the controller fails. Default: two minutes; 0: for ever. */
  readonly cacheSyncTimeoutMs?: number;
  /** False: it works whoever is the leader. Default: true. */
  readonly needLeaderElection?: boolean;
  /** True: its sources start before there is a leader. Default: false; without an election they start at once. */
  readonly enableWarmup?: boolean;
  /**
   * Whether what matters less waits for the rest: objects that were there at the start, and updates that changed nothing, are
   * of priority `lowPriority`. False: first come, first served, as in Kubernetes' own controllers. Default: true.
   */
  readonly usePriorityQueue?: boolean;
  /** True: another controller of the manager may have the same name. Default: false. */
  readonly skipNameValidation?: boolean;
  /** Told of each reconcile that fails, and the reconciler's own. Default: the manager's. */
  readonly logger?: Logger;
}

export interface ControllerOptions<R = string> extends ControllerDefaults {
  /** Default: 5 ms to 1000 s per request; without a priority queue also ten a second in all. */
  readonly rateLimiter?: RateLimiter<R>;
  /** What the API server and the trace know the controller's requests by. Default `<name>-controller`. */
  readonly userAgent?: string;
  /** The object of a request as the controller knows it, for the trace. Default: the one that the controller is `for`. */
  readonly known?: (request: R) => KubeObject | undefined;
}

export interface TypedControllerOptions<R> extends ControllerOptions<R> {
  readonly reconciler: TypedReconciler<R>;
  /** What traces name a request by. */
  readonly keyOf: (request: R) => string;
  /** What logs name a request by; without one, the controller. Default: `key`. Mirrors LogConstructor. */
  readonly logFields?: (request?: R) => object;
}

/** Of which kinds how many requests may be worked on at once: `{'ReplicaSet.apps': 5}`. */
export type GroupKindConcurrency = Readonly<Record<string, number>>;
