/** Why what a pod waits for before it is bound was ended. */
export class PreBindCancelled extends Error {
  override readonly name = 'PreBindCancelled';
}

/**
 * Pods whose plugins prepare something before they are bound: until that is done they can be sent back into the queue.
 * Mirrors kubernetes pkg/scheduler/framework/runtime (podsInPreBindMap).
 */
export class PreBindingPods {
  readonly #cancels = new Map<string, (why: string) => void>();

  /**
   * Settles as the work does, or rejects with PreBindCancelled as soon as the pod is cancelled: then the signal is aborted, and
   * what becomes of the work is of no account.
   */
  during<T>(uid: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const settled = new Promise<T>((resolve, reject) => {
      this.#cancels.set(uid, (why) => {
        controller.abort();
        reject(new PreBindCancelled(why));
      });
      work(controller.signal).then(resolve, reject);
    });
    return settled.finally(() => this.#cancels.delete(uid));
  }

  /** False if there is nothing to end. */
  cancel(uid: string, why: string): boolean {
    const cancel = this.#cancels.get(uid);
    if (cancel === undefined) return false;
    this.#cancels.delete(uid);
    cancel(why);
    return true;
  }
}
