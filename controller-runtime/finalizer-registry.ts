import { aggregateMessages, deepEqual, goQuote, type KubeObject, messageOf } from '../apimachinery/index.ts';
import { addFinalizer, containsFinalizer, removeFinalizer } from './finalizers.ts';

/** What a finalizer of an object does before the object may go. Mirrors controller-runtime pkg/finalizer (Finalizer). */
export interface Finalizer<T extends KubeObject = KubeObject> {
  /**
   * Resolves when there is nothing left to do, with the object as it is then: itself, or one with another status. Rejects
   * when it has to be tried again; a FinalizerError says what became of the object all the same.
   */
  finalize(object: T): Promise<T>;
}

/** What a finalizer that is not done yet has changed of an object: a condition that says why, say. */
export class FinalizerError<T extends KubeObject = KubeObject> extends Error {
  override readonly name = 'FinalizerError';
  readonly object: T;

  constructor(message: string, object: T) {
    super(message);
    this.object = object;
  }
}

export interface FinalizeResult<T> {
  /** As it is to be written; itself when nothing is. */
  readonly object: T;
  /** Whether something other than its status differs. */
  readonly updated: boolean;
  readonly statusUpdated: boolean;
  /** What finalizers rejected with: write the object, and reject with it. */
  readonly error: Error | undefined;
}

/**
 * The finalizers of a kind, by their names. An object that is not deleted gets those that it lacks; of a deleted one
 * each that it still has is run, and taken off once it is done. Mirrors controller-runtime pkg/finalizer (Finalizers).
 * Differs: they run in the order in which they were registered.
 */
export class Finalizers<T extends KubeObject = KubeObject> {
  readonly #byName = new Map<string, Finalizer<T>>();

  /** Throws for a name that is taken. */
  register(name: string, finalizer: Finalizer<T>): void {
    if (this.#byName.has(name)) throw new Error(`finalizer for key ${goQuote(name)} already registered`);
    this.#byName.set(name, finalizer);
  }

  async finalize(object: T): Promise<FinalizeResult<T>> {
    let current = object;
    const problems: string[] = [];
    for (const [name, finalizer] of this.#byName) {
      if (object.metadata?.deletionTimestamp === undefined) current = addFinalizer(current, name);
      else if (containsFinalizer(current, name)) {
        try {
          current = removeFinalizer(await finalizer.finalize(current), name);
        } catch (error) {
          if (error instanceof FinalizerError) current = error.object;
          problems.push(`finalizer ${goQuote(name)} failed: ${messageOf(error)}`);
        }
      }
    }
    return {
      object: current,
      updated: !deepEqual(withoutStatus(object), withoutStatus(current)),
      statusUpdated: !deepEqual(statusOf(object), statusOf(current)),
      error: problems.length === 0 ? undefined : new Error(aggregateMessages(problems)),
    };
  }
}

function statusOf(object: KubeObject & { readonly status?: unknown }): unknown {
  return object.status;
}

function withoutStatus(object: KubeObject & { readonly status?: unknown }): KubeObject {
  const { status: _, ...rest } = object;
  return rest;
}
