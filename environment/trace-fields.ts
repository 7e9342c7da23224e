import type { AttemptFields, PodPlaceFields } from './attempt-fields.ts';

/**
 * What can happen in a world, by kind, with what is told of it. JSON values only; small; no object bodies.
 *
 * A program adds a kind of its own by declaring it:
 * `declare module 'homeostat' { interface TraceFields { 'backup-made': { readonly bytes: number } } }`.
 */
export interface TraceFields {
  /** A scenario's step begins. */
  step: StepFields;
  /** An object in the store has changed. */
  write: WriteFields;
  /** The API server said no to a request that would have changed something. */
  refused: RequestFields & { readonly reason?: string | undefined; readonly message?: string | undefined };
  /** An admission plugin said something of a request to the audit: an annotation of an audit event in Kubernetes. */
  audit: AuditFields;
  /** The API server has answered a request. A detail. */
  request: RequestFields;
  /** A watch told an informer of an object. A detail. */
  delivery: DeliveryFields;
  /** A work queue was given an item. A detail. */
  enqueue: EnqueueFields;
  /** What a work queue was given for later is due. */
  timer: TimerFields;
  /** A controller looks at an object. Its causes are all that asked for it since it last did. */
  reconcile: ReconcileFields;
  /** A detail, unless it failed. */
  'reconcile-end': ReconcileEndFields;
  /** The scheduler has decided on a pod. */
  schedule: ScheduleFields;
  /** All that it found out before. A detail, which is made for those who follow it only: it may be of 5,000 nodes. */
  attempt: AttemptFields;
  /** A pod has come to another place on its way to a node. A detail, as `attempt` is. */
  'pod-place': PodPlaceFields;
  /** What could not be written, where that does not hold up anything else. */
  'write-failed': { readonly what: string; readonly message: string };
  /** A kubelet did something to a pod, or to one of its containers. */
  kubelet: KubeletFields;
  'kubelet-retry': {
    readonly message: string;
    readonly node?: string;
    readonly pod?: string;
    readonly lease?: string;
  };
  'node-started': NodeFields;
  /** The node's kubelet and containers ended without a word. */
  'node-killed': NodeFields;
  /** A node has not been heard of for so long that it counts as lost. Its cause is what it was last heard to write. */
  'node-silent': NodeFields & { readonly silentMs: number };
  /** What became of a message. A detail, as most arrive. */
  message: MessageFields;
  /** A rule decided that a message is to be late, or not to arrive at all. */
  fault: FaultFields;
  'event-dropped': { readonly object: string; readonly reason: string; readonly why: string };
  'watch-error': {
    readonly group: string;
    readonly resource: string;
    /** Of the answer, if there was one. */
    readonly code?: number;
    readonly message: string;
  };
  /** What a candidate sees of an election: who leads (nobody: empty), or why it cannot be found out. */
  election: ElectionFields;
  'discovery-error': { readonly message: string };
  'watch-cache-ended': { readonly error?: string | undefined };
  'internal-error': { readonly error: string };
  'store-opened': { readonly revision: number; readonly compactedRevision: number };
  'store-compacted': { readonly revision: number };
  'lease-expired': { readonly keys: number; readonly revision: number };
  'store-alarm': { readonly message?: string | undefined };
  /** Whatever a program has to say. */
  note: Readonly<Record<string, string | number | boolean | null | undefined>>;
}

export interface ElectionFields {
  readonly lock: string;
  /** The candidate. */
  readonly identity: string;
  readonly leader?: string;
  readonly message?: string;
}

export interface StepFields {
  /** From 1. */
  readonly step: number;
  readonly summary: string;
}

export interface WriteFields {
  /** The client that asked, by its user agent. */
  readonly by: string;
  /** What differs from before; absent where the object was not there before, or is not there now. */
  readonly changes?: readonly Change[] | undefined;
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
  /** The object that controls this one. */
  readonly owner?: { readonly kind: string; readonly name: string } | undefined;
  readonly resource: string;
  readonly revision: number;
  readonly subresource?: string | undefined;
  /** create, update, patch, delete: as the request's verb; delete for whatever removed the object. */
  readonly verb: string;
}

/**
 * One value that differs, where it stands: `['status', 'conditions', '[Ready]', 'status']`. An item of a list goes by its
 * `type` or `name`, or else by its place, in brackets. Absent: there was none, or is none.
 */
export interface Change {
  readonly after?: ChangedValue | undefined;
  readonly before?: ChangedValue | undefined;
  readonly path: readonly string[];
}

/** A scalar as it is; of a list how many items it has; of an object only its `status`, if it has one, as conditions do. */
export type ChangedValue =
  | string
  | number
  | boolean
  | null
  | { readonly items: number }
  | { readonly status?: string };

export interface RequestFields {
  readonly by: string;
  readonly method: string;
  readonly path: string;
  readonly code: number;
  /** Of a kind's objects: what an authorizer is asked. */
  readonly asked?: RequestAttributes;
}

export interface RequestAttributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** '' or `status`, ... */
  readonly subresource: string;
  /** '' for objects in no namespace, and for all namespaces. */
  readonly namespace: string;
}

export interface AuditFields extends Omit<RequestFields, 'code' | 'asked'> {
  readonly key: string;
  readonly value: string;
}

export interface DeliveryFields {
  readonly type: 'Added' | 'Updated' | 'Deleted';
  readonly resource: string;
  readonly key: string;
}

export interface EnqueueFields {
  readonly item: string;
  /** It was asked for already, and is still to be handed out: it is handed out once for both. */
  readonly merged: boolean;
  /** Only after so long. */
  readonly delayMs?: number;
}

export interface TimerFields {
  readonly item: string;
  readonly delayMs: number;
}

export interface ReconcileFields {
  readonly controller: string;
  readonly key: string;
  /** How many causes there were, if there was no room for all. */
  readonly asked?: number;
  /** The write that made the object what the controller knew it to be; absent if it knew of none. */
  readonly revision?: number;
}

/** `requeued`: it is looked at again, after `afterMs` or a back-off; `failed`: after a back-off; `given-up`: when something changes. */
export interface ReconcileEndFields {
  readonly controller: string;
  readonly key: string;
  readonly result: 'done' | 'requeued' | 'failed' | 'given-up';
  readonly afterMs?: number;
  /** Why it failed. */
  readonly message?: string;
}

export interface ScheduleFields {
  readonly pod: string;
  /** Where it goes; absent where no node will do. */
  readonly node?: string;
  /** How many nodes were looked at, and how many would do. */
  readonly evaluated?: number;
  readonly feasible?: number;
  /** The best nodes. */
  readonly scores?: readonly { readonly node: string; readonly score: number }[];
  /** By plugin, how many nodes it turned down. */
  readonly rejected?: Readonly<Record<string, number>>;
  /** Why no node will do. */
  readonly message?: string;
}

export interface KubeletFields {
  readonly pod: string;
  readonly container?: string;
  readonly action: string;
}

export interface NodeFields {
  readonly node: string;
}

export interface MessageFields {
  readonly link: string;
  readonly from: string;
  readonly to: string;
  /** `request`, `response`, `watch-event`. */
  readonly kind: string;
  readonly fate: 'delivered' | 'failed' | 'dropped';
}

export interface FaultFields {
  readonly rule: string;
  readonly link: string;
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly drop?: true;
  readonly delayMs?: number;
  /** The message of the error that its sender or receiver gets. */
  readonly fail?: string;
}
