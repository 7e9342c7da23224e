import type { Client } from '../client/index.ts';
import type { Cause } from '../environment/index.ts';

/** Names the object to look at: nothing about what happened to it. `namespace` is '' for cluster-scoped objects. */
export interface Request {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Drives one object from what is towards what is wanted. Called with the key of something that may have changed,
 * never twice at once for one key.
 *
 * Resolved with undefined (or `{}`): the key is forgotten until something changes. `{requeueAfterMs}`: called again
 * then, without back-off. Rejected: called again after a back-off that doubles (5 ms to 1000 s); with a
 * TerminalError not called again.
 */
export interface Reconciler {
  reconcile(request: Request, context: ReconcileContext): Promise<ReconcileResult>;
}

export type ReconcileResult =
  | {
      readonly requeueAfterMs?: number;
      /** True for what comes round for ever by itself: waiting for it does not keep a world from being settled. */
      readonly background?: boolean;
    }
  | undefined;

export interface ReconcileContext {
  /** Writes made with this client say that this reconcile caused them. */
  readonly client: Client;
  readonly cause: Cause;
  readonly signal: AbortSignal;
}
