import type { Client } from '../client/index.ts';
import type { Cause } from '../environment/index.ts';
import type { Logger } from './logger.ts';

/** Names the object to look at: nothing about what happened to it. `namespace` is '' for cluster-scoped objects. */
export interface Request {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Drives what a request names from what is towards what is wanted. Called with the request for something that may have
 * changed, never twice at once for one.
 *
 * Resolved with undefined (or `{}`): the request is forgotten until something changes. `{requeueAfterMs}`: called again
 * then, without back-off. `{requeue}`, or rejected: called again after a back-off that doubles (5 ms to 1000 s); rejected
 * with a TerminalError not called again. Mirrors controller-runtime pkg/reconcile (TypedReconciler).
 */
export interface TypedReconciler<R> {
  reconcile(request: R, context: ReconcileContext): Promise<ReconcileResult>;
}

/** Drives one object, by its name. */
export type Reconciler = TypedReconciler<Request>;

export type ReconcileResult =
  | {
      readonly requeueAfterMs?: number;
      /** True for what comes round for ever by itself: waiting for it does not keep a world from being settled. */
      readonly background?: boolean;
      /** Of the next time. Default: that of this one. */
      readonly priority?: number;
      /** True: it is not over, and there is nothing to tell; called again as after a failure. */
      readonly requeue?: boolean;
    }
  | undefined;

export interface ReconcileContext {
  /** Writes made with this client say that this reconcile caused them. */
  readonly client: Client;
  readonly cause: Cause;
  /** Aborted when the controller ends, or the reconcile takes too long. */
  readonly signal: AbortSignal;
  /** What is told with it names the controller, the request and the reconcile. */
  readonly log: Logger;
}
